package torch.distributions;

import torch.Tensor;

/**
 * The keyword arguments of distributions with a location and a scale.
 *
 * @param <S> the options' own type
 */
public abstract class LocScaleOptions<S extends LocScaleOptions<S>> extends DistributionOptions<S> {
    LocScaleOptions() {}

    /** The location. */
    public S loc(Tensor loc) {
        return set("loc", loc);
    }

    /** The location. */
    public S loc(double loc) {
        return set("loc", loc);
    }

    /** The scale. */
    public S scale(Tensor scale) {
        return set("scale", scale);
    }

    /** The scale. */
    public S scale(double scale) {
        return set("scale", scale);
    }
}
