package torch.nn;

import java.util.function.Consumer;
import torch.Tensor;

/**
 * The hinge loss of one class among several: {@code Σ w_y max(0, margin - x_y + x_i)^p / C} over all classes {@code
 * i} other than {@code y}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C)} or {@code (C)} with {@code C} classes
 *   <li>Target: class indices of type int64, {@code (N)} or {@code ()}
 *   <li>Output: a scalar; the same as the target without a reduction
 * </ul>
 *
 * {@snippet :
 * var loss = new MultiMarginLoss().call(Torch.randn(3, 5), Torch.randint(5, Torch.shape(3)));
 * }
 *
 * <p>Mirrors {@code torch.nn.MultiMarginLoss}.
 */
public class MultiMarginLoss extends WeightedLoss {
    /** Power of the margin, 1 or 2. */
    public final long p;

    /** Lead of the right class from which on another costs nothing. */
    public final double margin;

    /** The mean loss with p 1 and margin 1. */
    public MultiMarginLoss() {
        this(o -> {});
    }

    /** The mean loss of this power, with margin 1. */
    public MultiMarginLoss(long p) {
        this(o -> o.p(p));
    }

    /** The mean loss of this power and margin. */
    public MultiMarginLoss(long p, double margin) {
        this(o -> o.p(p).margin(margin));
    }

    /**
     * A loss with keyword arguments.
     *
     * @throws IllegalArgumentException where {@code p} is neither 1 nor 2, or the weight is not a vector
     */
    public MultiMarginLoss(Consumer<? super Options> options) {
        this(Keywords.set(new Options(), options));
    }

    private MultiMarginLoss(Options o) {
        super(o);
        MarginLossFunctions.checkPower(o.p);
        if (o.weight != null && o.weight.dim() != 1) {
            throw new IllegalArgumentException(
                    "MultiMarginLoss: expected weight to be None or 1D tensor, got %dD instead"
                            .formatted(o.weight.dim()));
        }
        p = o.p;
        margin = o.margin;
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        return F.multiMarginLoss(input, target, p, margin, weight, reduction);
    }

    /** The keyword arguments of {@link MultiMarginLoss}. */
    public static final class Options extends WeightedLossOptions<Options> {
        long p = 1;
        double margin = 1;

        Options() {}

        /** Power of the margin, 1 or 2. Default: 1 */
        public Options p(long p) {
            this.p = p;
            return this;
        }

        /** Lead of the right class from which on another costs nothing. Default: 1 */
        public Options margin(double margin) {
            this.margin = margin;
            return this;
        }
    }
}
