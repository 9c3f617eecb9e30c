package torch.nn;

/** The keyword arguments of {@link MaxUnpool1d}, {@link MaxUnpool2d} and {@link MaxUnpool3d}. */
public final class MaxUnpoolOptions extends MaxUnpoolNdOptions<MaxUnpoolOptions> {
    MaxUnpoolOptions() {}
}
