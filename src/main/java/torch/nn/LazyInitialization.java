package torch.nn;

import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.Map;
import torch.Tensor;
import torch.TorchException;

/** How a lazy module comes by the shapes of what it holds, and what it is afterwards. */
final class LazyInitialization {
    private LazyInitialization() {}

    /** Whether a parameter or buffer of the module itself waits for its shape. */
    static boolean isNeeded(Module module) {
        return members(module).values().stream().anyMatch(UninitializedTensor::isLazy);
    }

    /** Initializes the module from its first input. */
    static void run(Module module, LazyModuleMixin lazy, Tensor input) {
        lazy.initializeParameters(input);
        if (isNeeded(module)) {
            throw new TorchException("module " + module.name() + " has not been fully initialized");
        }
    }

    /** Takes over the shapes that a state to be loaded knows. */
    static void takeShapes(Module module, Map<String, Tensor> state, String prefix) {
        members(module)
                .forEach(
                        (name, tensor) -> {
                            Tensor saved = state.get(prefix + name);
                            if (saved != null
                                    && !UninitializedTensor.isLazy(saved)
                                    && tensor instanceof UninitializedTensor lazy
                                    && lazy.isUninitialized()) {
                                lazy.materialize(saved.shape());
                            }
                        });
    }

    /** What a lazy class becomes: the layer it extends, or itself where it extends none. */
    static Class<?> become(Class<?> lazy) {
        Class<?> type = lazy;
        while (LazyModuleMixin.class.isAssignableFrom(type)) {
            type = type.getSuperclass();
        }
        return Modifier.isAbstract(type.getModifiers()) ? lazy : type;
    }

    private static Map<String, Tensor> members(Module module) {
        var members = new LinkedHashMap<String, Tensor>(module.namedParameters("", false));
        members.putAll(module.namedBuffers("", false));
        return members;
    }
}
