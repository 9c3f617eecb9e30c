package torch.cuda;

import org.jspecify.annotations.Nullable;

/**
 * A thread's current stream until it is closed: what {@link Cuda#stream} opens. It belongs to the thread that opened
 * it, and puts back the device too that was current before. Mirrors {@code torch.cuda.StreamContext}.
 */
public final class StreamContext extends ThreadGuard {
    private final @Nullable Stream before;
    private final @Nullable Stream beforeThere;

    /** @param stream the stream; null changes nothing */
    StreamContext(@Nullable Stream stream) {
        super("this stream context");
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

    @Override
    void restore() {
        if (beforeThere != null) Cuda.setStream(beforeThere);
        if (before != null) Cuda.setStream(before);
    }
}
