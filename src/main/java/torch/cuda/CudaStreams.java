package torch.cuda;

import org.jspecify.annotations.Nullable;
import torch.Device;
import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.Results;

/** The current streams, one per device. They belong to the thread, as in PyTorch. */
abstract class CudaStreams extends CudaRandom {
    CudaStreams() {}

    /** The thread's current stream on the current device. Mirrors {@code torch.cuda.current_stream}. */
    public static Stream currentStream() {
        return currentStream(null);
    }

    /** The thread's current stream on a device. Mirrors {@code torch.cuda.current_stream(1)}. */
    public static Stream currentStream(int device) {
        return currentStream(new Device("cuda", device));
    }

    /** The thread's current stream on a device; null is the current one. */
    public static Stream currentStream(@Nullable Device device) {
        initialize("current_stream");
        return new Stream(
                new Results(Downcalls.call(Function.CUDA_CURRENT_STREAM, indexOrCurrent(device))));
    }

    /** The default stream of the current device. Mirrors {@code torch.cuda.default_stream}. */
    public static Stream defaultStream() {
        return defaultStream(null);
    }

    /** The default stream of a device. Mirrors {@code torch.cuda.default_stream(1)}. */
    public static Stream defaultStream(int device) {
        return defaultStream(new Device("cuda", device));
    }

    /** The default stream of a device; null is the current one. */
    public static Stream defaultStream(@Nullable Device device) {
        initialize("default_stream");
        return new Stream(
                new Results(Downcalls.call(Function.CUDA_DEFAULT_STREAM, indexOrCurrent(device))));
    }

    /**
     * A stream that another library made on the current device, and that must outlive the result. Mirrors
     * {@code torch.cuda.get_stream_from_external}.
     *
     * @param dataPtr the address of the {@code cudaStream_t}
     */
    public static Stream getStreamFromExternal(long dataPtr) {
        return getStreamFromExternal(dataPtr, null);
    }

    /** As {@link #getStreamFromExternal(long)}, on a device; null is the current one. */
    public static Stream getStreamFromExternal(long dataPtr, @Nullable Device device) {
        return new Stream(ExternalStream.external("get_stream_from_external", dataPtr, device));
    }

    /**
     * Makes a stream the thread's current one on its device, and that device the current one; null changes nothing.
     * Mirrors {@code torch.cuda.set_stream}. {@link #stream} puts the one before back.
     */
    public static void setStream(@Nullable Stream stream) {
        if (stream == null) return;
        Downcalls.call(Function.CUDA_SET_STREAM, stream.streamId(), stream.deviceIndex());
    }

    /**
     * Makes a stream the thread's current one until the guard is closed; null changes nothing. Mirrors
     * {@code with torch.cuda.stream(s):}.
     */
    public static StreamContext stream(@Nullable Stream stream) {
        return new StreamContext(stream);
    }
}
