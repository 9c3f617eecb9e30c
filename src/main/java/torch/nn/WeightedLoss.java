package torch.nn;

import org.jspecify.annotations.Nullable;
import torch.Tensor;

/** A loss with factors for its elements or classes, which are a buffer. */
public abstract class WeightedLoss extends Loss {
    /** Factor of each class, {@code (C)}, or of each element; null without one. */
    public final @Nullable Tensor weight;

    WeightedLoss(WeightedLossOptions<?> options) {
        this(options.reduction, options.weight);
    }

    @SuppressWarnings("this-escape")
    WeightedLoss(Reduction reduction, @Nullable Tensor weight) {
        super(reduction);
        this.weight = registerBuffer("weight", weight);
    }
}
