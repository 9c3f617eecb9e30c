package torch.serialization;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import torch.Device;
import torch.Tensor;
import torch.TorchException;
import torch.internal.CudaStatus;

/** Where the storages of a file come from, and where they go. */
abstract class Storages {
    private final LoadOptions options;

    Storages(LoadOptions options) {
        this.options = options;
    }

    /** The storage that a pickle refers to. */
    abstract StorageRef load(List<?> id);

    /** The device that a storage goes to by the options. */
    final Device target(String location) {
        String where;
        try {
            where = options.location(location);
        } catch (RuntimeException e) {
            throw new Failure(e);
        }
        boolean mapped = !where.equals(location);
        try {
            Device device = Device.of(where);
            return device.index() < 0 && device.type().equals("cuda")
                    ? new Device("cuda", 0)
                    : device;
        } catch (IllegalArgumentException e) {
            if (mapped) throw new Failure(e);
            throw new BrokenFile(
                    "don't know how to restore data location (tagged with "
                            + BrokenFile.shown(where)
                            + ")",
                    e);
        }
    }

    /** Does something on a device; where it is not there, that is not the file's fault. */
    static Tensor on(Device device, Supplier<Tensor> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            if (device.type().equals("cpu") || e instanceof BrokenFile) throw e;
            RuntimeException reason = reason(device, e);
            if (reason != e) reason.initCause(e);
            throw new Failure(reason);
        }
    }

    private static RuntimeException reason(Device device, RuntimeException e) {
        if (!device.type().equals("cuda"))
            return new TorchException("cannot load to the device " + device);
        String why = CudaStatus.unavailableReason();
        if (why != null)
            return new TorchException(
                    "Attempting to deserialize object on a CUDA device but Cuda.isAvailable() is false. If you are"
                            + " running on a CPU-only machine, please use Torch.load(path, o ->"
                            + " o.mapLocation(\"cpu\")) to map your storages to the CPU. "
                            + why);
        int count = CudaStatus.deviceCount();
        if (device.index() < count) return e;
        return new TorchException(
                "Attempting to deserialize object on CUDA device %d but Cuda.deviceCount() is %d. Please use"
                                .formatted(device.index(), count)
                        + " Torch.load with mapLocation to map your storages to an existing device.");
    }

    /** A text in an id, which Python 2 may have written as bytes. */
    static String text(@Nullable Object value, String what) {
        if (value instanceof String text) return text;
        if (value instanceof Long number) return number.toString();
        throw new BrokenFile("a storage's " + what + " must be a str, but is " + Kinds.of(value));
    }

    static long count(@Nullable Object value, String what) {
        if (value instanceof Long number && number >= 0) return number;
        throw new BrokenFile("a storage's " + what + " must be a size, but is " + Kinds.of(value));
    }

    /** The bytes of so many elements. */
    static long bytes(long count, int itemSize) {
        try {
            return Math.multiplyExact(count, (long) itemSize);
        } catch (ArithmeticException e) {
            throw new BrokenFile("a storage of " + count + " elements is beyond any file", e);
        }
    }
}
