package torch.distributions;

import torch.Tensor;

/**
 * The keyword arguments of distributions with a scale.
 *
 * @param <S> the options' own type
 */
public abstract class ScaleOptions<S extends ScaleOptions<S>> extends DistributionOptions<S> {
    ScaleOptions() {}

    /** The scale. */
    public S scale(Tensor scale) {
        return set("scale", scale);
    }

    /** The scale. */
    public S scale(double scale) {
        return set("scale", scale);
    }
}
