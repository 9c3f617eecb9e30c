package torch.cuda;

import org.jspecify.annotations.Nullable;
import torch.Device;

/** Which CUDA device is meant. */
final class DeviceIndex {
    private DeviceIndex() {}

    /** @throws UnsupportedOperationException if there is no CUDA, with the reason */
    static void requireCuda(String operation) {
        String reason = Cuda.unavailableReason();
        if (reason != null)
            throw new UnsupportedOperationException(
                    operation + ": CUDA is not available: " + reason);
    }

    /**
     * The number of a device; null and {@code cuda} are the current one.
     *
     * @throws IllegalArgumentException if it is no CUDA device
     */
    static int of(@Nullable Device device) {
        if (device != null && !device.type().equals("cuda"))
            throw new IllegalArgumentException("Expected a cuda device, but got: " + device);
        if (device != null && device.index() >= 0) return device.index();
        requireCuda("device");
        return Cuda.currentDevice();
    }
}
