package torch.cuda;

import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.Results;

/**
 * The time in which the caching allocator keeps nothing, until it is closed: what
 * {@link Cuda#cachingAllocatorDisabled} opens. It holds for the process.
 */
public final class AllocatorDisabled implements AutoCloseable {
    private final boolean before;
    private boolean closed;

    AllocatorDisabled() {
        before = new Results(Downcalls.call(Function.CUDA_ALLOCATOR_ENABLE, 0)).next() != 0;
    }

    /** Puts back what was before; a second call does nothing. */
    @Override
    public void close() {
        if (closed) return;
        closed = true;
        Downcalls.call(Function.CUDA_ALLOCATOR_ENABLE, before ? 1 : 0);
    }
}
