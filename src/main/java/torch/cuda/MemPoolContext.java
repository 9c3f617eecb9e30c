package torch.cuda;

import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.Results;

/**
 * A thread's use of a memory pool until it is closed: what {@link Cuda#useMemPool} opens. It belongs to the thread that
 * opened it.
 */
public final class MemPoolContext extends ThreadGuard {
    private final int device;
    private final MempoolId pool;

    MemPoolContext(MempoolId pool, int device) {
        super("this use of a memory pool");
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

    @Override
    void restore() {
        Downcalls.call(Function.CUDA_END_POOL, device, pool.first(), pool.second());
    }
}
