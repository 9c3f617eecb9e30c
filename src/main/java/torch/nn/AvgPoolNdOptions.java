package torch.nn;

/** The keyword arguments of every average pooling. */
public abstract class AvgPoolNdOptions<S extends AvgPoolNdOptions<S>> extends PaddedPoolOptions<S> {
    boolean countIncludePad = true;

    AvgPoolNdOptions() {}

    /** Whether the zeros of the padding count in the average. Default: true */
    public S countIncludePad(boolean countIncludePad) {
        this.countIncludePad = countIncludePad;
        return self();
    }
}
