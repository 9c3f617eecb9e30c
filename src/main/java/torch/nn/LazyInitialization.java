package torch.nn;

import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import torch.Size;
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
                            if (saved != null && !UninitializedTensor.isLazy(saved)) {
                                materialize(tensor, saved.shape().toArray());
                            }
                        });
    }

    /** Gives {@code tensor} its shape where it waits for one. */
    static void materialize(@Nullable Tensor tensor, long... shape) {
        if (tensor instanceof UninitializedTensor lazy && lazy.isUninitialized()) {
            lazy.materialize(Size.of(shape));
        }
    }

    /** The name of a lazy class as that of what it becomes: the layer it extends, or itself where it extends none. */
    static String becomeName(String name, Class<?> lazy) {
        Class<?> named = lazy;
        while (named.isAnonymousClass()) {
            named = named.getSuperclass();
        }
        Class<?> become = named;
        while (LazyModuleMixin.class.isAssignableFrom(become)) {
            become = become.getSuperclass();
        }
        return Modifier.isAbstract(become.getModifiers())
                ? name
                : name.replace(named.getSimpleName(), become.getSimpleName());
    }

    private static Map<String, Tensor> members(Module module) {
        var members = new LinkedHashMap<String, Tensor>(module.namedParameters("", false));
        members.putAll(module.namedBuffers("", false));
        return members;
    }
}
