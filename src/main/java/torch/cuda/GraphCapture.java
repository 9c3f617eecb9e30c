package torch.cuda;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import torch.internal.Downcalls;
import torch.internal.Function;

/**
 * A capture that goes on until it is closed: what {@link Cuda#graph(CUDAGraph)} opens. It belongs to the thread that
 * opened it. Mirrors {@code torch.cuda.graph}.
 *
 * <p>{@link #close} ends the capture, and throws a {@link torch.TorchException} if something was submitted that cannot be
 * captured.
 */
public final class GraphCapture extends ThreadGuard {
    // Made when it is first needed; PyTorch has one for all captures, too.
    private static @Nullable Stream shared;

    private final CUDAGraph graph;
    private final StreamContext stream;

    GraphCapture(CUDAGraph graph, GraphOptions options) {
        super("this capture");
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

    @Override
    void restore() {
        try (StreamContext back = stream) {
            graph.captureEnd();
        }
    }
}
