package torch.cuda;

import org.jspecify.annotations.Nullable;
import torch.Device;
import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.Results;

/**
 * A stream that another library made, and that must outlive this object. Mirrors {@code torch.cuda.ExternalStream}.
 */
public final class ExternalStream extends Stream {
    /** A stream of the current device. */
    public ExternalStream(long streamPtr) {
        this(streamPtr, null);
    }

    /**
     * A stream of a device.
     *
     * @param streamPtr the address of the {@code cudaStream_t}
     * @param device the device that it was made on; null is the current one
     */
    public ExternalStream(long streamPtr, @Nullable Device device) {
        super(external("ExternalStream", streamPtr, device));
    }

    static Results external(String operation, long streamPtr, @Nullable Device device) {
        CudaDevices.initialize(operation);
        return new Results(
                Downcalls.call(
                        Function.CUDA_STREAM_FROM_EXTERNAL,
                        streamPtr,
                        CudaDevices.indexOrCurrent(device)));
    }
}
