package torch.nn;

import org.jspecify.annotations.Nullable;

/** The keyword arguments of {@link AvgPool2d} and {@link AvgPool3d} and of their functions. */
public final class AvgPoolOptions extends AvgPoolNdOptions<AvgPoolOptions> {
    @Nullable Long divisorOverride;

    AvgPoolOptions() {}

    /** What the sum over the window is divided by, null for the window's size. Default: null */
    public AvgPoolOptions divisorOverride(@Nullable Long divisorOverride) {
        this.divisorOverride = divisorOverride;
        return this;
    }
}
