package torch.nn;

/** The keyword arguments of {@link LPPool1d}, {@link LPPool2d} and {@link LPPool3d} and of their functions. */
public final class LPPoolOptions extends PoolOptions<LPPoolOptions> {
    LPPoolOptions() {}
}
