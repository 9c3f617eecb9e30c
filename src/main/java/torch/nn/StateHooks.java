package torch.nn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import torch.Tensor;

/** The hooks around the saving and loading of one module's state. */
final class StateHooks {
    final Map<Object, BiConsumer<Module, String>> beforeSave = new LinkedHashMap<>();
    final Map<Object, StateDictHook> afterSave = new LinkedHashMap<>();
    final Map<Object, StateDictHook> beforeLoad = new LinkedHashMap<>();
    final Map<Object, BiConsumer<Module, IncompatibleKeys>> afterLoad = new LinkedHashMap<>();

    /** The same hooks, for a copy of the module. */
    StateHooks copy() {
        var copy = new StateHooks();
        copy.beforeSave.putAll(beforeSave);
        copy.afterSave.putAll(afterSave);
        copy.beforeLoad.putAll(beforeLoad);
        copy.afterLoad.putAll(afterLoad);
        return copy;
    }

    void beforeSave(Module module, String prefix) {
        List.copyOf(beforeSave.values()).forEach(hook -> hook.accept(module, prefix));
    }

    void afterSave(Module module, Map<String, Tensor> state, String prefix) {
        List.copyOf(afterSave.values()).forEach(hook -> hook.run(module, state, prefix));
    }

    void beforeLoad(Module module, Map<String, Tensor> state, String prefix) {
        List.copyOf(beforeLoad.values()).forEach(hook -> hook.run(module, state, prefix));
    }

    void afterLoad(Module module, IncompatibleKeys keys) {
        List.copyOf(afterLoad.values()).forEach(hook -> hook.accept(module, keys));
    }
}
