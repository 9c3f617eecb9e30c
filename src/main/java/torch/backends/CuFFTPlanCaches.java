package torch.backends;

import torch.TorchException;
import torch.cuda.Cuda;

/** The plans that cuFFT keeps, device by device: {@code torch.backends.cuda.cufft_plan_cache}. */
public final class CuFFTPlanCaches {
    CuFFTPlanCaches() {}

    /**
     * Those of a device. Mirrors {@code cufft_plan_cache[device]}.
     *
     * @throws TorchException if there is no such device
     */
    public CuFFTPlanCache get(int device) {
        int devices = Cuda.deviceCount();
        if (device < 0 || device >= devices)
            throw new TorchException(
                    "cufft_plan_cache: expected 0 <= device index < %d, but got device with index %d"
                            .formatted(devices, device));
        return new CuFFTPlanCache(device);
    }
}
