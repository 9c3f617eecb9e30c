package torch.cuda;

import org.jspecify.annotations.Nullable;

/** The keyword arguments of {@link MemPool}. */
public final class MemPoolOptions {
    @Nullable CUDAPluggableAllocator allocator;
    boolean useOnOom;
    boolean noSplit;

    MemPoolOptions() {}

    /** Where the pool's memory comes from. Default: null, the device */
    public MemPoolOptions allocator(@Nullable CUDAPluggableAllocator allocator) {
        this.allocator = allocator;
        return this;
    }

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
