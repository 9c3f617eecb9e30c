package torch.cuda;

import org.jspecify.annotations.Nullable;
import torch.internal.CudaStatus;

/**
 * The functions of {@code torch.cuda}. Whether there is CUDA is asked here; the rest is inherited by theme: devices,
 * random numbers, streams, memory and graphs.
 *
 * <p>Where CUDA is not available they throw an {@link UnsupportedOperationException} that says why, except those that
 * Python answers without it: {@code isAvailable}, {@code deviceCount}, {@code isInitialized}, {@code emptyCache}, the
 * statistics of memory (which are empty, or 0) and the setting of seeds (which is nothing).
 */
public final class Cuda extends CudaManagement {
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
