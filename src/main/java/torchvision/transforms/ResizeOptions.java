package torchvision.transforms;

import org.jspecify.annotations.Nullable;

/** The keyword arguments of {@link Functional#resize} and of {@link Resize}. */
public final class ResizeOptions {
    InterpolationMode interpolation = InterpolationMode.BILINEAR;
    @Nullable Integer maxSize;
    @Nullable Boolean antialias = true;

    ResizeOptions() {}

    /** How values between pixels are found. Default: bilinear */
    public ResizeOptions interpolation(InterpolationMode interpolation) {
        this.interpolation = interpolation;
        return this;
    }

    /** The most that the longer edge may have, where the size is that of the smaller one. Default: none */
    public ResizeOptions maxSize(@Nullable Integer maxSize) {
        this.maxSize = maxSize;
        return this;
    }

    /** Whether a tensor is smoothed when it becomes smaller; an image always is. Default: true */
    public ResizeOptions antialias(@Nullable Boolean antialias) {
        this.antialias = antialias;
        return this;
    }
}
