package torch.cuda;

import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Tensor;
import torch.Torch;
import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.Libraries;

/** CUDA devices. Mirrors the functions of {@code torch.cuda}. */
public final class Cuda extends CudaManagement {
    private Cuda() {}

    /** Whether there is a CUDA device that libtorch can use. Mirrors {@code torch.cuda.is_available}. */
    public static boolean isAvailable() {
        return deviceCount() > 0;
    }

    /** How many CUDA devices there are; 0 without CUDA. Mirrors {@code torch.cuda.device_count}. */
    public static int deviceCount() {
        return Math.max(0, (int) Downcalls.plain(Function.CUDA_DEVICES));
    }

    /** The number of the current device. Mirrors {@code torch.cuda.current_device}. */
    public static int currentDevice() {
        try (Tensor here = Torch.empty(Torch.shape(0), Torch.dtype(DType.FLOAT32).device("cuda"))) {
            return here.device().index();
        }
    }

    /** Why {@link #isAvailable} says no: the library, driver or version at fault; null where it says yes. */
    public static @Nullable String unavailableReason() {
        long devices = Downcalls.plain(Function.CUDA_DEVICES);
        if (devices > 0) return null;
        return devices < 0
                ? "libtorch " + Libraries.version() + " was built without CUDA"
                : "no CUDA device was found";
    }
}
