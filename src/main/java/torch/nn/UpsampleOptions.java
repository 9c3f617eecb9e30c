package torch.nn;

/** The keyword arguments of {@link Upsample}. */
public final class UpsampleOptions extends InterpolateNdOptions<UpsampleOptions> {
    UpsampleOptions() {}
}
