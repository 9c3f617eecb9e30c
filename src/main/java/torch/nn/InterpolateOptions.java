package torch.nn;

/** The keyword arguments of {@link F#interpolate}. */
public final class InterpolateOptions extends InterpolateNdOptions<InterpolateOptions> {
    boolean antialias;

    InterpolateOptions() {}

    /** Whether to smooth what is made smaller; for bilinear, bicubic and Lanczos over images. Default: false */
    public InterpolateOptions antialias(boolean antialias) {
        this.antialias = antialias;
        return this;
    }
}
