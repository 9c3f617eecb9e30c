package torch.autograd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/** A function from tensors to tensors, however many a lambda takes and returns. */
@FunctionalInterface
interface TupleFunction {
    List<Tensor> apply(List<Tensor> inputs);

    /** A function of one tensor. */
    static TupleFunction ofOne(Function<? super Tensor, ?> function) {
        require(function, "func", "a function of a Tensor");
        return inputs -> outputs(function.apply(inputs.getFirst()));
    }

    /** A function of two tensors. */
    static TupleFunction ofTwo(BiFunction<? super Tensor, ? super Tensor, ?> function) {
        require(function, "func", "a function of two Tensors");
        return inputs -> outputs(function.apply(inputs.get(0), inputs.get(1)));
    }

    /** A function of a list of tensors. */
    static TupleFunction ofMany(Function<? super List<Tensor>, ?> function) {
        require(function, "func", "a function of a List<Tensor>");
        return inputs -> outputs(function.apply(inputs));
    }

    /** Python's {@code _as_tuple}: one tensor, or a list or an array of them. */
    static List<Tensor> outputs(@Nullable Object result) {
        if (result instanceof Tensor tensor) return List.of(tensor);
        List<?> several =
                switch (result) {
                    case List<?> list -> list;
                    case Tensor[] array -> Arrays.asList(array);
                    case null, default ->
                            throw new IllegalArgumentException(
                                    "the function must return a Tensor or a List<Tensor>, not "
                                            + (result == null
                                                    ? "null"
                                                    : result.getClass().getName()));
                };
        List<Tensor> outputs = new ArrayList<>(several.size());
        for (int i = 0; i < several.size(); i++) {
            if (several.get(i) instanceof Tensor tensor) {
                outputs.add(tensor);
            } else {
                throw new IllegalArgumentException(
                        "the function must return a Tensor or a List<Tensor>, but output "
                                + i
                                + " is no Tensor");
            }
        }
        return List.copyOf(outputs);
    }

    static <T> T require(@Nullable T value, String argument, String expected) {
        if (value == null)
            throw new NullPointerException(
                    "argument '" + argument + "' must be " + expected + ", not null");
        return value;
    }

    /** The inputs as a list of their own, checked for nulls. */
    static List<Tensor> inputs(List<? extends Tensor> inputs) {
        require(inputs, "inputs", "a List<Tensor>");
        for (Tensor input : inputs) require(input, "inputs", "a list without nulls");
        return List.copyOf(inputs);
    }
}
