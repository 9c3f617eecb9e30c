package torch.nn;

/** The keyword arguments of {@link UpsamplingNearest2d} and {@link UpsamplingBilinear2d}. */
public final class UpsamplingOptions extends ResizeOptions<UpsamplingOptions> {
    UpsamplingOptions() {}
}
