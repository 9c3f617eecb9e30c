package torch.autograd;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.Autograd;
import torch.MemoryFormat;
import torch.Scope;
import torch.Size;
import torch.Tensor;
import torch.TensorOptions;
import torch.Torch;

/** Jacobians as backward computes them, one vector-Jacobian product per element of an output. */
final class AnalyticalJacobian {
    private final List<Tensor> inputs;
    private final double nondetTol;
    private final boolean checkGradDtypes;

    /** @param inputs those that require a gradient */
    AnalyticalJacobian(List<Tensor> inputs, double nondetTol, boolean checkGradDtypes) {
        this.inputs = inputs;
        this.nondetTol = nondetTol;
        this.checkGradDtypes = checkGradDtypes;
    }

    /** With respect to every input, (numel of the input, numel of the output) each. */
    List<Tensor> whole(Tensor output) {
        return twice(output, output.numel(), null);
    }

    /** The product of a vector with the Jacobian, (numel of the input, 1) each. */
    List<Tensor> product(Tensor output, Tensor vector) {
        return twice(output, 1, vector.reshape(output.shape()));
    }

    /** Everything is computed twice: the same backward has to give the same gradients. */
    private List<Tensor> twice(Tensor output, long columns, @Nullable Tensor vector) {
        List<Tensor> first = compute(output, columns, vector);
        List<Tensor> second = compute(output, columns, vector);
        for (int i = 0; i < first.size(); i++) {
            Tensor one = first.get(i);
            if (one.numel() != 0 && one.sub(second.get(i)).abs().max().itemDouble() > nondetTol) {
                throw new GradcheckError(
                        "Backward is not reentrant, i.e., running backward with same input and grad_output"
                                + " multiple times gives different values, although analytical gradient"
                                + " matches numerical gradient.The tolerance for nondeterminism was "
                                + Messages.number(nondetTol)
                                + ".");
            }
        }
        return first;
    }

    private List<Tensor> compute(Tensor output, long columns, @Nullable Tensor vector) {
        List<Tensor> jacobians = new ArrayList<>();
        for (Tensor input : inputs)
            jacobians.add(input.detach().newZeros(Size.of(input.numel(), columns)));
        Tensor gradOutput =
                vector != null
                        ? vector
                        : Torch.zerosLike(
                                output.detach(),
                                TensorOptions.DEFAULT,
                                MemoryFormat.CONTIGUOUS_FORMAT);
        Tensor flat = gradOutput.view(-1);
        for (long j = 0; j < columns; j++) {
            try (Scope row = Torch.scope()) {
                if (vector == null) {
                    flat.zero_();
                    flat.select(0, j).fill_(1);
                }
                List<? extends @Nullable Tensor> gradients =
                        Autograd.grad(
                                List.of(output),
                                inputs,
                                Collections.singletonList(gradOutput),
                                true,
                                false,
                                true);
                for (int i = 0; i < inputs.size(); i++) {
                    Tensor gradient = gradients.get(i);
                    if (gradient == null) continue;
                    check(gradient, inputs.get(i));
                    jacobians.get(i).select(1, j).copy_(dense(gradient).reshape(-1));
                }
            }
        }
        return jacobians;
    }

    private void check(Tensor gradient, Tensor input) {
        if (checkGradDtypes && gradient.dtype() != input.dtype())
            throw new GradcheckError("Gradient has dtype mismatch");
        if (!gradient.shape().equals(input.shape()))
            throw new GradcheckError("Analytical gradient has incorrect size");
    }

    static Tensor dense(Tensor gradient) {
        return gradient.layout() == torch.Layout.STRIDED ? gradient : gradient.toDense();
    }
}
