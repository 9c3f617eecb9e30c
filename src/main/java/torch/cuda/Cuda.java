package torch.cuda;

import org.jspecify.annotations.Nullable;
import torch.internal.CudaStatus;

/** CUDA devices. Mirrors the functions of {@code torch.cuda}. */
public final class Cuda {
    private Cuda() {}

    /** Whether there is a CUDA device that libtorch can use. Mirrors {@code torch.cuda.is_available}. */
    public static boolean isAvailable() {
        return CudaStatus.isAvailable();
    }

    /** How many CUDA devices there are; 0 without CUDA. Mirrors {@code torch.cuda.device_count}. */
    public static int deviceCount() {
        return CudaStatus.deviceCount();
    }

    /** Why {@link #isAvailable} says no: the library, driver or version at fault; null where it says yes. */
    public static @Nullable String unavailableReason() {
        return CudaStatus.unavailableReason();
    }
}
