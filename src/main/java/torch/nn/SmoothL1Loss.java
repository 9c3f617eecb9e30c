package torch.nn;

import java.util.function.Consumer;
import torch.Tensor;

/**
 * The absolute error, made smooth at 0: {@code (x - y)² / (2 beta)} below {@code beta}, and {@code |x - y| - beta /
 * 2} beyond.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any number of dimensions
 *   <li>Target: the same as the input
 *   <li>Output: a scalar; the same as the input without a reduction
 * </ul>
 *
 * {@snippet :
 * var loss = new SmoothL1Loss(o -> o.beta(0.5)).call(Torch.randn(3, 5), Torch.randn(3, 5));
 * }
 *
 * <p>Mirrors {@code torch.nn.SmoothL1Loss}.
 */
public class SmoothL1Loss extends Loss {
    /** Error at which the loss becomes linear. */
    public final double beta;

    /** The mean loss with beta 1. */
    public SmoothL1Loss() {
        this(o -> {});
    }

    /** A loss reduced in this way, with beta 1. */
    public SmoothL1Loss(Reduction reduction) {
        this(o -> o.reduction(reduction));
    }

    /** A loss reduced in this way. */
    public SmoothL1Loss(Reduction reduction, double beta) {
        this(o -> o.reduction(reduction).beta(beta));
    }

    /** A loss with keyword arguments. */
    public SmoothL1Loss(Consumer<? super Options> options) {
        this(Keywords.set(new Options(), options));
    }

    private SmoothL1Loss(Options o) {
        super(o.reduction);
        beta = o.beta;
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        return F.smoothL1Loss(input, target, reduction, beta);
    }

    /** The keyword arguments of {@link SmoothL1Loss}. */
    public static final class Options extends LossOptions<Options> {
        double beta = 1;

        Options() {}

        /** Error at which the loss becomes linear; 0 makes this an {@link L1Loss}. Default: 1 */
        public Options beta(double beta) {
            this.beta = beta;
            return this;
        }
    }
}
