package torch;

import torch.internal.Downcalls;
import torch.internal.Function;

/** A thread's settings of automatic casts; {@link Torch} and {@link torch.amp.Autocast} are where programs find them. */
final class Autocasting {
    private Autocasting() {}

    static boolean isAvailable(String deviceType) {
        long type = type(deviceType);
        try {
            Downcalls.call(Function.AUTOCAST_ENABLED, type);
            return true;
        } catch (TorchException e) { // a type of device that has no autocast
            return false;
        }
    }

    static boolean isEnabled(String deviceType) {
        return Downcalls.call(Function.AUTOCAST_ENABLED, type(deviceType)) == 2;
    }

    static void setEnabled(String deviceType, boolean enabled) {
        Downcalls.call(Function.SET_AUTOCAST_ENABLED, type(deviceType), enabled ? 1 : 0);
    }

    static DType dtype(String deviceType) {
        // libtorch has some type, or none, for devices without autocast
        if (!isAvailable(deviceType)) throw new TorchException("unsupported scalarType");
        return DType.ofCode(Downcalls.call(Function.AUTOCAST_DTYPE, type(deviceType)) - 1);
    }

    static void setDtype(String deviceType, DType dtype) {
        Downcalls.call(Function.SET_AUTOCAST_DTYPE, type(deviceType), DType.code(dtype, "dtype"));
    }

    static boolean isCacheEnabled() {
        return Downcalls.call(Function.AUTOCAST_CACHE_ENABLED) == 2;
    }

    static void setCacheEnabled(boolean enabled) {
        Downcalls.call(Function.SET_AUTOCAST_CACHE_ENABLED, enabled ? 1 : 0);
    }

    /** Enters a nesting, or leaves one, and gives how many are entered then. */
    static int nest(boolean enter) {
        return (int) Downcalls.call(Function.AUTOCAST_NESTING, enter ? 1 : 0) - 1;
    }

    static void clearCache() {
        Downcalls.call(Function.CLEAR_AUTOCAST_CACHE);
    }

    private static long type(String deviceType) {
        return Device.typeCode(Device.of(deviceType).type());
    }
}
