package torch.cuda;

import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import torch.Generator;
import torch.TorchException;
import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.Results;
import torch.internal.Scratch;
import torch.internal.TensorAccess;

/**
 * Work of a device that was recorded once and is started as a whole, without the cost of starting every part of it.
 * Mirrors {@code torch.cuda.CUDAGraph}.
 *
 * {@snippet :
 * var graph = new CUDAGraph();
 * Tensor in = Torch.zeros(Torch.shape(64, 784), Torch.device("cuda"));
 * Tensor out;
 * try (var capture = Cuda.graph(graph)) {
 *     out = net.call(in); // recorded, not done
 * }
 * in.copy_(batch);
 * graph.replay(); // out now holds net's output for the batch
 * }
 *
 * <p>A replay reads and writes the memory that was in use at the capture: what goes in is copied into the same tensors,
 * and what comes out is in the same tensors, which must be kept open. It is freed by {@link #close}, or after it became
 * unreachable. One capture at a time may be under way in a process.
 */
public final class CUDAGraph implements AutoCloseable {
    // In the order of cudaStreamCaptureMode.
    private static final List<String> MODES = List.of("global", "thread_local", "relaxed");

    private final Owned owned;
    private final boolean keepGraph;
    private boolean capturing;
    private boolean executable;

    /** A graph to be captured. */
    public CUDAGraph() {
        this(false);
    }

    /**
     * A graph to be captured.
     *
     * @param keepGraph whether the captured graph is kept as it is, for {@link #rawCudaGraph}, and made executable by
     *     {@link #instantiate} or the first {@link #replay}, instead of at the end of the capture
     */
    public CUDAGraph(boolean keepGraph) {
        CudaDevices.initialize("CUDAGraph");
        this.keepGraph = keepGraph;
        owned =
                new Owned(
                        this,
                        "CUDAGraph",
                        Downcalls.call(Function.CUDA_GRAPH, keepGraph ? 1 : 0),
                        Function.CUDA_GRAPH_FREE);
    }

    /** As {@link #captureBegin(MempoolId, String)}, with a pool of its own and {@code global}. */
    public void captureBegin() {
        captureBegin(null, "global");
    }

    /**
     * Begins to capture what is submitted to the current stream, which must not be a default stream; {@link Cuda#graph}
     * does all that belongs to it. Mirrors {@code torch.cuda.CUDAGraph.capture_begin}.
     *
     * @param pool where its memory comes from; null for a pool of its own
     * @param captureErrorMode which calls fail while it is under way that could disturb it: those of all threads
     *     ({@code global}), of this one ({@code thread_local}), or none ({@code relaxed})
     * @throws IllegalArgumentException if there is no such mode
     * @throws torch.TorchException on the default stream, and if this graph holds a capture
     */
    public void captureBegin(@Nullable MempoolId pool, String captureErrorMode) {
        int mode = MODES.indexOf(captureErrorMode);
        if (mode < 0)
            throw new IllegalArgumentException(
                    "Unknown capture error mode. Expected `global`, `thread_local`, or `relaxed`, got "
                            + captureErrorMode);
        MempoolId from = pool == null ? MempoolId.NONE : pool;
        call(Function.CUDA_GRAPH_CAPTURE_BEGIN, from.first(), from.second(), mode);
        capturing = true;
    }

    /**
     * Ends the capture. Mirrors {@code torch.cuda.CUDAGraph.capture_end}.
     *
     * @throws torch.TorchException if something was submitted that cannot be captured, and without a capture
     */
    public void captureEnd() {
        // libtorch would speak of a device without a number, and leave an error to the next call.
        if (!capturing)
            throw new TorchException(
                    "capture_end: Called CUDAGraph::capture_end without a preceding capture_begin.");
        capturing = false;
        call(Function.CUDA_GRAPH_CAPTURE_END);
        executable = !keepGraph;
    }

    /** Makes the captured graph executable. Mirrors {@code torch.cuda.CUDAGraph.instantiate}. */
    public void instantiate() {
        call(Function.CUDA_GRAPH_INSTANTIATE);
        executable = true;
    }

    /**
     * Starts the captured work on the current stream. Mirrors {@code torch.cuda.CUDAGraph.replay}.
     *
     * @throws torch.TorchException before a capture
     */
    public void replay() {
        if (keepGraph && !executable) instantiate();
        call(Function.CUDA_GRAPH_REPLAY);
    }

    /** Gives up what was captured, so that the graph can be captured again. Mirrors {@code torch.cuda.CUDAGraph.reset}. */
    public void reset() {
        executable = false;
        call(Function.CUDA_GRAPH_RESET);
    }

    /**
     * The id of the pool of its memory, for another graph. Mirrors {@code torch.cuda.CUDAGraph.pool}.
     *
     * @throws torch.TorchException before a capture
     */
    public MempoolId pool() {
        Results results = new Results(Downcalls.call(Function.CUDA_GRAPH_POOL, owned.address()));
        Reference.reachabilityFence(this);
        return new MempoolId(results.next(), results.next());
    }

    /**
     * Lets the numbers that a generator draws in the capture be new ones at every replay, which default generators do by
     * themselves. Mirrors {@code torch.cuda.CUDAGraph.register_generator_state}.
     *
     * @param generator a generator of CUDA
     */
    public void registerGeneratorState(Generator generator) {
        Objects.requireNonNull(generator, "generator");
        if (!generator.device().type().equals("cuda"))
            throw new IllegalArgumentException(
                    "Expected a 'cuda' device type for generator but found '"
                            + generator.device().type()
                            + "'");
        call(Function.CUDA_GRAPH_REGISTER_GENERATOR, TensorAccess.get().generatorHandle(generator));
        Reference.reachabilityFence(generator);
    }

    /** Keeps what {@link #debugDump} writes; called before the capture. Mirrors {@code torch.cuda.CUDAGraph.enable_debug_mode}. */
    public void enableDebugMode() {
        call(Function.CUDA_GRAPH_ENABLE_DEBUG_MODE);
    }

    /**
     * Writes the captured graph as a picture in the DOT language. Mirrors {@code torch.cuda.CUDAGraph.debug_dump}.
     *
     * @throws torch.TorchException if it was neither kept nor captured in debug mode
     */
    public void debugDump(Path debugPath) {
        Scratch scratch = Scratch.begin();
        long path = scratch.text(debugPath.toString(), "debugPath");
        call(Function.CUDA_GRAPH_DEBUG_DUMP, path, scratch.length());
    }

    /**
     * The address of the {@code cudaGraph_t}, for other libraries. Mirrors {@code torch.cuda.CUDAGraph.raw_cuda_graph}.
     *
     * @throws torch.TorchException if it was not kept
     */
    public long rawCudaGraph() {
        return raw(0);
    }

    /**
     * The address of the {@code cudaGraphExec_t}, for other libraries. Mirrors
     * {@code torch.cuda.CUDAGraph.raw_cuda_graph_exec}.
     *
     * @throws torch.TorchException before it was made executable
     */
    public long rawCudaGraphExec() {
        return raw(1);
    }

    private long raw(int executable) {
        long address =
                new Results(Downcalls.call(Function.CUDA_GRAPH_RAW, owned.address(), executable))
                        .next();
        Reference.reachabilityFence(this);
        return address;
    }

    private void call(int function, long... arguments) {
        long graph = owned.address();
        switch (arguments.length) {
            case 0 -> Downcalls.call(function, graph);
            case 1 -> Downcalls.call(function, graph, arguments[0]);
            case 2 -> Downcalls.call(function, graph, arguments[0], arguments[1]);
            default -> Downcalls.call(function, graph, arguments[0], arguments[1], arguments[2]);
        }
        Reference.reachabilityFence(this);
    }

    /** Frees the graph; a second call does nothing. What it captured must not be running. */
    @Override
    public void close() {
        owned.close();
    }
}
