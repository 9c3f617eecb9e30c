package torch.nn;

import org.jspecify.annotations.Nullable;
import torch.Tensor;

/** The keyword arguments of every loss with factors for its elements or classes. */
public abstract class WeightedLossOptions<S extends WeightedLossOptions<S>> extends LossOptions<S> {
    @Nullable Tensor weight;

    WeightedLossOptions() {}

    /** Factor of each class, or of each element where the loss compares elements. Default: none */
    public S weight(@Nullable Tensor weight) {
        this.weight = weight;
        return self();
    }
}
