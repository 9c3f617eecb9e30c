package torch.internal;

import org.jspecify.annotations.Nullable;
import torch.TorchException;

/** Whether CUDA can be used in this process, and why not. */
public final class CudaStatus {
    /** Why the libtorch in this process has no CUDA; null where it has, whether or not there is a device. */
    private static volatile @Nullable Absence absence;

    private static volatile int devices;
    private static volatile @Nullable String reason;

    private CudaStatus() {}

    private record Absence(boolean built, String text) {}

    /** The libtorch that was loaded is one without CUDA. */
    static void notBuilt(String which) {
        absence = new Absence(false, which);
    }

    /** The CUDA libraries of libtorch cannot be opened. */
    static void notLoaded(String why) {
        absence = new Absence(true, why);
    }

    /** How many devices libtorch can use. */
    public static int deviceCount() {
        if (devices == 0) devices = Math.max(0, (int) Downcalls.plain(Function.CUDA_DEVICES));
        return devices;
    }

    /** Whether there is a device that libtorch can use. */
    public static boolean isAvailable() {
        return deviceCount() > 0;
    }

    /** Why there is no device that libtorch can use: the library, driver or version at fault; null where there is one. */
    public static @Nullable String unavailableReason() {
        if (isAvailable()) return null;
        String known = reason;
        if (known == null) reason = known = findReason();
        return known;
    }

    /**
     * Checks that there is a device.
     *
     * @param index the device's, or -1 for the current one
     * @throws UnsupportedOperationException with the reason, if there is none that libtorch can use
     * @throws TorchException if there are not as many
     */
    public static void require(int index) {
        if (!isAvailable()) throw new UnsupportedOperationException(unavailableReason());
        if (index >= devices) {
            throw new TorchException(
                    "CUDA error: invalid device ordinal. GPU device may be out of range, do you have enough GPUs? cuda:"
                            + index
                            + " was asked for, and there "
                            + (devices == 1 ? "is 1" : "are " + devices));
        }
    }

    private static String findReason() {
        Absence missing = absence;
        if (missing == null) return CudaDiagnosis.text();
        if (missing.built) return "libtorch's CUDA library is not in use: " + missing.text;
        return "Torch not compiled with CUDA enabled: libtorch "
                + Libraries.version()
                + " ("
                + missing.text
                + ") was built without CUDA"
                + (Platform.MAC
                        ? ""
                        : ". Name the folder of one with CUDA with -D"
                                + Libraries.PROPERTY
                                + "=DIR or "
                                + Libraries.VARIABLE
                                + ", or add org.bytedeco:pytorch with classifier "
                                + Platform.NAME
                                + "-gpu");
    }
}
