package torch.cuda;

import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.OwnerThread;
import torch.internal.Results;

/**
 * A thread's use of a memory pool until it is closed: what {@link Cuda#useMemPool} opens. It belongs to the thread that
 * opened it.
 */
public final class MemPoolContext implements AutoCloseable {
    private final Thread owner = Thread.currentThread();
    private final int device;
    private final MempoolId pool;
    private boolean closed;

    MemPoolContext(MempoolId pool, int device) {
        this.device = device;
        this.pool = pool;
        Downcalls.call(Function.CUDA_BEGIN_POOL, device, pool.first(), pool.second());
        if (!Cuda.isCurrentStreamCapturing()) return;
        try {
            // A graph that uses the pool holds it, where libtorch can (2.14); before, the program
            // has to.
            new Results(Downcalls.call(Function.CUDA_RETAIN_POOL, pool.first(), pool.second()));
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /**
     * Ends the use; a second call does nothing.
     *
     * @throws IllegalStateException on another thread than the one that opened it
     */
    @Override
    public void close() {
        if (closed) return;
        OwnerThread.check(owner, "this use of a memory pool");
        closed = true;
        Downcalls.call(Function.CUDA_END_POOL, device, pool.first(), pool.second());
    }
}
