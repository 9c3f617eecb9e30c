package torch.cuda;

/** The keyword arguments of {@link MemPool}. */
public final class MemPoolOptions {
    boolean useOnOom;
    boolean noSplit;

    MemPoolOptions() {}

    /** Whether an allocation outside of the pool may use it before it fails for want of memory. Default: false */
    public MemPoolOptions useOnOom(boolean useOnOom) {
        this.useOnOom = useOnOom;
        return this;
    }

    /** Whether each allocation gets a segment of its own. Default: false */
    public MemPoolOptions noSplit(boolean noSplit) {
        this.noSplit = noSplit;
        return this;
    }
}
