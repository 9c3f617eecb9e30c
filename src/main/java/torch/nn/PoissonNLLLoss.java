package torch.nn;

import java.util.function.Consumer;
import torch.Tensor;

/**
 * The negative logarithm of the likelihood of counts {@code y} of a Poisson distribution: {@code exp(x) - y x}, or
 * {@code x - y log(x + eps)} where the input is not a logarithm.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any number of dimensions
 *   <li>Target: the same as the input
 *   <li>Output: a scalar; the same as the input without a reduction
 * </ul>
 *
 * {@snippet :
 * var loss = new PoissonNLLLoss().call(Torch.randn(5, 2), Torch.rand(5, 2).mul(4).floor());
 * }
 *
 * <p>Mirrors {@code torch.nn.PoissonNLLLoss}.
 */
public class PoissonNLLLoss extends Loss {
    /** Whether the input is the logarithm of the expected count. */
    public final boolean logInput;

    /** Whether Stirling's approximation of {@code log y!} is added. */
    public final boolean full;

    /** What keeps the logarithm of an input that is not one from 0. */
    public final double eps;

    /** The mean loss of logarithms. */
    public PoissonNLLLoss() {
        this(o -> {});
    }

    /** A loss of inputs that are logarithms, or are not. */
    public PoissonNLLLoss(boolean logInput) {
        this(o -> o.logInput(logInput));
    }

    /** A loss with or without Stirling's term. */
    public PoissonNLLLoss(boolean logInput, boolean full) {
        this(o -> o.logInput(logInput).full(full));
    }

    /** A loss with keyword arguments. */
    public PoissonNLLLoss(Consumer<? super Options> options) {
        this(Keywords.set(new Options(), options));
    }

    private PoissonNLLLoss(Options o) {
        super(o.reduction);
        logInput = o.logInput;
        full = o.full;
        eps = o.eps;
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        return F.poissonNllLoss(input, target, logInput, full, eps, reduction);
    }

    /** The keyword arguments of {@link PoissonNLLLoss}. */
    public static final class Options extends LossOptions<Options> {
        boolean logInput = true;
        boolean full;
        double eps = 1e-8;

        Options() {}

        /** Whether the input is the logarithm of the expected count. Default: true */
        public Options logInput(boolean logInput) {
            this.logInput = logInput;
            return this;
        }

        /** Whether Stirling's approximation of {@code log y!} is added. Default: false */
        public Options full(boolean full) {
            this.full = full;
            return this;
        }

        /** What keeps the logarithm of an input that is not one from 0. Default: 1e-8 */
        public Options eps(double eps) {
            this.eps = eps;
            return this;
        }
    }
}
