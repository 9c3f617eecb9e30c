package torch.nn;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.internal.Fields;

/**
 * A deep copy of a module: of the modules and tensors inside, also of those in lists, maps and arrays, each once. What is
 * neither is shared.
 */
final class ModuleCopy {
    private final Map<Object, Object> copies = new IdentityHashMap<>();

    /** The copy of {@code value}, or {@code value} itself where nothing in it is copied. */
    @Nullable Object copy(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        Object known = copies.get(value);
        if (known != null) {
            return known;
        }
        return switch (value) {
            case Module module -> module(module);
            case Parameter parameter -> parameter(parameter);
            case Tensor tensor -> tensor(tensor);
            case List<?> list -> list(list);
            case Map<?, ?> map -> map(map);
            case Object[] array -> array(array);
            default -> value;
        };
    }

    private Module module(Module original) {
        if (original.copiesItself()) {
            return remember(original, original.clone());
        }
        Module copy = original.shallowCopy();
        copies.put(original, copy);
        for (Field field : ModuleField.references(original.getClass())) {
            Object held = Fields.get(original, field);
            // An inner class's outer instance is copied only where the copy began there.
            Object copied = field.isSynthetic() && held != null ? copies.get(held) : copy(held);
            if (copied != null && copied != held) {
                Fields.set(copy, field, copied);
            }
        }
        copy.takeMembers(original.members().copy(copy, this::copy), original);
        return copy;
    }

    /** A computed one is copied as values, until the copy's next forward computes its own. */
    private Parameter parameter(Parameter original) {
        Parameter copy = original.copyWith(elements(original));
        copies.put(original, copy);
        return copy;
    }

    private Tensor tensor(Tensor original) {
        if (!original.isLeaf()) {
            throw new TorchException(
                    "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the "
                            + "moment.");
        }
        Tensor elements = elements(original);
        Tensor copy =
                original instanceof Buffer buffer ? buffer.copyWith(elements) : elements.keep();
        copy.requiresGrad_(original.requiresGrad());
        Tensor grad = original.grad();
        if (grad != null) {
            copy.setGrad(tensor(grad));
        }
        copies.put(original, copy);
        return copy;
    }

    private static Tensor elements(Tensor original) {
        try (var off = Torch.noGrad();
                Tensor detached = original.detach()) {
            return detached.clone();
        }
    }

    private List<?> list(List<?> original) {
        var copied = new ArrayList<@Nullable Object>();
        boolean changed = false;
        for (Object element : original) {
            Object copy = copy(element);
            changed |= copy != element;
            copied.add(copy);
        }
        List<?> result =
                original instanceof ArrayList ? copied : Collections.unmodifiableList(copied);
        return remember(original, changed ? result : original);
    }

    private Map<?, ?> map(Map<?, ?> original) {
        var copied = new LinkedHashMap<@Nullable Object, @Nullable Object>();
        boolean changed = false;
        for (var entry : original.entrySet()) {
            Object copy = copy(entry.getValue());
            changed |= copy != entry.getValue();
            copied.put(entry.getKey(), copy);
        }
        Map<?, ?> result =
                original instanceof HashMap ? copied : Collections.unmodifiableMap(copied);
        return remember(original, changed ? result : original);
    }

    private @Nullable Object[] array(@Nullable Object[] original) {
        @Nullable Object[] copied = original.clone();
        boolean changed = false;
        for (int i = 0; i < copied.length; i++) {
            Object copy = copy(original[i]);
            changed |= copy != original[i];
            copied[i] = copy;
        }
        return remember(original, changed ? copied : original);
    }

    private <T> T remember(T original, T copy) {
        copies.put(original, copy);
        return copy;
    }
}
