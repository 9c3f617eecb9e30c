package torch.cuda;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import torch.Tensor;
import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.Results;
import torch.nn.UnaryModule;

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

    /**
     * Captures what this thread submits until the guard is closed: waits for the device, asks the collector for what is
     * unreachable, empties the caches, and captures on a stream of its own. Mirrors {@code with torch.cuda.graph(g):}.
     *
     * {@snippet :
     * try (var capture = Cuda.graph(graph); var scope = Torch.scope()) {
     *     loss = scope.keep(F.mseLoss(net.call(in), target));
     *     loss.backward();
     *     optimizer.step();
     * }
     * }
     */
    public static GraphCapture graph(CUDAGraph cudaGraph) {
        return graph(cudaGraph, o -> {});
    }

    /** As {@link #graph(CUDAGraph)}. */
    public static GraphCapture graph(CUDAGraph cudaGraph, Consumer<GraphOptions> options) {
        GraphOptions given = new GraphOptions();
        options.accept(given);
        return new GraphCapture(cudaGraph, given);
    }

    /**
     * A module whose forward and backward are CUDA graphs, for inputs of one shape. Mirrors
     * {@code torch.cuda.make_graphed_callables(module, (sample,))}.
     *
     * {@snippet :
     * GraphedCallable fast = Cuda.makeGraphedCallables(net, sample);
     * loss = F.mseLoss(fast.call(x), target); // instead of net.call(x)
     * loss.backward();
     * }
     *
     * @param sample an input of the shape, type and {@code requiresGrad} of those to come
     */
    public static GraphedCallable makeGraphedCallables(UnaryModule module, Tensor sample) {
        return makeGraphedCallables(List.of(Graphable.of(module, sample)), o -> {}).getFirst();
    }

    /** A function of one tensor whose forward and backward are CUDA graphs. */
    public static GraphedCallable makeGraphedCallables(
            UnaryOperator<Tensor> function, Tensor sample) {
        return makeGraphedCallables(List.of(Graphable.of(function, sample)), o -> {}).getFirst();
    }

    /**
     * Modules and functions whose forward and backward are CUDA graphs, all with memory of one pool: they must be called
     * in the order of the list. Mirrors {@code torch.cuda.make_graphed_callables}.
     *
     * @return one for each, to be called in its place
     * @throws IllegalArgumentException if a module has hooks, or a buffer that requires a gradient
     * @throws torch.TorchException while automatic casts are kept, see {@code cacheEnabled} of
     *     {@link torch.amp.Autocast}
     */
    public static List<GraphedCallable> makeGraphedCallables(
            List<Graphable> callables, Consumer<GraphedOptions> options) {
        GraphedOptions given = new GraphedOptions();
        options.accept(given);
        return GraphedCallables.make(callables, given);
    }
}
