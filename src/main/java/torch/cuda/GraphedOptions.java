package torch.cuda;

import org.jspecify.annotations.Nullable;

/** The keyword arguments of {@link Cuda#makeGraphedCallables(java.util.List, java.util.function.Consumer)}. */
public final class GraphedOptions {
    int numWarmupIters = 3;
    boolean allowUnusedInput;
    @Nullable MempoolId pool;
    String captureErrorMode = "global";

    GraphedOptions() {}

    /** How often each is run before it is captured. Default: 3 */
    public GraphedOptions numWarmupIters(int numWarmupIters) {
        this.numWarmupIters = numWarmupIters;
        return this;
    }

    /** Whether an input or parameter may have no part in the outputs. Default: false */
    public GraphedOptions allowUnusedInput(boolean allowUnusedInput) {
        this.allowUnusedInput = allowUnusedInput;
        return this;
    }

    /** The pool that the graphs' memory comes from. Default: null, one of their own */
    public GraphedOptions pool(@Nullable MempoolId pool) {
        this.pool = pool;
        return this;
    }

    /** The pool that the graphs' memory comes from. */
    public GraphedOptions pool(MemPool pool) {
        return pool(pool.id());
    }

    /** See {@link GraphOptions#captureErrorMode}. Default: global */
    public GraphedOptions captureErrorMode(String captureErrorMode) {
        this.captureErrorMode = captureErrorMode;
        return this;
    }
}
