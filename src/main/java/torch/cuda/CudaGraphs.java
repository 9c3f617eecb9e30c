package torch.cuda;

import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.Results;

/** CUDA graphs: work that is recorded once and then started as a whole. */
abstract class CudaGraphs extends CudaMemory {
    CudaGraphs() {}

    /**
     * Whether the thread's current stream is being captured; false without CUDA. Mirrors
     * {@code torch.cuda.is_current_stream_capturing}.
     */
    public static boolean isCurrentStreamCapturing() {
        return Cuda.isAvailable()
                && new Results(Downcalls.call(Function.CUDA_IS_CAPTURING)).next() != 0;
    }

    /** A new id for a pool that graphs can share. Mirrors {@code torch.cuda.graph_pool_handle}. */
    public static MempoolId graphPoolHandle() {
        require("graph_pool_handle");
        Results results = new Results(Downcalls.call(Function.CUDA_GRAPH_POOL_HANDLE));
        return new MempoolId(results.next(), results.next());
    }
}
