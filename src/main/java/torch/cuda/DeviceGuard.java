package torch.cuda;

import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.OwnerThread;
import torch.internal.Results;

/**
 * A thread's current device until it is closed: what {@link Cuda#device(int)} opens. It belongs to the thread that
 * opened it. Mirrors {@code torch.cuda.device}.
 */
public final class DeviceGuard implements AutoCloseable {
    private final Thread owner = Thread.currentThread();
    private final int previous;
    private boolean closed;

    DeviceGuard(int device) {
        previous =
                device < 0
                        ? -1
                        : (int)
                                new Results(Downcalls.call(Function.CUDA_EXCHANGE_DEVICE, device))
                                        .next();
    }

    /**
     * Puts the device back that was current before; a second call does nothing.
     *
     * @throws IllegalStateException on another thread than the one that opened it
     */
    @Override
    public void close() {
        if (closed) return;
        OwnerThread.check(owner, "this device guard");
        closed = true;
        if (previous >= 0) Downcalls.call(Function.CUDA_MAYBE_EXCHANGE_DEVICE, previous);
    }
}
