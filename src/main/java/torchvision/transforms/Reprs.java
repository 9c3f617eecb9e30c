package torchvision.transforms;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import torch.internal.PythonFloat;
import torch.internal.PythonText;

/** Printed forms as Python's. */
final class Reprs {
    private Reprs() {}

    static String tuple(int... values) {
        return PythonText.of(Arrays.stream(values).boxed().toList());
    }

    /** One number as itself, several as a tuple. */
    static String sizes(int... values) {
        return values.length == 1 ? Integer.toString(values[0]) : tuple(values);
    }

    static String tuple(double @Nullable [] values) {
        return values == null ? "None" : PythonText.of(DoubleStream.of(values).boxed().toList());
    }

    static String list(double... values) {
        return DoubleStream.of(values)
                .mapToObj(PythonFloat::repr)
                .collect(Collectors.joining(", ", "[", "]"));
    }

    /** One number as itself, several as a tuple. */
    static String numbers(Number[] values) {
        return values.length == 1 ? PythonText.of(values[0]) : PythonText.of(Arrays.asList(values));
    }

    static double[] doubles(Number[] values) {
        return Arrays.stream(values).mapToDouble(Number::doubleValue).toArray();
    }

    static String name(Object transform) {
        return transform.getClass().getSimpleName();
    }

    /** A transform that consists of others, each in a line of its own. */
    static String several(Object transform, String first, List<?> transforms) {
        return transforms.stream()
                .map(t -> "\n    " + t)
                .collect(Collectors.joining("", name(transform) + "(" + first, "\n)"));
    }
}
