package torch.nn;

import java.util.function.Consumer;
import torch.Tensor;

/**
 * The loss of an anchor nearer to a negative than to a positive example: {@code max(0, d(a, p) - d(a, n) + margin)}
 * with {@code d} the distance of the {@code p}-norm.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Anchor, positive and negative: {@code (N, D)} or {@code (D)}
 *   <li>Output: a scalar; {@code (N)} or {@code ()} without a reduction
 * </ul>
 *
 * {@snippet :
 * var loss = new TripletMarginLoss(1, 2).call(Torch.randn(100, 128), Torch.randn(100, 128), Torch.randn(100, 128));
 * }
 *
 * <p>Mirrors {@code torch.nn.TripletMarginLoss}.
 */
public class TripletMarginLoss extends TernaryLoss {
    /** Lead of the positive example from which on nothing is lost; above 0. */
    public final double margin;

    /** Power of the norm. */
    public final double p;

    /** What keeps a distance from 0. */
    public final double eps;

    /** Whether the distance of the positive to the negative example counts where it is less than the anchor's. */
    public final boolean swap;

    /** The mean loss with margin 1 and the Euclidean norm. */
    public TripletMarginLoss() {
        this(o -> {});
    }

    /** The mean loss with this margin and the Euclidean norm. */
    public TripletMarginLoss(double margin) {
        this(o -> o.margin(margin));
    }

    /** The mean loss with this margin and norm. */
    public TripletMarginLoss(double margin, double p) {
        this(o -> o.margin(margin).p(p));
    }

    /**
     * A loss with keyword arguments.
     *
     * @throws IllegalArgumentException where the margin is not above 0
     */
    public TripletMarginLoss(Consumer<? super Options> options) {
        this(Keywords.set(new Options(), options));
    }

    private TripletMarginLoss(Options o) {
        super(o.reduction);
        if (o.margin <= 0) {
            throw new IllegalArgumentException(
                    "TripletMarginLoss: expected margin to be greater than 0, got %s instead"
                            .formatted(Repr.of(o.margin)));
        }
        margin = o.margin;
        p = o.p;
        eps = o.eps;
        swap = o.swap;
    }

    @Override
    public Tensor forward(Tensor anchor, Tensor positive, Tensor negative) {
        return F.tripletMarginLoss(anchor, positive, negative, margin, p, eps, swap, reduction);
    }

    /** The keyword arguments of {@link TripletMarginLoss}. */
    public static final class Options extends LossOptions<Options> {
        double margin = 1;
        double p = 2;
        double eps = 1e-6;
        boolean swap;

        Options() {}

        /** Lead of the positive example from which on nothing is lost; above 0. Default: 1 */
        public Options margin(double margin) {
            this.margin = margin;
            return this;
        }

        /** Power of the norm. Default: 2 */
        public Options p(double p) {
            this.p = p;
            return this;
        }

        /** What keeps a distance from 0. Default: 1e-6 */
        public Options eps(double eps) {
            this.eps = eps;
            return this;
        }

        /** Whether the distance of the positive to the negative example counts where it is less than the anchor's. Default: false */
        public Options swap(boolean swap) {
            this.swap = swap;
            return this;
        }
    }
}
