package torch.nn;

import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/**
 * The loss of an anchor nearer to a negative than to a positive example, {@code max(0, d(a, p) - d(a, n) + margin)},
 * with any distance {@code d}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Anchor, positive and negative: {@code (N, *)}, as the distance takes them
 *   <li>Output: a scalar; the same as the distance without a reduction
 * </ul>
 *
 * {@snippet :
 * BinaryOperator<Tensor> cosine = (a, b) -> F.cosineSimilarity(a, b).neg().add(1);
 * var loss = new TripletMarginWithDistanceLoss(o -> o.distanceFunction(cosine));
 * loss.call(Torch.randn(3, 5), Torch.randn(3, 5), Torch.randn(3, 5));
 * }
 *
 * <p>Mirrors {@code torch.nn.TripletMarginWithDistanceLoss}.
 */
public class TripletMarginWithDistanceLoss extends TernaryLoss {
    /** The distance of each pair; null where a module is it. */
    public final @Nullable BinaryOperator<Tensor> distanceFunction;

    /** The module that is the distance, registered as {@code distance_function}; null where a function is it. */
    public final @Nullable BinaryModule distanceModule;

    /** Lead of the positive example from which on nothing is lost; above 0. */
    public final double margin;

    /** Whether the distance of the positive to the negative example counts where it is less than the anchor's. */
    public final boolean swap;

    /** The mean loss of the Euclidean distance with margin 1. */
    public TripletMarginWithDistanceLoss() {
        this(o -> {});
    }

    /**
     * A loss with keyword arguments.
     *
     * @throws IllegalArgumentException where the margin is not above 0
     */
    public TripletMarginWithDistanceLoss(Consumer<? super Options> options) {
        this(Keywords.set(new Options(), options));
    }

    @SuppressWarnings("this-escape")
    private TripletMarginWithDistanceLoss(Options o) {
        super(o.reduction);
        if (o.margin <= 0) {
            throw new IllegalArgumentException(
                    "TripletMarginWithDistanceLoss: expected margin to be greater than 0, got %s instead"
                            .formatted(Repr.of(o.margin)));
        }
        distanceFunction = o.distanceFunction;
        distanceModule =
                registerModule(
                        "distance_function",
                        o.distanceFunction == null && o.distanceModule == null
                                ? new PairwiseDistance()
                                : o.distanceModule);
        margin = o.margin;
        swap = o.swap;
    }

    @Override
    public Tensor forward(Tensor anchor, Tensor positive, Tensor negative) {
        return F.tripletMarginWithDistanceLoss(
                anchor,
                positive,
                negative,
                distanceModule == null ? distanceFunction : distanceModule::call,
                margin,
                swap,
                reduction);
    }

    /** The keyword arguments of {@link TripletMarginWithDistanceLoss}. */
    public static final class Options extends LossOptions<Options> {
        private @Nullable BinaryOperator<Tensor> distanceFunction;
        private @Nullable BinaryModule distanceModule;
        double margin = 1;
        boolean swap;

        Options() {}

        /** What computes the distance of each pair, or the module that does. */
        @Nullable BinaryOperator<Tensor> distance() {
            return distanceModule == null ? distanceFunction : distanceModule::call;
        }

        /** The distance of each pair. Default: {@link PairwiseDistance} */
        public Options distanceFunction(BinaryOperator<Tensor> distanceFunction) {
            this.distanceFunction = distanceFunction;
            distanceModule = null;
            return this;
        }

        /** A module for the distance, which becomes part of the loss. */
        public Options distanceFunction(BinaryModule distanceFunction) {
            this.distanceFunction = null;
            distanceModule = distanceFunction;
            return this;
        }

        /** Lead of the positive example from which on nothing is lost; above 0. Default: 1 */
        public Options margin(double margin) {
            this.margin = margin;
            return this;
        }

        /** Whether the distance of the positive to the negative example may count. Default: false */
        public Options swap(boolean swap) {
            this.swap = swap;
            return this;
        }
    }
}
