package torch.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import torch.AcceleratorException;
import torch.Device;
import torch.Generator;
import torch.Handles;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

/** Captures and replays of copies: the values of kernels are looked at in {@link CUDAGraphValuesTest}. */
@CudaTest
class CUDAGraphTest {
    private Tensor cpu;
    private Tensor in;
    private Tensor out;

    @BeforeEach
    void tensors() {
        cpu = Torch.tensor(new float[] {1, 2, 3});
        in = cpu.to("cuda");
        out = Torch.empty(new long[] {3}, Torch.device("cuda"));
    }

    @AfterEach
    void nothingIsCaptured() {
        assertFalse(Cuda.isCurrentStreamCapturing());
        assertEquals(Cuda.defaultStream(), Cuda.currentStream());
        Cuda.synchronize();
        cpu.close();
        in.close();
        out.close();
    }

    private CUDAGraph captured(boolean keepGraph) {
        CUDAGraph graph = new CUDAGraph(keepGraph);
        try (var capture = Cuda.graph(graph)) {
            out.copy_(in);
        }
        return graph;
    }

    private float[] result() {
        try (Tensor result = out.cpu()) {
            return result.toFloatArray();
        }
    }

    @Test
    void replay_doesTheWorkAgainOnNewInputs() {
        try (CUDAGraph graph = captured(false);
                Tensor other = Torch.tensor(new float[] {7, 8, 9})) {
            in.copy_(other);
            graph.replay();
            assertArrayEquals(new float[] {7, 8, 9}, result());
            in.copy_(cpu);
            graph.replay();
            assertArrayEquals(new float[] {1, 2, 3}, result());
        }
    }

    @Test
    void capture_isOnAStreamOfItsOwn() {
        Stream side = new Stream();
        try (var graph = new CUDAGraph();
                var capture = Cuda.graph(graph, o -> o.stream(side))) {
            assertTrue(Cuda.isCurrentStreamCapturing());
            assertEquals(side, Cuda.currentStream());
            out.copy_(in);
        }
    }

    @Test
    void capture_onTheDefaultStream_isRefused() {
        try (var graph = new CUDAGraph()) {
            assertTrue(
                    assertThrows(TorchException.class, graph::captureBegin)
                            .getMessage()
                            .startsWith(
                                    "capture_begin: CUDA graphs must be captured on a non-default stream."));
        }
    }

    @Test
    void graph_beforeACapture_saysSo() {
        try (var graph = new CUDAGraph()) {
            assertEquals(
                    "replay: Called CUDAGraph::replay without a preceding successful capture.",
                    assertThrows(TorchException.class, graph::replay).getMessage());
            assertThrows(TorchException.class, graph::pool);
            assertThrows(TorchException.class, graph::captureEnd);
            assertThrows(
                    IllegalArgumentException.class, () -> graph.captureBegin(null, "careless"));
        }
    }

    @Test
    void keptGraph_isMadeExecutableWhenItIsNeeded() {
        try (CUDAGraph graph = captured(true)) {
            assertNotEquals(0, graph.rawCudaGraph());
            assertThrows(TorchException.class, graph::rawCudaGraphExec);
            graph.replay();
            assertNotEquals(0, graph.rawCudaGraphExec());
            assertArrayEquals(new float[] {1, 2, 3}, result());
            graph.instantiate();
            graph.replay();
        }
        try (CUDAGraph graph = captured(false)) {
            assertThrows(TorchException.class, graph::rawCudaGraph);
        }
    }

    @Test
    void reset_graph_canBeCapturedAgain() {
        try (CUDAGraph graph = captured(false)) {
            graph.reset();
            assertThrows(TorchException.class, graph::replay);
            try (var capture = Cuda.graph(graph)) {
                in.copy_(out);
            }
            out.copy_(cpu);
            graph.replay();
            try (Tensor result = in.cpu()) {
                assertArrayEquals(new float[] {1, 2, 3}, result.toFloatArray());
            }
        }
    }

    @Test
    void closed_graph_isRefused() {
        CUDAGraph graph = captured(false);
        graph.close();
        graph.close();
        assertEquals(
                "this CUDAGraph is closed",
                assertThrows(IllegalStateException.class, graph::replay).getMessage());
    }

    @Test
    void pool_isSharedOnRequest() {
        MempoolId handle = Cuda.graphPoolHandle();
        assertNotEquals(handle, Cuda.graphPoolHandle());
        try (CUDAGraph first = captured(false);
                var second = new CUDAGraph();
                var third = new CUDAGraph()) {
            try (var capture = Cuda.graph(second, o -> o.pool(first.pool()))) {
                in.copy_(out);
            }
            assertEquals(first.pool(), second.pool());
            try (var capture = Cuda.graph(third, o -> o.pool(handle))) {
                in.copy_(out);
            }
            assertEquals(handle, third.pool());
        }
    }

    @Test
    void memory_returnsToTheStart() {
        Handles.settled();
        Cuda.emptyCache();
        long reserved = Cuda.memoryReserved();
        long allocated = Cuda.memoryAllocated();
        try (var graph = new CUDAGraph()) {
            try (var capture = Cuda.graph(graph);
                    Tensor inside = Torch.empty(new long[] {30 << 20}, Torch.device("cuda"))) {
                inside.narrow(0, 0, 3).copy_(in);
                out.copy_(inside.narrow(0, 0, 3));
            }
            Cuda.emptyCache();
            assertTrue(Cuda.memoryReserved() >= reserved + (120L << 20), "the graph's own");
            graph.replay();
            assertArrayEquals(new float[] {1, 2, 3}, result());
        }
        Handles.settled();
        Cuda.emptyCache();
        assertEquals(reserved, Cuda.memoryReserved());
        assertEquals(allocated, Cuda.memoryAllocated());
    }

    @Test
    void capture_ofWhatCannotBe_endsInGoodOrder() {
        try (var graph = new CUDAGraph()) {
            assertThrows(
                    TorchException.class,
                    () -> {
                        try (var capture = Cuda.graph(graph)) {
                            in.cpu();
                        }
                    });
        }
        try (CUDAGraph graph = captured(false)) {
            graph.replay();
            assertArrayEquals(new float[] {1, 2, 3}, result());
        }
    }

    @Test
    void synchronize_inACapture_isRefused() {
        try (var graph = new CUDAGraph()) {
            assertEquals(
                    "synchronize: CUDA error: operation not permitted when stream is capturing",
                    assertThrows(
                                    AcceleratorException.class,
                                    () -> {
                                        try (var capture = Cuda.graph(graph)) {
                                            Cuda.currentStream().synchronize();
                                        }
                                    })
                            .getMessage());
        }
    }

    @Test
    void exception_inACapture_comesOutAsItself() {
        try (var graph = new CUDAGraph()) {
            assertThrows(
                    ArithmeticException.class,
                    () -> {
                        try (var capture = Cuda.graph(graph)) {
                            out.copy_(in);
                            throw new ArithmeticException();
                        }
                    });
        }
    }

    @Test
    void capture_endedOnAnotherThread_isRefused() throws Exception {
        try (var graph = new CUDAGraph();
                var capture = Cuda.graph(graph)) {
            var elsewhere =
                    new FutureTask<>(
                            () -> assertThrows(IllegalStateException.class, capture::close));
            Thread.ofPlatform().start(elsewhere);
            assertTrue(elsewhere.get().getMessage().startsWith("this capture belongs to thread"));
            out.copy_(in);
        }
    }

    @Test
    void debugDump_writesTheGraph(@TempDir Path folder) throws Exception {
        try (CUDAGraph graph = captured(true)) {
            graph.enableDebugMode();
            Path file = folder.resolve("graph.dot");
            graph.debugDump(file);
            assertTrue(Files.exists(file), file + " is written");
        }
    }

    @Test
    void generator_isRegistered() {
        Generator generator = new Generator("cuda");
        try (var graph = new CUDAGraph()) {
            graph.registerGeneratorState(generator);
            try (var capture = Cuda.graph(graph)) {
                out.normal_(0, 1, generator);
            }
            long before = generator.getOffset();
            graph.replay();
            assertTrue(generator.getOffset() > before, "a replay draws new numbers");
            assertThrows(
                    IllegalArgumentException.class,
                    () -> graph.registerGeneratorState(new Generator()));
            assertThrows(NullPointerException.class, () -> graph.registerGeneratorState(null));
        }
    }

    @Test
    void memPool_inACapture_isTheGraphs() {
        try (var pool = new MemPool();
                var graph = new CUDAGraph()) {
            try (var capture = Cuda.graph(graph, o -> o.pool(pool).captureErrorMode("relaxed"))) {
                out.copy_(in);
            }
            assertEquals(pool.id(), graph.pool());
            assertEquals(2, pool.useCount());
            graph.replay();
            assertEquals(Device.of("cuda:0"), out.device());
        }
    }
}
