package torch.nn;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import torch.internal.PythonFloat;

/** Values as Python prints them, for the printed form of modules and for messages. */
final class Repr {
    private Repr() {}

    static String of(boolean value) {
        return value ? "True" : "False";
    }

    static String of(@Nullable Double value) {
        return value == null ? "None" : of(value.doubleValue());
    }

    static String of(double value) {
        return PythonFloat.repr(value);
    }

    /** {@code (2, 3)}, and {@code (2,)} for one element. */
    static String tuple(long... values) {
        String inner =
                Arrays.stream(values).mapToObj(Long::toString).collect(Collectors.joining(", "));
        return values.length == 1 ? "(" + inner + ",)" : "(" + inner + ")";
    }
}
