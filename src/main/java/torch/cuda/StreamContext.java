package torch.cuda;

import org.jspecify.annotations.Nullable;
import torch.internal.OwnerThread;

/**
 * A thread's current stream until it is closed: what {@link Cuda#stream} opens. It belongs to the thread that opened
 * it. Mirrors {@code torch.cuda.StreamContext}.
 */
public final class StreamContext implements AutoCloseable {
    private final Thread owner = Thread.currentThread();
    private final @Nullable Stream before;
    private final @Nullable Stream beforeThere;
    private boolean closed;

    /** @param stream the stream; null changes nothing */
    StreamContext(@Nullable Stream stream) {
        if (stream == null) {
            before = null;
            beforeThere = null;
            return;
        }
        before = Cuda.currentStream();
        beforeThere =
                before.deviceIndex() == stream.deviceIndex()
                        ? null
                        : Cuda.currentStream(stream.deviceIndex());
        Cuda.setStream(stream);
    }

    /**
     * Puts the stream and the device back that were current before; a second call does nothing.
     *
     * @throws IllegalStateException on another thread than the one that opened it
     */
    @Override
    public void close() {
        if (closed) return;
        OwnerThread.check(owner, "this stream context");
        closed = true;
        if (beforeThere != null) Cuda.setStream(beforeThere);
        if (before != null) Cuda.setStream(before);
    }
}
