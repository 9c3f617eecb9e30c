package torch.cuda;

import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.Results;

/**
 * A thread's current device until it is closed: what {@link Cuda#device(int)} opens. It belongs to the thread that
 * opened it. Mirrors {@code torch.cuda.device}.
 */
public final class DeviceGuard extends ThreadGuard {
    private final int previous;

    DeviceGuard(int device) {
        super("this device guard");
        previous =
                device < 0
                        ? -1
                        : (int)
                                new Results(Downcalls.call(Function.CUDA_EXCHANGE_DEVICE, device))
                                        .next();
    }

    @Override
    void restore() {
        if (previous >= 0) Downcalls.call(Function.CUDA_MAYBE_EXCHANGE_DEVICE, previous);
    }
}
