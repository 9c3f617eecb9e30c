package torch.autograd;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/** Whole Jacobians, element by element. */
final class SlowCheck extends JacobianCheck {
    SlowCheck(
            TupleFunction function,
            List<Tensor> inputs,
            List<Tensor> outputs,
            GradcheckOptions options,
            Messages.@Nullable Part part) {
        super(function, inputs, outputs, options, part);
    }

    @Override
    void backward() {
        List<Tensor> targets = differentiableInputs();
        List<List<Tensor>> numerical = numericalJacobians(targets);
        if (numerical == null) return;
        AnalyticalJacobian analytical =
                new AnalyticalJacobian(targets, options.nondetTol, options.checkGradDtypes);
        List<Tensor> floating = floatingOutputs();
        int output = 0;
        for (int i = 0; i < floating.size(); i++) {
            if (!floating.get(i).requiresGrad()) continue;
            List<Tensor> jacobians = analytical.whole(floating.get(i));
            for (int j = 0; j < targets.size(); j++)
                compare(jacobians.get(j), numerical.get(j).get(i), output, j, false);
            output++;
        }
    }

    @Override
    void forward() {
        List<Tensor> targets = differentiableInputs();
        List<List<Tensor>> numerical = numericalJacobians(targets);
        if (numerical == null) return;
        List<List<Tensor>> forward =
                new ForwardJacobian(function, inputs, options.checkGradDtypes).whole(outputs);
        List<Tensor> floating = floatingOutputs();
        int output = 0;
        for (int i = 0; i < floating.size(); i++) {
            if (!floating.get(i).requiresGrad()) continue;
            for (int j = 0; j < targets.size(); j++)
                compare(forward.get(j).get(i), numerical.get(j).get(i), output, j, true);
            output++;
        }
    }

    /** By input and floating-point output; null where they have to be zero and are. */
    private @Nullable List<List<Tensor>> numericalJacobians(List<Tensor> targets) {
        List<List<Tensor>> jacobians = new ArrayList<>();
        for (Tensor target : targets) jacobians.add(numerical().whole(target, outputs));
        if (!differentiableOutputs().isEmpty()) return jacobians;
        for (List<Tensor> ofInput : jacobians) ofInput.forEach(this::requireZero);
        return null;
    }

    private void compare(
            Tensor analytical, Tensor numerical, int output, int input, boolean forward) {
        if (!close(analytical, numerical, options.atol))
            throw new GradcheckError(
                    Messages.mismatch(analytical, numerical, output, input, part, forward));
    }
}
