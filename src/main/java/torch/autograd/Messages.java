package torch.autograd;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.internal.PythonText;

/** What the gradient checks say, in PyTorch's words. */
final class Messages {
    private Messages() {}

    static String number(double value) {
        return PythonText.of(value);
    }

    /** An index as Python prints it: {@code (0, 1)}, {@code (2,)}, {@code ()}. */
    static String tuple(long[] index) {
        return Arrays.stream(index)
                .mapToObj(Long::toString)
                .collect(Collectors.joining(", ", "(", index.length == 1 ? ",)" : ")"));
    }

    /** Which part of complex tensors a check looks at, and which outputs or inputs are complex. */
    record Part(String name, boolean[] complex) {}

    static String mismatch(
            Tensor analytical,
            Tensor numerical,
            int output,
            int input,
            @Nullable Part part,
            boolean forward) {
        int considered = forward ? input : output;
        String prefix = "";
        if (part != null && considered < part.complex.length && part.complex[considered]) {
            prefix =
                    "While considering the %s part of complex %s only, "
                            .formatted(part.name, forward ? "inputs" : "outputs");
        }
        return "%sJacobian %smismatch for output %d with respect to input %d,\nnumerical:%s\nanalytical:%s\n"
                .formatted(
                        prefix,
                        forward ? "computed with forward mode " : "",
                        output,
                        input,
                        text(numerical),
                        text(analytical));
    }

    /** As Python's f-strings have a tensor: a scalar by its number. */
    private static Object text(Tensor tensor) {
        return tensor.dim() == 0 ? PythonText.of(tensor.item()) : tensor;
    }

    static void warn(String warning) {
        System.getLogger("torch.autograd").log(System.Logger.Level.WARNING, warning);
    }
}
