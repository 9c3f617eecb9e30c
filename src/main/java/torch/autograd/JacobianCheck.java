package torch.autograd;

import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Tensor;
import torch.Torch;

/** Compares a function's numerical Jacobians with those that automatic differentiation gives. */
abstract class JacobianCheck {
    final TupleFunction function;
    final List<Tensor> inputs;
    final List<Tensor> outputs;
    final GradcheckOptions options;
    final Messages.@Nullable Part part;

    /**
     * @param outputs all that the function returned
     * @param part what is looked at where there are complex tensors
     */
    JacobianCheck(
            TupleFunction function,
            List<Tensor> inputs,
            List<Tensor> outputs,
            GradcheckOptions options,
            Messages.@Nullable Part part) {
        this.function = function;
        this.inputs = inputs;
        this.outputs = outputs;
        this.options = options;
        this.part = part;
    }

    static JacobianCheck of(
            TupleFunction function,
            List<Tensor> inputs,
            List<Tensor> outputs,
            GradcheckOptions options,
            Messages.@Nullable Part part) {
        return options.fastMode
                ? new FastCheck(function, inputs, outputs, options, part)
                : new SlowCheck(function, inputs, outputs, options, part);
    }

    /** @throws GradcheckError where backward mode differs from the finite differences */
    abstract void backward();

    /** @throws GradcheckError where forward mode differs from the finite differences */
    abstract void forward();

    final NumericalJacobian numerical() {
        return new NumericalJacobian(function, inputs, options.eps);
    }

    final List<Tensor> differentiableInputs() {
        return inputs.stream().filter(Tensor::requiresGrad).toList();
    }

    /** The outputs that derivatives exist of. */
    final List<Tensor> floatingOutputs() {
        return outputs.stream().filter(NumericalJacobian::isDifferentiableType).toList();
    }

    final List<Tensor> differentiableOutputs() {
        return outputs.stream().filter(Tensor::requiresGrad).toList();
    }

    /** Where nothing that the function returns requires a gradient, its derivative has to be zero. */
    final void requireZero(Tensor derivative) {
        if (derivative.numel() != 0 && derivative.ne(0).any().itemBoolean())
            throw new GradcheckError("Numerical gradient for function expected to be zero");
    }

    final boolean close(Tensor analytical, Tensor numerical, double atol) {
        DType dtype = Torch.promoteTypes(analytical.dtype(), numerical.dtype());
        return Torch.allclose(
                analytical.to(dtype), numerical.to(analytical.device(), dtype), options.rtol, atol);
    }
}
