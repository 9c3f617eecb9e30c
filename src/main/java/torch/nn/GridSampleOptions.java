package torch.nn;

import org.jspecify.annotations.Nullable;

/** The keyword arguments of {@link F#gridSample}. */
public final class GridSampleOptions extends Keywords<GridSampleOptions> {
    InterpolationMode mode = InterpolationMode.BILINEAR;
    GridPaddingMode paddingMode = GridPaddingMode.ZEROS;
    @Nullable Boolean alignCorners;

    GridSampleOptions() {}

    /** Bilinear, which over volumes is trilinear, nearest or bicubic. Default: {@link InterpolationMode#BILINEAR} */
    public GridSampleOptions mode(InterpolationMode mode) {
        this.mode = mode;
        return this;
    }

    /** What is taken outside of the input. Default: {@link GridPaddingMode#ZEROS} */
    public GridSampleOptions paddingMode(GridPaddingMode paddingMode) {
        this.paddingMode = paddingMode;
        return this;
    }

    /**
     * Whether -1 and 1 are the centres of the outermost elements rather than their outer edges. Default: null, which is
     * false and is warned of
     */
    public GridSampleOptions alignCorners(@Nullable Boolean alignCorners) {
        this.alignCorners = alignCorners;
        return this;
    }
}
