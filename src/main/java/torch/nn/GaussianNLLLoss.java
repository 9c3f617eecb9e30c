package torch.nn;

import java.util.Objects;
import java.util.function.Consumer;
import torch.Tensor;

/**
 * The negative logarithm of the likelihood of a normal distribution: {@code (log v + (x - y)² / v) / 2} with the
 * variance {@code v} at least {@code eps}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, *)} or {@code (*)}, the expectations
 *   <li>Target: the same as the input, or broadcast to it
 *   <li>Variance: the same as the input, or with one dimension of size 1 or without the last one; or a number
 *   <li>Output: a scalar; the same as the input without a reduction
 * </ul>
 *
 * {@snippet :
 * var loss = new GaussianNLLLoss().call(Torch.randn(5, 2), Torch.randn(5, 2), Torch.ones(5, 2));
 * }
 *
 * <p>Mirrors {@code torch.nn.GaussianNLLLoss}.
 */
public class GaussianNLLLoss extends TernaryLoss {
    /** Whether the constant {@code log(2 π) / 2} is added. */
    public final boolean full;

    /** The least variance, also where less is given. */
    public final double eps;

    /** The mean loss without the constant. */
    public GaussianNLLLoss() {
        this(o -> {});
    }

    /** A loss with keyword arguments. */
    public GaussianNLLLoss(Consumer<? super Options> options) {
        this(Keywords.set(new Options(), options));
    }

    private GaussianNLLLoss(Options o) {
        super(o.reduction);
        full = o.full;
        eps = o.eps;
    }

    @Override
    public Tensor forward(Tensor input, Tensor target, Tensor var) {
        return F.gaussianNllLoss(input, target, var, full, eps, reduction);
    }

    /** Computes the loss with the same variance everywhere. */
    public Tensor forward(Tensor input, Tensor target, double var) {
        return F.gaussianNllLoss(input, target, var, full, eps, reduction);
    }

    /** Applies this loss with the same variance everywhere. */
    public final Tensor call(Tensor input, Tensor target, double var) {
        return invokeAll(
                inputs ->
                        forward(
                                tensor(inputs, 0),
                                tensor(inputs, 1),
                                (double) Objects.requireNonNull(inputs.get(2))),
                input,
                target,
                var);
    }

    /** The keyword arguments of {@link GaussianNLLLoss}. */
    public static final class Options extends LossOptions<Options> {
        boolean full;
        double eps = 1e-6;

        Options() {}

        /** Whether the constant {@code log(2 π) / 2} is added. Default: false */
        public Options full(boolean full) {
            this.full = full;
            return this;
        }

        /** The least variance, also where less is given. Default: 1e-6 */
        public Options eps(double eps) {
            this.eps = eps;
            return this;
        }
    }
}
