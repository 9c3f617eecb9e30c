package torch.nn;

import org.jspecify.annotations.Nullable;

/** The keyword arguments of everything that resizes in any mode. */
public abstract class InterpolateNdOptions<S extends InterpolateNdOptions<S>>
        extends ResizeOptions<S> {
    InterpolationMode mode = InterpolationMode.NEAREST;
    @Nullable Boolean alignCorners;
    @Nullable Boolean recomputeScaleFactor;

    InterpolateNdOptions() {}

    /** How values between those of the input are found. Default: {@link InterpolationMode#NEAREST} */
    public S mode(InterpolationMode mode) {
        this.mode = mode;
        return self();
    }

    /**
     * Whether the centres of the outermost elements are laid on each other, rather than the outer edges; only for the
     * linear modes and the cubic one. Default: null, which is false
     */
    public S alignCorners(@Nullable Boolean alignCorners) {
        this.alignCorners = alignCorners;
        return self();
    }

    /**
     * Whether the scale is computed again from the rounded size of the output instead of being the factor given.
     * Default: null, which is false
     */
    public S recomputeScaleFactor(@Nullable Boolean recomputeScaleFactor) {
        this.recomputeScaleFactor = recomputeScaleFactor;
        return self();
    }
}
