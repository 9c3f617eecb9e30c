package torch.optim;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/**
 * What an optimizer remembers about one parameter, under PyTorch's names and in PyTorch's order.
 *
 * <p>Tensors that are put here leave every {@link torch.Torch#scope()}: they live until they are replaced or the
 * optimizer is unreachable.
 */
public final class ParamState {
    private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

    ParamState() {}

    /** Whether nothing is remembered yet, as before the first step. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** The value under {@code name}, or null. */
    public @Nullable Object get(String name) {
        return values.get(name);
    }

    /** The value under {@code name}, or {@code otherwise} if there is none. */
    public <T> T getOrDefault(String name, T otherwise) {
        Object value = values.get(name);
        @SuppressWarnings("unchecked")
        T known = value == null ? otherwise : (T) value;
        return known;
    }

    /**
     * The tensor under {@code name}.
     *
     * @throws IllegalStateException if there is none: the option that needs it was set after the first step, or a state
     *     without it was loaded
     */
    public Tensor tensor(String name) {
        if (values.get(name) instanceof Tensor tensor) {
            return tensor;
        }
        throw new IllegalStateException(
                "the state of this parameter has no tensor '%s', only %s"
                        .formatted(name, values.keySet()));
    }

    /** Remembers {@code value}. */
    public void put(String name, @Nullable Object value) {
        values.put(name, Kept.of(value));
    }

    /** All values; cannot be changed here. */
    public Map<String, @Nullable Object> values() {
        return Collections.unmodifiableMap(values);
    }
}
