package torch.autograd;

import java.util.ArrayList;
import java.util.List;
import torch.Generator;
import torch.Tensor;
import torch.Torch;

/** What {@code gradcheck} asks of forward mode beside its numbers. */
final class ForwardChecks {
    private ForwardChecks() {}

    /** An input without a tangent has to count as one with a tangent of zeros. */
    static void takesUndefinedTangents(TupleFunction function, List<Tensor> inputs) {
        List<Tensor> targets = inputs.stream().filter(Tensor::requiresGrad).toList();
        List<Direction> directions = Direction.ofInputs(targets, new Generator());
        try (ForwardAd.DualLevel level = ForwardAd.dualLevel()) {
            List<Tensor> duals = new ArrayList<>();
            int next = 0;
            for (Tensor input : inputs) {
                duals.add(
                        input.requiresGrad()
                                ? ForwardAd.makeDual(
                                        input.detach(),
                                        directions.get(next++).real().reshape(input.shape()))
                                : input);
            }
            for (int i = 0; i < inputs.size(); i++) {
                Tensor input = inputs.get(i);
                if (!input.requiresGrad()) continue;
                List<Tensor> zero = new ArrayList<>(duals);
                zero.set(i, ForwardAd.makeDual(input.detach(), Torch.zerosLike(input.detach())));
                List<Tensor> none = new ArrayList<>(duals);
                none.set(i, input.detach());
                compare(function.apply(zero), function.apply(none), input);
            }
        }
    }

    private static void compare(List<Tensor> withZeros, List<Tensor> without, Tensor input) {
        for (int o = 0; o < withZeros.size(); o++) {
            if (!NumericalJacobian.isDifferentiableType(withZeros.get(o))) continue;
            Tensor one = ForwardAd.unpackDual(withZeros.get(o)).tangent();
            Tensor other = ForwardAd.unpackDual(without.get(o)).tangent();
            if (one != null && other != null && !Torch.allclose(one, other))
                throw new GradcheckError(
                        "Mismatch in tangent values for output with index: "
                                + o
                                + " when input: "
                                + input
                                + " has an undefined tangent value.  Got: "
                                + one
                                + " but expected: "
                                + other);
        }
    }
}
