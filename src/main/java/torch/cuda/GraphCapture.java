package torch.cuda;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.OwnerThread;

/**
 * A capture that goes on until it is closed: what {@link Cuda#graph(CUDAGraph)} opens. It belongs to the thread that
 * opened it. Mirrors {@code torch.cuda.graph}.
 */
public final class GraphCapture implements AutoCloseable {
    // Made when it is first needed; PyTorch has one for all captures, too.
    private static @Nullable Stream shared;

    private final Thread owner = Thread.currentThread();
    private final CUDAGraph graph;
    private final StreamContext stream;
    private boolean closed;

    GraphCapture(CUDAGraph graph, GraphOptions options) {
        this.graph = Objects.requireNonNull(graph, "cudaGraph");
        Stream captured = options.stream == null ? shared() : options.stream;
        Cuda.synchronize();
        System.gc();
        Cuda.emptyCache();
        Downcalls.call(Function.CUDA_HOST_EMPTY_CACHE);
        stream = Cuda.stream(captured);
        try {
            graph.captureBegin(options.pool, options.captureErrorMode);
        } catch (RuntimeException | Error e) {
            stream.close();
            throw e;
        }
    }

    private static synchronized Stream shared() {
        if (shared == null) shared = new Stream();
        return shared;
    }

    /**
     * Ends the capture; a second call does nothing.
     *
     * @throws torch.TorchException if something was submitted that cannot be captured
     * @throws IllegalStateException on another thread than the one that opened it
     */
    @Override
    public void close() {
        if (closed) return;
        OwnerThread.check(owner, "this capture");
        closed = true;
        try (StreamContext back = stream) {
            graph.captureEnd();
        }
    }
}
