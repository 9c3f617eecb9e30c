package torch.nn;

import java.util.function.Consumer;
import torch.Tensor;

/**
 * The squared error {@code (x - y)² / 2} up to {@code delta}, and {@code delta (|x - y| - delta / 2)} beyond.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any number of dimensions
 *   <li>Target: the same as the input
 *   <li>Output: a scalar; the same as the input without a reduction
 * </ul>
 *
 * {@snippet :
 * var loss = new HuberLoss(o -> o.delta(0.5)).call(Torch.randn(3, 5), Torch.randn(3, 5));
 * }
 *
 * <p>Mirrors {@code torch.nn.HuberLoss}.
 */
public class HuberLoss extends Loss {
    /** Error at which the loss becomes linear. */
    public final double delta;

    /** The mean loss with delta 1. */
    public HuberLoss() {
        this(o -> {});
    }

    /** A loss reduced in this way, with delta 1. */
    public HuberLoss(Reduction reduction) {
        this(o -> o.reduction(reduction));
    }

    /** A loss reduced in this way. */
    public HuberLoss(Reduction reduction, double delta) {
        this(o -> o.reduction(reduction).delta(delta));
    }

    /** A loss with keyword arguments. */
    public HuberLoss(Consumer<? super Options> options) {
        this(Keywords.set(new Options(), options));
    }

    private HuberLoss(Options o) {
        super(o.reduction);
        delta = o.delta;
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        return F.huberLoss(input, target, reduction, delta);
    }

    /** The keyword arguments of {@link HuberLoss}. */
    public static final class Options extends LossOptions<Options> {
        double delta = 1;

        Options() {}

        /** Error at which the loss becomes linear; above 0. Default: 1 */
        public Options delta(double delta) {
            this.delta = delta;
            return this;
        }
    }
}
