package torch.nn;

import java.util.Map;
import java.util.function.BiConsumer;
import torch.Tensor;
import torch.internal.HookList;

/** The hooks around the saving and loading of one module's state. */
final class StateHooks {
    final HookList<BiConsumer<Module, String>> beforeSave;
    final HookList<StateDictHook> afterSave;
    final HookList<StateDictHook> beforeLoad;
    final HookList<BiConsumer<Module, IncompatibleKeys>> afterLoad;

    StateHooks() {
        beforeSave = new HookList<>();
        afterSave = new HookList<>();
        beforeLoad = new HookList<>();
        afterLoad = new HookList<>();
    }

    /** The same hooks, for a copy of the module. */
    StateHooks(StateHooks original) {
        beforeSave = original.beforeSave.copy();
        afterSave = original.afterSave.copy();
        beforeLoad = original.beforeLoad.copy();
        afterLoad = original.afterLoad.copy();
    }

    void beforeSave(Module module, String prefix) {
        beforeSave.forEach(hook -> hook.accept(module, prefix));
    }

    void afterSave(Module module, Map<String, Tensor> state, String prefix) {
        afterSave.forEach(hook -> hook.run(module, state, prefix));
    }

    void beforeLoad(Module module, Map<String, Tensor> state, String prefix) {
        beforeLoad.forEach(hook -> hook.run(module, state, prefix));
    }

    void afterLoad(Module module, IncompatibleKeys keys) {
        afterLoad.forEach(hook -> hook.accept(module, keys));
    }
}
