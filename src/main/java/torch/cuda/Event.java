package torch.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Device;
import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.Results;

/**
 * A mark in a stream: to wait for what was before it, and to measure time. Mirrors {@code torch.cuda.Event}.
 *
 * {@snippet :
 * var start = new Event(true);
 * var end = new Event(true);
 * start.record();
 * y = x.matmul(x);
 * end.record();
 * end.synchronize();
 * double milliseconds = start.elapsedTime(end);
 * }
 *
 * <p>The device's event is made when it is first recorded, on that stream's device, and freed after this object became
 * unreachable.
 */
public final class Event {
    private static final int HANDLE_BYTES = 64;

    private final Owned owned;

    /** An event that measures no time. */
    public Event() {
        this(false);
    }

    /** An event. @param enableTiming whether it measures time */
    public Event(boolean enableTiming) {
        this(o -> o.enableTiming(enableTiming));
    }

    /** An event. */
    public Event(Consumer<EventOptions> options) {
        this(make(options));
    }

    private static long make(Consumer<EventOptions> options) {
        EventOptions given = new EventOptions();
        options.accept(given);
        CudaDevices.require("Event");
        return Downcalls.call(Function.CUDA_EVENT, given.flags());
    }

    private Event(long address) {
        owned = new Owned(this, "Event", address, Function.CUDA_EVENT_FREE);
    }

    /**
     * The event of another process. Mirrors {@code torch.cuda.Event.from_ipc_handle}.
     *
     * @param handle the 64 bytes that {@link #ipcHandle} gave there
     */
    public static Event fromIpcHandle(Device device, byte[] handle) {
        if (handle.length != HANDLE_BYTES)
            throw new IllegalArgumentException(
                    "Event: argument 'handle' must have "
                            + HANDLE_BYTES
                            + " bytes, but has "
                            + handle.length);
        int index = CudaDevices.index(device);
        CudaDevices.initialize("from_ipc_handle");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, handle);
            return new Event(
                    Downcalls.call(Function.CUDA_EVENT_FROM_IPC_HANDLE, bytes.address(), index));
        }
    }

    /** Records it in the current stream. Mirrors {@code torch.cuda.Event.record}. */
    public void record() {
        record(Cuda.currentStream());
    }

    /**
     * Records it in a stream.
     *
     * @throws torch.TorchException if it was recorded before on another device
     */
    public void record(Stream stream) {
        Objects.requireNonNull(stream, "stream");
        Downcalls.call(
                Function.CUDA_EVENT_RECORD,
                owned.address(),
                stream.streamId(),
                stream.deviceIndex());
        Reference.reachabilityFence(this);
    }

    /** As {@link #wait(Stream)}, for the current stream. Python's {@code wait()}, a name that Java's objects have. */
    public void waitCurrentStream() {
        wait(Cuda.currentStream());
    }

    /**
     * What is submitted to a stream from now on waits for the event; the call itself does not wait. An event that was
     * never recorded is not waited for. Mirrors {@code torch.cuda.Event.wait}.
     */
    public void wait(Stream stream) {
        Objects.requireNonNull(stream, "stream");
        Downcalls.call(
                Function.CUDA_EVENT_WAIT, owned.address(), stream.streamId(), stream.deviceIndex());
        Reference.reachabilityFence(this);
    }

    /** Whether all before it is done; true for one that was never recorded. Mirrors {@code torch.cuda.Event.query}. */
    public boolean query() {
        boolean done =
                new Results(Downcalls.call(Function.CUDA_EVENT_QUERY, owned.address())).next() != 0;
        Reference.reachabilityFence(this);
        return done;
    }

    /**
     * The milliseconds from this event to another. Mirrors {@code torch.cuda.Event.elapsed_time}.
     *
     * @throws IllegalArgumentException if one of the two measures no time, or was not recorded
     * @throws torch.TorchException if one of the two is not yet done
     */
    public double elapsedTime(Event endEvent) {
        double milliseconds =
                new Results(
                                Downcalls.call(
                                        Function.CUDA_EVENT_ELAPSED,
                                        owned.address(),
                                        endEvent.owned.address()))
                        .nextDouble();
        Reference.reachabilityFence(this);
        Reference.reachabilityFence(endEvent);
        return milliseconds;
    }

    /** Waits until all before it is done. Mirrors {@code torch.cuda.Event.synchronize}. */
    public void synchronize() {
        Downcalls.call(Function.CUDA_EVENT_SYNCHRONIZE, owned.address());
        Reference.reachabilityFence(this);
    }

    /**
     * 64 bytes with which another process opens the event. Mirrors {@code torch.cuda.Event.ipc_handle}. An event that
     * was not recorded belongs to the current device from then on.
     */
    public byte[] ipcHandle() {
        CudaDevices.initialize("ipc_handle");
        Results words =
                new Results(Downcalls.call(Function.CUDA_EVENT_IPC_HANDLE, owned.address()));
        ByteBuffer bytes = ByteBuffer.allocate(HANDLE_BYTES).order(ByteOrder.nativeOrder());
        while (bytes.hasRemaining()) bytes.putLong(words.next());
        Reference.reachabilityFence(this);
        return bytes.array();
    }

    /** The device, or null before it was first recorded. Mirrors {@code torch.cuda.Event.device}. */
    public @Nullable Device device() {
        int index = (int) Downcalls.plain(Function.CUDA_EVENT_DEVICE, owned.address());
        Reference.reachabilityFence(this);
        return index < 0 ? null : new Device("cuda", index);
    }

    /**
     * The address of the {@code cudaEvent_t}, for other libraries, or 0 before it was first recorded. Mirrors
     * {@code torch.cuda.Event.cuda_event}.
     */
    public long cudaEvent() {
        long event = Downcalls.plain(Function.CUDA_EVENT_POINTER, owned.address());
        Reference.reachabilityFence(this);
        return event;
    }

    /** As Python prints it: {@code <torch.cuda.Event uninitialized>} before it was first recorded. */
    @Override
    public String toString() {
        long event = cudaEvent();
        return event == 0
                ? "<torch.cuda.Event uninitialized>"
                : "<torch.cuda.Event 0x" + Long.toHexString(event) + ">";
    }
}
