package torch.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import torch.DType;
import torch.GoldenLines;
import torch.Handles;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.nn.init.Init;

/** Lazy modules around their first call against PyTorch: {@code nn_lazy_golden.py}. */
class LazyModuleTest {
    private static final GoldenLines GOLDEN = new GoldenLines("/torch/nn/lazy.txt");

    private final Tensor x = Torch.arange(32).toFloat().reshape(1, 2, 4, 4).div(16).sub(1);

    @BeforeEach
    void seed() {
        Torch.manualSeed(0);
    }

    private static Sequential model() {
        return new Sequential(
                new LazyConv2d(2, 3),
                new Tanh(),
                new LazyConvTranspose2d(1, 2, o -> o.bias(false)));
    }

    private static String text(String name) {
        return GOLDEN.text(name).translateEscapes();
    }

    private static void assertValues(String name, Tensor actual) {
        double[] got = actual.detach().toDouble().reshape(-1).toDoubleArray();
        double tolerance = Torch.version().equals("2.14.1") ? 0 : 1e-6;
        assertArrayEquals(GOLDEN.values(name), got, tolerance, name);
    }

    @Test
    void firstCall_findsSizesAndNames() {
        Sequential m = model();
        assertEquals(text("before"), m.toString());
        assertEquals(text("keys"), String.join(" ", m.stateDict().keySet()));
        assertValues("output", m.call(x));
        assertEquals(text("after"), m.toString());
        m.namedParameters().forEach((name, p) -> assertValues("parameter." + name, p));
    }

    @Test
    void uninitializedParameter_saysSo() {
        var conv = new LazyConv2d(2, 3);
        assertTrue(conv.hasUninitializedParams());
        assertEquals(text("weight"), conv.weight.toString());
        assertEquals(text("requires_grad"), Repr.of(conv.weight.requiresGrad()));
        GOLDEN.checkMessage("shape", assertThrows(TorchException.class, conv.weight::shape));
        GOLDEN.checkMessage(
                "numel", assertThrows(IllegalArgumentException.class, conv.weight::numel));
        assertEquals(text("uninitialized"), new UninitializedParameter().toString());
        assertEquals(text("uninitialized_buffer"), new UninitializedBuffer().toString());
        conv.call(x);
        assertFalse(conv.hasUninitializedParams());
    }

    @Test
    void preHook_seesTheLayerThatItBecame() {
        var conv = new LazyConv2d(2, 3);
        List<String> seen = new ArrayList<>();
        conv.registerForwardPreHook(
                (module, inputs) -> {
                    seen.add(module.toString());
                    seen.add(conv.weight.shape().toString());
                    return null;
                });
        conv.call(x);
        assertEquals(List.of(text("hook"), text("hook.shape")), seen);
    }

    @Test
    void stateOfAnInitializedModel_givesShapes() {
        Sequential known = model();
        known.call(x);
        Sequential m = model();
        assertEquals(text("load"), m.loadStateDict(known.stateDict()).toString());
        assertEquals(text("loaded"), m.toString());
        assertValues("loaded.output", m.call(x));
        assertEquals(text("loaded.after"), m.toString());
    }

    @Test
    void stateOfALazyModel_isRefusedByAnInitializedOne() {
        Sequential known = model();
        known.call(x);
        var state = model().stateDict();
        GOLDEN.checkMessage(
                "load.uninitialized",
                assertThrows(TorchException.class, () -> known.loadStateDict(state)));
    }

    @Test
    void stateOfALazyModel_loadsIntoALazyOne() {
        Sequential lazy = model();
        assertEquals(text("load.both"), lazy.loadStateDict(model().stateDict()).toString());
        assertEquals(text("loaded.both"), lazy.toString());
    }

    @Test
    void stateOfAnotherSize_isRefused() {
        Sequential known = model();
        known.call(x);
        Sequential other = model();
        other.call(Torch.zeros(1, 3, 4, 4));
        assertEquals(
                text("load.mismatch"),
                assertThrows(TorchException.class, () -> other.loadStateDict(known.stateDict()))
                        .getMessage());
    }

    @Test
    void type_isThatGivenBeforeTheFirstCall() {
        Sequential m = model();
        m.toDouble();
        Tensor y = m.call(x.toDouble());
        assertEquals(DType.FLOAT64, y.dtype());
        assertValues("double", y);
    }

    @Test
    void copy_isLazyToo() {
        var m = (Sequential) model().clone();
        assertEquals(text("copied"), m.toString());
        assertValues("copied.output", m.call(x));
        var again = (Sequential) m.clone();
        assertEquals(m.toString(), again.toString());
        assertValues("copied.output", again.call(x));
    }

    static class Incomplete extends UnaryModule implements LazyModuleMixin {
        final UninitializedParameter scale = new UninitializedParameter();

        @Override
        public void initializeParameters(Tensor input) {}

        @Override
        public Tensor forward(Tensor input) {
            return input.mul(scale);
        }
    }

    static class Scale extends Incomplete {
        @Override
        public void initializeParameters(Tensor input) {
            if (hasUninitializedParams()) {
                scale.materialize(input.size(-1));
                Init.constant_(scale, 0.5);
            }
        }
    }

    static class Counting extends UnaryModule implements LazyModuleMixin {
        final UninitializedBuffer seen =
                registerBuffer("seen", new UninitializedBuffer(Torch.dtype(DType.INT64)));

        @Override
        public void initializeParameters(Tensor input) {
            if (hasUninitializedParams()) {
                seen.materialize(input.size(-1));
                Init.zeros_(seen);
            }
        }

        @Override
        public Tensor forward(Tensor input) {
            seen.add_(1);
            return input;
        }
    }

    @Test
    void initialization_thatIsIncomplete_isRefused() {
        GOLDEN.checkMessage(
                "incomplete", assertThrows(TorchException.class, () -> new Incomplete().call(x)));
    }

    @Test
    void ownLazyModule_initializesItself() {
        var m = new Scale();
        assertEquals(text("scale.before"), m.toString());
        assertValues("scale", m.call(x.select(0, 0).select(0, 0)));
        assertEquals(text("scale.after"), m.toString());
        assertEquals(text("scale.parameter"), m.scale.toString());
        var copy = (Scale) m.clone();
        assertValues("scale", copy.call(x.select(0, 0).select(0, 0)));
        assertThrows(IllegalStateException.class, () -> m.scale.materialize(3));
    }

    @Test
    void uninitializedBuffer_becomesOne() {
        var m = (Counting) new Counting().clone();
        assertThrows(TorchException.class, m.seen::shape);
        m.call(x);
        m.call(x);
        assertArrayEquals(new long[] {2, 2, 2, 2}, m.seen.toLongArray());
        var copy = (Counting) m.clone();
        copy.call(x);
        assertArrayEquals(new long[] {3, 3, 3, 3}, copy.seen.toLongArray());
        assertArrayEquals(new long[] {2, 2, 2, 2}, m.seen.toLongArray());
    }

    @Test
    void handles_return() {
        long before = Handles.settled();
        lazyLife();
        assertEquals(before, Handles.settled());
    }

    private void lazyLife() {
        Sequential m = model();
        m.call(x).sum().backward();
        model().loadStateDict(m.stateDict());
        m.clone();
    }
}
