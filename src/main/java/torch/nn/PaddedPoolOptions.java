package torch.nn;

/** The keyword arguments of every pooling that pads its input. */
public abstract class PaddedPoolOptions<S extends PaddedPoolOptions<S>> extends PoolOptions<S> {
    IntOrTuple padding = IntOrTuple.of(0);

    PaddedPoolOptions() {}

    /** Padding on both sides, at most half the window: one number for all dimensions, or one for each. Default: 0 */
    public S padding(long... padding) {
        this.padding = IntOrTuple.of(padding);
        return self();
    }
}
