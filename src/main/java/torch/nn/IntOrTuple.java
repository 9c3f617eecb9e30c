package torch.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import torch.Size;
import torch.internal.PythonText;

/**
 * A number for all dimensions or a tuple of one for each, as many layers take sizes; printed as it was given.
 *
 * @param values the number alone, or the tuple; null where an adaptive pooling keeps the input's size
 * @param isNumber whether it is one number, which counts for every dimension
 */
record IntOrTuple(List<@Nullable Long> values, boolean isNumber) {
    /** A number where there is one value, else a tuple. */
    static IntOrTuple of(long... values) {
        return new IntOrTuple(list(Size.of(values)), values.length == 1);
    }

    /** A tuple. */
    static IntOrTuple of(Size tuple) {
        return new IntOrTuple(list(tuple), false);
    }

    /** A tuple in which null stands for None. */
    static IntOrTuple of(List<@Nullable Long> tuple) {
        return new IntOrTuple(Collections.unmodifiableList(new ArrayList<>(tuple)), false);
    }

    /** The number for each of so many dimensions, or the tuple, however long it is. */
    List<@Nullable Long> expand(int dims) {
        return isNumber ? Collections.nCopies(dims, values.getFirst()) : values;
    }

    /** What {@link #expand} gives where no value is None. */
    Size size(int dims) {
        return Size.of(
                expand(dims).stream()
                        .mapToLong(value -> Objects.requireNonNull(value, "None"))
                        .toArray());
    }

    /** As it was given: {@code 3} or {@code (3, 5)}. */
    @Override
    public String toString() {
        return isNumber ? String.valueOf(values.getFirst()) : PythonText.of(values);
    }

    private static List<@Nullable Long> list(Size tuple) {
        return Collections.unmodifiableList(
                new ArrayList<@Nullable Long>(tuple.stream().boxed().toList()));
    }
}
