package torch;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gradients that a backward starts with, held to the outputs that they belong to. */
final class GradOutputs {
    private GradOutputs() {}

    /**
     * The given gradients, a null where libtorch is to start with a scalar's 1.
     *
     * @param given one for every output, or null for none
     * @param batched whether the first dimension is a batch
     * @param argument what the outputs are called
     */
    static List<? extends @Nullable Tensor> of(
            List<? extends Tensor> outputs,
            @Nullable List<? extends @Nullable Tensor> given,
            boolean batched,
            String argument) {
        require(outputs, argument, "a List<Tensor>");
        List<? extends @Nullable Tensor> gradients =
                given == null ? Collections.nCopies(outputs.size(), null) : given;
        int checked = Math.min(outputs.size(), gradients.size());
        for (int i = 0; i < checked; i++) {
            Tensor output = require(outputs.get(i), argument, "a list without nulls");
            Tensor gradient = gradients.get(i);
            if (gradient == null) requireScalar(output);
            else requireFits(output, gradient, i, batched);
        }
        return gradients;
    }

    private static void requireScalar(Tensor output) {
        if (!output.requiresGrad()) return;
        if (output.numel() != 1)
            throw new TorchException("grad can be implicitly created only for scalar outputs");
        if (!output.dtype().isFloatingPoint())
            throw new TorchException(
                    "grad can be implicitly created only for real scalar outputs but got "
                            + output.dtype());
    }

    private static void requireFits(Tensor output, Tensor gradient, int index, boolean batched) {
        Size expected = output.shape();
        Size shape = gradient.shape();
        if (batched) {
            long[] all = shape.toArray();
            if (all.length == 0)
                throw new IndexOutOfBoundsException(
                        "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to"
                                + " convert a 0-dim tensor to a number");
            shape = Size.of(java.util.Arrays.copyOfRange(all, 1, all.length));
        }
        if (!shape.equals(expected)) {
            String mismatch =
                    "grad_output["
                            + index
                            + "] has a shape of "
                            + (batched ? shape.slice(1) : shape)
                            + " and output["
                            + index
                            + "] has a shape of "
                            + expected
                            + ".";
            throw new TorchException(
                    batched // whose shape PyTorch tells without another dimension
                            ? "If `is_grads_batched=True`, we interpret the first dimension of each grad_output as the"
                                    + " batch dimension. The sizes of the remaining dimensions are expected to match"
                                    + " the shape of corresponding output, but a mismatch was detected: "
                                    + mismatch
                                    + " If you only want some tensors in `grad_output` to be considered batched,"
                                    + " consider using vmap."
                            : "Mismatch in shape: " + mismatch);
        }
        if (output.dtype().isComplex() != gradient.dtype().isComplex())
            throw new TorchException(
                    "For complex Tensors, both grad_output and output are required to have the same dtype. Mismatch in"
                            + " dtype: grad_output["
                            + index
                            + "] has a dtype of "
                            + gradient.dtype()
                            + " and output["
                            + index
                            + "] has a dtype of "
                            + output.dtype()
                            + ".");
    }

    static List<Tensor> listOf(@Nullable Tensor tensor, String argument) {
        return List.of(require(tensor, argument, "a Tensor"));
    }

    static <T> T require(@Nullable T value, String argument, String expected) {
        if (value == null)
            throw new NullPointerException(
                    "argument '" + argument + "' must be " + expected + ", not null");
        return value;
    }
}
