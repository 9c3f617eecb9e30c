package torch.optim.swautils;

import java.util.List;
import torch.Tensor;

/** How {@link AveragedModel} averages many parameters of one type and device at once. */
@FunctionalInterface
public interface MultiAvgFn {
    /**
     * Changes the averages.
     *
     * @param averaged the averages so far, changed in place
     * @param current the model's parameters
     * @param numAveraged how many went into the averages so far, one whole number
     */
    void apply(List<Tensor> averaged, List<Tensor> current, Tensor numAveraged);
}
