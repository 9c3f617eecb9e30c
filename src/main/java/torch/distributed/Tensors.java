package torch.distributed;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/** The tensors in what a model returns. */
final class Tensors {
    private Tensors() {}

    /**
     * The tensors in a tensor, a list, a map, an array or a record of such.
     *
     * @throws UnsupportedOperationException if a record's package is not opened to jtorch
     */
    static List<Tensor> in(@Nullable Object value) {
        List<Tensor> found = new ArrayList<>();
        find(value, found);
        return found;
    }

    private static void find(@Nullable Object value, List<Tensor> found) {
        switch (value) {
            case Tensor tensor -> found.add(tensor);
            case Iterable<?> parts -> parts.forEach(part -> find(part, found));
            case Map<?, ?> parts -> parts.values().forEach(part -> find(part, found));
            case Object[] parts -> {
                for (Object part : parts) find(part, found);
            }
            case Record parts -> {
                for (RecordComponent component : parts.getClass().getRecordComponents()) {
                    find(read(component, parts), found);
                }
            }
            case null, default -> {}
        }
    }

    private static @Nullable Object read(RecordComponent component, Record value) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException | RuntimeException e) {
            Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
            throw new UnsupportedOperationException(
                    "the tensors of " + value.getClass().getName() + " cannot be read: " + cause,
                    cause);
        }
    }
}
