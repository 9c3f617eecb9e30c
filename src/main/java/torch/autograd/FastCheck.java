package torch.autograd;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.Complex;
import torch.Generator;
import torch.Tensor;
import torch.Torch;

/** One random direction per input and per output: {@code vᵀ J u} both ways. */
final class FastCheck extends JacobianCheck {
    FastCheck(
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
        List<Tensor> differentiable = differentiableOutputs();
        Generator generator = new Generator();
        List<Direction> directions = Direction.ofInputs(targets, generator);
        List<Tensor> vectors = new ArrayList<>();
        for (Tensor output : differentiable)
            vectors.add(Direction.vector(output, output.dtype(), generator));

        List<Tensor> floating = floatingOutputs();
        AnalyticalJacobian analytical =
                new AnalyticalJacobian(targets, options.nondetTol, options.checkGradDtypes);
        List<List<Tensor>> rows = new ArrayList<>();
        for (int i = 0; i < differentiable.size(); i++)
            rows.add(analytical.product(differentiable.get(i), vectors.get(i)));
        for (int j = 0; j < targets.size(); j++) {
            Direction direction = directions.get(j);
            List<Tensor> moved = numerical().along(targets.get(j), direction, outputs);
            if (differentiable.isEmpty()) {
                moved.forEach(this::requireWithinTolerance);
                continue;
            }
            int output = 0;
            for (int i = 0; i < floating.size(); i++) {
                if (!floating.get(i).requiresGrad()) continue;
                Tensor vector = vectors.get(output);
                Tensor numerical = vector.mul(moved.get(i)).sum();
                Tensor row = rows.get(output).get(j).squeeze(1);
                double atol = options.atol * direction.sum() * vector.sum().itemDouble();
                compare(dot(row, direction), numerical, atol, floating.get(i), output, j, false);
                output++;
            }
        }
    }

    @Override
    void forward() {
        List<Tensor> targets = differentiableInputs();
        List<Direction> directions = Direction.ofInputs(targets, new Generator());
        ForwardJacobian forward = new ForwardJacobian(function, inputs, options.checkGradDtypes);
        List<Tensor> floating = floatingOutputs();
        for (int j = 0; j < targets.size(); j++) {
            Direction direction = directions.get(j);
            List<Tensor> numerical = numerical().along(targets.get(j), direction, outputs);
            List<Tensor> products = forward.along(j, direction.real(), outputs);
            for (int i = 0; i < floating.size(); i++) {
                double atol = options.atol * direction.sum();
                compare(products.get(i), numerical.get(i), atol, floating.get(i), i, j, true);
            }
        }
    }

    private void requireWithinTolerance(Tensor derivative) {
        if (derivative.numel() != 0 && derivative.abs().max().itemDouble() > options.nondetTol)
            throw new GradcheckError("Numerical gradient for function expected to be zero");
    }

    private static Tensor dot(Tensor row, Direction direction) {
        if (direction.imaginary() == null) return row.dot(direction.real());
        Tensor parts = Torch.viewAsReal(row.resolveConj());
        return parts.select(-1, 0)
                .dot(direction.real())
                .add(parts.select(-1, 1).dot(direction.imaginary()).mul(Complex.of(0, 1)));
    }

    private void compare(
            Tensor analytical,
            Tensor numerical,
            double atol,
            Tensor result,
            int output,
            int input,
            boolean forward) {
        if (close(analytical, numerical, atol)) return;
        throw new GradcheckError(
                Messages.mismatch(analytical, numerical, output, input, part, forward)
                        + slowly(result, input, forward));
    }

    /** The whole Jacobians, for the one who reads the message. */
    private String slowly(Tensor output, int input, boolean forward) {
        List<Tensor> targets = differentiableInputs();
        int position = floatingOutputs().indexOf(output);
        Tensor numerical = numerical().whole(targets.get(input), outputs).get(position);
        Tensor analytical =
                forward
                        ? new ForwardJacobian(function, inputs, false)
                                .whole(outputs)
                                .get(input)
                                .get(position)
                        : new AnalyticalJacobian(targets, Double.POSITIVE_INFINITY, false)
                                .whole(output)
                                .get(input);
        String text =
                """

                The above quantities relating the numerical and analytical jacobians are computed\s
                in fast mode. See: https://github.com/pytorch/pytorch/issues/53876 for more background\s
                about fast mode. Below, we recompute numerical and analytical jacobians in slow mode:

                Numerical:
                 %s
                Analytical:
                %s

                The max per-element difference (slow mode) is: %s.
                """
                        .formatted(
                                numerical,
                                analytical,
                                Messages.number(
                                        numerical.sub(analytical).abs().max().itemDouble()));
        return close(analytical, numerical, options.atol)
                ? text
                        + "Fast gradcheck failed but element-wise differences are small. This means that the\n"
                        + "test might've passed in slow_mode!"
                : text;
    }
}
