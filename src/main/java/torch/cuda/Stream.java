package torch.cuda;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import torch.Device;
import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.Results;

/**
 * A queue of work on a device: what is in it runs in order, and beside other streams' work. Mirrors
 * {@code torch.cuda.Stream}.
 *
 * {@snippet :
 * var side = new Stream();
 * side.waitStream(Cuda.currentStream()); // what x needs
 * try (var guard = Cuda.stream(side)) {
 *     y = x.matmul(x);
 * }
 * Cuda.currentStream().waitStream(side);
 * x.recordStream(side); // x's memory is not reused before side is done with it
 * }
 *
 * <p>libtorch has 32 streams of each priority and device, hands them out in turn, and never destroys them: there is
 * nothing to close.
 */
public class Stream {
    /** How many priorities libtorch has streams of. */
    private static final int PRIORITIES = 4;

    private final long id;
    private final int device;

    /** A stream on the current device. */
    public Stream() {
        this((Device) null, 0);
    }

    /** A stream on a device; a negative number is the current one. */
    public Stream(int device) {
        this(device < 0 ? null : new Device("cuda", device), 0);
    }

    /** A stream on a device. */
    public Stream(@Nullable Device device) {
        this(device, 0);
    }

    /**
     * A stream on a device with a priority.
     *
     * @param device the device; null is the current one
     * @param priority a lower number goes first; what is outside of {@link #priorityRange} is the nearest in it
     */
    public Stream(@Nullable Device device, int priority) {
        this(fromPool(device, priority));
    }

    private static Results fromPool(@Nullable Device device, int priority) {
        CudaDevices.initialize("Stream");
        return new Results(
                Downcalls.call(
                        Function.CUDA_STREAM_FROM_POOL,
                        Math.clamp(priority, -PRIORITIES + 1, 0),
                        CudaDevices.indexOrCurrent(device)));
    }

    /** What the shim says of a stream: its number, then its device's. */
    Stream(Results results) {
        id = results.next();
        device = (int) results.next();
    }

    /** The lowest and the highest priority, as {@code (0, -3)}. Mirrors {@code torch.cuda.Stream.priority_range}. */
    public static PriorityRange priorityRange() {
        CudaDevices.initialize("priority_range");
        Results results = new Results(Downcalls.call(Function.CUDA_PRIORITY_RANGE));
        return new PriorityRange(
                (int) results.next(), Math.max(-PRIORITIES + 1, (int) results.next()));
    }

    /**
     * The priorities of streams.
     *
     * @param least that of streams for which nothing was said, 0
     * @param greatest the most urgent, a negative number
     */
    public record PriorityRange(int least, int greatest) {
        /** As Python prints the pair. */
        @Override
        public String toString() {
            return "(" + least + ", " + greatest + ")";
        }
    }

    /** The device. Mirrors {@code torch.cuda.Stream.device}. */
    public final Device device() {
        return new Device("cuda", device);
    }

    /** The device's number. Mirrors {@code torch.cuda.Stream.device_index}. */
    public final int deviceIndex() {
        return device;
    }

    /** libtorch's number of the stream. Mirrors {@code torch.cuda.Stream.stream_id}. */
    public final long streamId() {
        return id;
    }

    /**
     * The address of the {@code cudaStream_t}, for other libraries; 0 is the default stream. Mirrors
     * {@code torch.cuda.Stream.cuda_stream}.
     */
    public final long cudaStream() {
        return new Results(Downcalls.call(Function.CUDA_STREAM_POINTER, id, device)).next();
    }

    /** The priority. Mirrors {@code torch.cuda.Stream.priority}. */
    public final int priority() {
        return (int) new Results(Downcalls.call(Function.CUDA_STREAM_PRIORITY, id, device)).next();
    }

    /** Whether all that was submitted is done. Mirrors {@code torch.cuda.Stream.query}. */
    public final boolean query() {
        return new Results(Downcalls.call(Function.CUDA_STREAM_QUERY, id, device)).next() != 0;
    }

    /** Waits until all that was submitted is done. Mirrors {@code torch.cuda.Stream.synchronize}. */
    public final void synchronize() {
        Downcalls.call(Function.CUDA_STREAM_SYNCHRONIZE, id, device);
    }

    /**
     * What is submitted from now on waits for an event; the call itself does not wait. Mirrors
     * {@code torch.cuda.Stream.wait_event}.
     */
    public final void waitEvent(Event event) {
        Objects.requireNonNull(event, "event").wait(this);
    }

    /**
     * What is submitted from now on waits for what is in another stream now; the call itself does not wait. Mirrors
     * {@code torch.cuda.Stream.wait_stream}.
     */
    public final void waitStream(Stream stream) {
        waitEvent(Objects.requireNonNull(stream, "stream").recordEvent());
    }

    /** Records a new event here. Mirrors {@code torch.cuda.Stream.record_event}. */
    public final Event recordEvent() {
        return recordEvent(new Event());
    }

    /** Records an event here. Mirrors {@code torch.cuda.Stream.record_event(event)}. @return the event */
    public final Event recordEvent(Event event) {
        event.record(this);
        return event;
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof Stream stream && stream.id == id && stream.device == device;
    }

    @Override
    public final int hashCode() {
        return 31 * Long.hashCode(id) + device;
    }

    /** As Python prints it: {@code <torch.cuda.Stream device=cuda:0 cuda_stream=0x0>}. */
    @Override
    public final String toString() {
        return "<torch.cuda.Stream device="
                + device()
                + " cuda_stream=0x"
                + Long.toHexString(cudaStream())
                + ">";
    }
}
