package torch.autograd;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Autograd;
import torch.MemoryFormat;
import torch.Tensor;
import torch.TensorOptions;
import torch.Torch;
import torch.TorchException;

/** What {@code gradcheck} asks of a backward beside its numbers. */
final class BackwardChecks {
    private static final String SEE =
            " Please look at \"Notes about undefined output gradients\" in \"tools/autograd/derivatives.yaml\"";

    private BackwardChecks() {}

    /** Gradients of zero have to give gradients of zero, of the inputs' type, device and shape. */
    static void multipliesByGradOutput(List<Tensor> outputs, List<Tensor> inputs, boolean masked) {
        if (outputs.isEmpty()) return;
        List<? extends @Nullable Tensor> gradients =
                Autograd.grad(outputs, inputs, zeros(outputs), false, false, true);
        for (int i = 0; i < inputs.size(); i++) {
            Tensor gradient = gradients.get(i);
            if (gradient == null) continue;
            Tensor input = inputs.get(i);
            if (gradient.layout() != torch.Layout.STRIDED && gradient.layout() != input.layout())
                throw new GradcheckError(
                        "grad is incorrect layout ("
                                + gradient.layout()
                                + " is not "
                                + input.layout()
                                + ")");
            Tensor dense = AnalyticalJacobian.dense(gradient);
            boolean zero =
                    masked
                            ? Torch.allclose(dense, Torch.zerosLike(dense))
                            : dense.eq(0).all().itemBoolean();
            if (!zero) throw new GradcheckError("backward not multiplied by grad_output");
            if (gradient.dtype() != input.dtype())
                throw new GradcheckError("grad is incorrect type");
            if (!gradient.device().equals(input.device()))
                throw new GradcheckError("grad is incorrect device");
            if (!gradient.shape().equals(input.shape()))
                throw new GradcheckError("grad is incorrect size");
        }
    }

    /** Undefined gradients, of all outputs and of each by itself, have to be taken as zeros. */
    static void takesUndefinedGrads(TupleFunction function, List<Tensor> inputs) {
        List<Tensor> targets = inputs.stream().filter(Tensor::requiresGrad).toList();
        List<Tensor> outputs = differentiable(function.apply(inputs));
        int count = outputs.size();
        if (count == 0) return;
        checkUndefined(outputs.stream().map(BackwardChecks::undefinedGrad).toList(), targets);
        for (int i = 0; i < count && count > 1; i++) {
            List<Tensor> again = new ArrayList<>(differentiable(function.apply(inputs)));
            again.set(i, undefinedGrad(again.get(i)));
            checkUndefined(again, targets);
        }
    }

    private static void checkUndefined(List<Tensor> outputs, List<Tensor> inputs) {
        List<? extends @Nullable Tensor> gradients;
        try {
            gradients = Autograd.grad(outputs, inputs, zeros(outputs), false, false, true);
        } catch (TorchException | IllegalArgumentException | IndexOutOfBoundsException e) {
            GradcheckError error =
                    new GradcheckError(
                            "Expected backward function to handle undefined output grads." + SEE);
            error.initCause(e);
            throw error;
        }
        for (Tensor gradient : gradients) {
            if (gradient != null && !AnalyticalJacobian.dense(gradient).eq(0).all().itemBoolean())
                throw new GradcheckError(
                        "Expected all input grads to be undefined or zero when all output grads are undefined"
                                + " or zero."
                                + SEE);
        }
    }

    /**
     * A tensor of the output's shape whose backward gives the output an undefined gradient: one node for two tensors,
     * of which only the other one is differentiated.
     */
    private static Tensor undefinedGrad(Tensor output) {
        Tensor other = Torch.zerosLike(output.detach()).requiresGrad_();
        return Aten._foreach_neg(List.of(output, other)).get(1);
    }

    static List<Tensor> differentiable(List<Tensor> outputs) {
        return outputs.stream().filter(Tensor::requiresGrad).toList();
    }

    static List<Tensor> zeros(List<Tensor> outputs) {
        return outputs.stream()
                .map(
                        o ->
                                Torch.zerosLike(
                                        o.detach(),
                                        TensorOptions.DEFAULT,
                                        MemoryFormat.CONTIGUOUS_FORMAT))
                .toList();
    }
}
