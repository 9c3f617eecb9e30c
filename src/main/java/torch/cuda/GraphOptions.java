package torch.cuda;

import org.jspecify.annotations.Nullable;

/** The keyword arguments of {@link Cuda#graph(CUDAGraph, java.util.function.Consumer)}. */
public final class GraphOptions {
    @Nullable MempoolId pool;
    @Nullable Stream stream;
    String captureErrorMode = "global";

    GraphOptions() {}

    /** The pool that its memory comes from, as {@link CUDAGraph#pool} and {@link Cuda#graphPoolHandle} give it. Default: null, one of its own */
    public GraphOptions pool(@Nullable MempoolId pool) {
        this.pool = pool;
        return this;
    }

    /** The pool that its memory comes from. */
    public GraphOptions pool(MemPool pool) {
        return pool(pool.id());
    }

    /** The stream that is captured. Default: null, one that all captures share */
    public GraphOptions stream(@Nullable Stream stream) {
        this.stream = stream;
        return this;
    }

    /**
     * Which calls fail while the capture is under way that could disturb it: {@code global}, {@code thread_local} or
     * {@code relaxed}, see {@link CUDAGraph#captureBegin(MempoolId, String)}. Default: global
     */
    public GraphOptions captureErrorMode(String captureErrorMode) {
        this.captureErrorMode = captureErrorMode;
        return this;
    }
}
