package torch.optim.swautils;

import torch.Tensor;

/** How {@link AveragedModel} averages one parameter. */
@FunctionalInterface
public interface AvgFn {
    /**
     * The next average; both tensors stay as they are.
     *
     * @param averaged the average so far
     * @param current the model's parameter
     * @param numAveraged how many went into the average so far, one whole number
     */
    Tensor apply(Tensor averaged, Tensor current, Tensor numAveraged);
}
