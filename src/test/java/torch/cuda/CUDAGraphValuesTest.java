package torch.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import torch.DType;
import torch.Device;
import torch.Generator;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.amp.Autocast;
import torch.nn.F;
import torch.nn.Linear;
import torch.nn.Module;
import torch.nn.ReLU;
import torch.nn.Sequential;
import torch.optim.Adam;

/** What kernels compute, eagerly and in graphs. */
@CudaTest
class CUDAGraphValuesTest {
    private static final Device GPU = Device.of("cuda");
    private static final int STEPS = 20;

    @BeforeEach
    void seed() {
        Torch.manualSeed(1);
    }

    private static Sequential net() {
        Torch.manualSeed(2);
        Sequential net = new Sequential(new Linear(8, 16), new ReLU(), new Linear(16, 1));
        net.to(GPU);
        return net;
    }

    private static List<Tensor> batches(int width) {
        Torch.manualSeed(3);
        List<Tensor> batches = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) batches.add(Torch.randn(32, width).to(GPU));
        return batches;
    }

    private static void assertSameParameters(Module expected, Module actual) {
        var other = actual.parameters().iterator();
        for (Tensor parameter : expected.parameters())
            assertTrue(parameter.equal(other.next()), "parameters are equal bit for bit");
    }

    @Test
    void trainingStep_captured_equalsTheEagerOne() {
        List<Tensor> inputs = batches(8);
        List<Tensor> targets = batches(1);
        Sequential eager = net();
        Adam optimizer = new Adam(eager.parameters(), o -> o.lr(1e-2).capturable(true));
        List<Double> losses = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) {
            optimizer.zeroGrad();
            Tensor loss = F.mseLoss(eager.call(inputs.get(i)), targets.get(i));
            loss.backward();
            optimizer.step();
            losses.add(loss.itemDouble());
        }

        Sequential captured = net();
        Adam other = new Adam(captured.parameters(), o -> o.lr(1e-2).capturable(true));
        Tensor in = Torch.empty(new long[] {32, 8}, Torch.device(GPU));
        Tensor target = Torch.empty(new long[] {32, 1}, Torch.device(GPU));
        var side = new Stream();
        side.waitStream(Cuda.currentStream());
        try (var context = Cuda.stream(side)) { // the first three steps are a warm-up as well
            for (int i = 0; i < 3; i++) {
                in.copy_(inputs.get(i));
                target.copy_(targets.get(i));
                other.zeroGrad();
                Tensor loss = F.mseLoss(captured.call(in), target);
                loss.backward();
                other.step();
                assertEquals(losses.get(i), loss.itemDouble());
            }
        }
        Cuda.currentStream().waitStream(side);
        try (var graph = new CUDAGraph()) {
            other.zeroGrad();
            Tensor loss;
            try (var capture = Cuda.graph(graph)) {
                loss = F.mseLoss(captured.call(in), target);
                loss.backward();
                other.step();
            }
            for (int i = 3; i < STEPS; i++) {
                in.copy_(inputs.get(i));
                target.copy_(targets.get(i));
                graph.replay();
                assertEquals(losses.get(i), loss.itemDouble(), "loss of step " + i);
            }
            Cuda.synchronize();
        }
        assertSameParameters(eager, captured);
    }

    @Test
    void graphedCallable_trainsAsItsModule() {
        List<Tensor> inputs = batches(8);
        List<Tensor> targets = batches(1);
        Sequential eager = net();
        Sequential graphed = net();
        GraphedCallable fast = Cuda.makeGraphedCallables(graphed, inputs.get(0));
        Adam first = new Adam(eager.parameters(), o -> o.lr(1e-2));
        Adam second = new Adam(graphed.parameters(), o -> o.lr(1e-2));
        for (int i = 0; i < STEPS; i++) {
            first.zeroGrad();
            Tensor expected = F.mseLoss(eager.call(inputs.get(i)), targets.get(i));
            expected.backward();
            first.step();
            second.zeroGrad();
            Tensor actual = F.mseLoss(fast.call(inputs.get(i)), targets.get(i));
            actual.backward();
            second.step();
            assertEquals(expected.itemDouble(), actual.itemDouble(), "loss of step " + i);
        }
        assertSameParameters(eager, graphed);
        graphed.eval();
        assertTrue(fast.call(inputs.get(1)).allclose(eager.call(inputs.get(1))));
    }

    @Test
    void graphedFunction_hasTheGradientOfItsInputs() {
        Tensor sample = Torch.randn(4).to(GPU).requiresGrad_(true);
        GraphedCallable square = Cuda.makeGraphedCallables(x -> x.mul(x), sample);
        Tensor x = Torch.arange(4).to(DType.FLOAT32).to(GPU).requiresGrad_(true);
        Tensor y = square.call(x);
        assertTrue(y.equal(x.mul(x)));
        y.sum().backward();
        assertTrue(x.grad().equal(x.mul(2)));
    }

    @Test
    void graphedCallables_shareAPool() {
        Sequential first = net();
        Linear second = new Linear(1, 3);
        second.to(GPU);
        Tensor in = Torch.randn(5, 8).to(GPU);
        Tensor middle = Torch.randn(5, 1).to(GPU).requiresGrad_(true);
        List<GraphedCallable> both =
                Cuda.makeGraphedCallables(
                        List.of(Graphable.of(first, in), Graphable.of(second, middle)),
                        o -> o.numWarmupIters(2));
        Tensor out = both.get(1).call(both.get(0).call(in));
        assertTrue(out.allclose(second.call(first.call(in))));
        out.sum().backward();
        List<Tensor> graphed = new ArrayList<>();
        for (Tensor parameter : first.parameters()) graphed.add(parameter.grad().clone());
        first.zeroGrad();
        second.call(first.call(in)).sum().backward();
        int next = 0;
        for (Tensor parameter : first.parameters())
            assertTrue(parameter.grad().allclose(graphed.get(next++)));
    }

    @Test
    void graphedCallables_ofWhatCannotBe_areRefused() {
        Tensor in = Torch.randn(5, 8).to(GPU);
        Sequential hooked = net();
        try (var hook = hooked.registerForwardHook((module, args, output) -> null)) {
            assertTrue(
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> Cuda.makeGraphedCallables(hooked, in))
                            .getMessage()
                            .startsWith("Modules must not have hooks registered"));
        }
        try (var autocast = new Autocast("cuda", DType.FLOAT16)) {
            assertTrue(
                    assertThrows(TorchException.class, () -> Cuda.makeGraphedCallables(net(), in))
                            .getMessage()
                            .startsWith("make_graphed_callables does not support"));
        }
        assertFalse(Cuda.isCurrentStreamCapturing());
    }

    @Test
    void draws_inAGraph_areNewAtEachReplayAndThoseOfTheSeed() {
        Tensor out = Torch.empty(new long[] {100}, Torch.device(GPU));
        try (var graph = new CUDAGraph()) {
            try (var capture = Cuda.graph(graph)) {
                out.normal_();
            }
            Cuda.manualSeed(5);
            graph.replay();
            Tensor first = out.clone();
            graph.replay();
            assertFalse(first.equal(out));
            Cuda.manualSeed(5);
            graph.replay();
            assertTrue(first.equal(out));
        }
        Cuda.manualSeed(5);
        Tensor eager = Torch.empty(new long[] {100}, Torch.device(GPU)).normal_();
        Cuda.manualSeed(5);
        assertTrue(eager.equal(Torch.empty(new long[] {100}, Torch.device(GPU)).normal_()));
    }

    @Test
    void generator_perDevice_drawsByItsOwnState() {
        Cuda.manualSeed(11);
        Tensor state = Cuda.getRngState();
        Tensor first = Torch.rand(new long[] {50}, Torch.device(GPU));
        Tensor second = Torch.rand(new long[] {50}, Torch.device(GPU));
        assertFalse(first.equal(second));
        Cuda.setRngState(state);
        assertTrue(first.equal(Torch.rand(new long[] {50}, Torch.device(GPU))));
        Generator own = new Generator("cuda").manualSeed(11);
        assertTrue(first.equal(Torch.rand(Torch.shape(50), own, Torch.device(GPU))));
        assumeTrue(Cuda.deviceCount() > 1, "there is one device only");
        Cuda.manualSeedAll(11);
        try (var guard = Cuda.device(1)) {
            assertTrue(
                    first.cpu().equal(Torch.rand(new long[] {50}, Torch.device(GPU)).cpu()),
                    "the same seed draws the same on every device");
        }
    }

    @Test
    void streams_orderTheirWork() {
        var side = new Stream();
        Tensor x = Torch.ones(new long[] {1000, 1000}, Torch.device(GPU));
        side.waitStream(Cuda.currentStream());
        Tensor y;
        try (var context = Cuda.stream(side)) {
            y = x;
            for (int i = 0; i < 10; i++) y = y.matmul(x).div(1000);
        }
        Cuda.currentStream().waitStream(side);
        y.recordStream(Cuda.currentStream());
        assertEquals(1.0, y.mean().itemDouble(), 1e-4);
    }
}
