package torch.autograd;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static torch.Index.slice;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import torch.Aten;
import torch.Autograd;
import torch.DType;
import torch.GoldenLines;
import torch.Handles;
import torch.Scope;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.internal.Upcalls;

class FunctionTest {
    private static final GoldenLines PYTHON = new GoldenLines("/torch/autograd/function.txt");

    private static Tensor leaf(double... values) {
        return Torch.tensor(values, Torch.dtype(DType.FLOAT64)).requiresGrad_();
    }

    private static Tensor randn(long... shape) {
        return Torch.randn(Torch.shape(shape), Torch.dtype(DType.FLOAT64)).requiresGrad_();
    }

    private static void assertElements(Tensor actual, double... expected) {
        assertArrayEquals(expected, actual.toDoubleArray());
    }

    private static void assertSays(String sentence, Throwable thrown) {
        assertTrue(thrown.getMessage().contains(sentence), thrown.getMessage());
    }

    // ---- Numbers, as Python's

    @Test
    void exp_andItsDerivativesUpToTheThird_matchPyTorch() {
        Tensor x = leaf(0.1, -1.2, 2.3);
        Tensor y = new Functions.Exp().apply(x);
        PYTHON.check("exp", y);
        assertEquals(PYTHON.text("exp name"), y.gradFn().name());
        Tensor first = Autograd.grad(y.pow(2).sum(), x, true);
        PYTHON.check("exp grad", first);
        Tensor second = Autograd.grad(first.sin().sum(), x, true);
        PYTHON.check("exp second", second);
        PYTHON.check("exp third", Autograd.grad(second.sum(), x));
    }

    @Test
    void linear_ofThreeInputs_matchesPyTorch() {
        Torch.manualSeed(7);
        Tensor x = randn(4, 3), w = randn(2, 3), b = randn(2);
        Tensor out = new Functions.Linear().apply(x, w, b);
        PYTHON.check("linear", out);
        out.tanh().sum().backward();
        PYTHON.check("linear x", x.grad());
        PYTHON.check("linear w", w.grad());
        PYTHON.check("linear b", b.grad());

        w.setGrad(null);
        new Functions.Linear().apply(x.detach(), w, null).pow(2).sum().backward();
        PYTHON.check("linear without bias", w.grad());
    }

    @Test
    void twoOutputs_matchPyTorch_alsoWhereOneIsNotUsed() {
        Tensor x = leaf(1.5, -2), y = leaf(0.5, 3);
        List<Tensor> out = new Functions.PowSum().applyAll(x, y);
        out.get(0).sin().mul(out.get(1)).sum().backward();
        PYTHON.check("two outputs x", x.grad());
        PYTHON.check("two outputs y", y.grad());
        x.setGrad(null);
        y.setGrad(null);
        new Functions.PowSum().applyAll(x, y).get(1).sum().backward();
        PYTHON.check("one of two outputs x", x.grad());
        PYTHON.check("one of two outputs y", y.grad());
    }

    @Test
    void nonDifferentiableOutput_hasNoGradient() {
        Tensor x = leaf(3, 1, 2);
        List<Tensor> sorted = new Functions.SortTwo().applyAll(x);
        assertTrue(sorted.get(0).requiresGrad());
        assertFalse(sorted.get(1).requiresGrad());
        sorted.get(0).mul(Torch.tensor(1.0, 10.0, 100.0)).sum().backward();
        PYTHON.check("sort grad", x.grad());
    }

    @Test
    void inPlace_givesTheInputANewHistory() {
        Tensor x = leaf(1, 2);
        Tensor h = x.mul(3);
        assertSame(h, new Functions.Double().apply(h));
        assertEquals(PYTHON.text("dirty name"), h.gradFn().name());
        h.mul(h).sum().backward();
        PYTHON.check("dirty grad", x.grad());
    }

    @Test
    void inPlace_onAView_changesTheBaseAndItsHistory() {
        Tensor x = leaf(1, 2, 3, 4);
        Tensor base = x.mul(1);
        new Functions.Double().apply(base.get(slice(1, 3)));
        PYTHON.check("dirty view base", base);
        assertEquals(PYTHON.text("dirty view base name"), base.gradFn().name());
        base.mul(base).sum().backward();
        PYTHON.check("dirty view grad", x.grad());
    }

    // ---- Errors, in Python's words

    @Test
    void backward_twice_isRefusedInPyTorchsWords() {
        Tensor y = new Functions.Exp().apply(leaf(1)).sum();
        y.backward();
        PYTHON.checkMessage("twice", assertThrows(TorchException.class, y::backward));
    }

    @Test
    void backward_twice_withTheGraphRetained_accumulates() {
        Tensor x = leaf(0, 0);
        Tensor y = new Functions.Exp().apply(x).sum();
        y.backward(null, true, false);
        y.backward(null, true, false);
        y.backward();
        assertElements(x.grad(), 3, 3);
    }

    @Test
    void savedTensor_changedInPlace_isNoticedInPyTorchsWords() {
        Tensor output = new Functions.Exp().apply(leaf(1, 2));
        Tensor sum = output.sum();
        Torch.noGrad(() -> output.mul_(2));
        PYTHON.checkMessage("modified output", assertThrows(TorchException.class, sum::backward));

        Tensor h = leaf(1, 2).mul(3);
        Tensor square = new Functions.Square().apply(h).sum();
        h.add_(1);
        PYTHON.checkMessage("modified input", assertThrows(TorchException.class, square::backward));

        Tensor x = leaf(1, 2);
        Tensor ofLeaf = new Functions.Square().apply(x).sum();
        Torch.noGrad(() -> x.add_(1));
        PYTHON.checkMessage("modified leaf", assertThrows(TorchException.class, ofLeaf::backward));
    }

    @Test
    void wrongGradients_areRefusedInPyTorchsWords() {
        Tensor wrong = new Functions.Wrong().apply(leaf(1));
        PYTHON.checkMessage("wrong number", assertThrows(TorchException.class, wrong::backward));
        Tensor none = new Functions.NotAVariable().apply(leaf(1), null);
        PYTHON.checkMessage("not a variable", assertThrows(TorchException.class, none::backward));
        Tensor shape = new Functions.BadShape().apply(leaf(1, 2, 3)).sum();
        PYTHON.checkMessage("bad shape", assertThrows(TorchException.class, shape::backward));
    }

    @Test
    void moreGradientsThanInputs_areFineWhereTheyAreNull() {
        Tensor x = leaf(1, 2);
        Function function =
                Functions.of(
                        (ctx, in) -> List.of(in.get(0).mul(2)),
                        (ctx, g) -> Arrays.asList(g.get(0).mul(2), null, null));
        function.apply(x).sum().backward();
        assertElements(x.grad(), 2, 2);
    }

    @Test
    void inPlace_whereItCannotBe_isRefusedInPyTorchsWords() {
        PYTHON.checkMessage(
                "dirty leaf",
                assertThrows(TorchException.class, () -> new Functions.Double().apply(leaf(1))));
        Tensor view = leaf(1, 2).mul(1).get(slice(null, 1));
        PYTHON.checkMessage(
                "dirty view with two outputs",
                assertThrows(TorchException.class, () -> new Functions.TwoDirty().applyAll(view)));
    }

    @Test
    void onceDifferentiable_refusesTheSecondDerivative() {
        Tensor x = leaf(1, 2);
        Tensor gradient = Autograd.grad(new Functions.Once().apply(x).pow(2).sum(), x, true);
        PYTHON.check("once grad", gradient);
        PYTHON.checkMessage(
                "once", assertThrows(TorchException.class, () -> gradient.sum().backward()));
    }

    @Test
    void exceptions_comeOutAsThemselves() {
        IOException mine = new IOException("mine");
        Function failsForward =
                Functions.of(
                        (ctx, in) -> {
                            throw sneaky(mine);
                        },
                        (ctx, g) -> g);
        assertSame(mine, assertThrows(IOException.class, () -> failsForward.apply(leaf(1))));
        assertTrue(Torch.isGradEnabled());
        Function failsBackward =
                Functions.of(
                        (ctx, in) -> List.of(in.get(0).mul(2)),
                        (ctx, g) -> {
                            throw sneaky(mine);
                        });
        Tensor x = leaf(1);
        assertSame(mine, assertThrows(IOException.class, () -> failsBackward.apply(x).backward()));
        assertSame(
                mine,
                assertThrows(
                        IOException.class,
                        () -> Autograd.grad(failsBackward.apply(x.mul(2)).exp().sum(), x)));
        x.mul(3).backward();
        assertElements(x.grad(), 3);
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException sneaky(Throwable e) throws E {
        throw (E) e;
    }

    @Test
    void misuse_isRefusedByName() {
        Function exp = new Functions.Exp();
        assertThrows(NullPointerException.class, () -> exp.apply((Tensor[]) null));
        Tensor closed = leaf(1);
        closed.close();
        assertThrows(IllegalStateException.class, () -> exp.apply(closed));
        Function none = Functions.of((ctx, in) -> List.of(), (ctx, g) -> g);
        assertSays(
                "use applyAll",
                assertThrows(IllegalStateException.class, () -> none.apply(leaf(1))));
        assertEquals(List.of(), none.applyAll(leaf(1)));
        Function returnsNull = Functions.of((ctx, in) -> null, (ctx, g) -> g);
        assertSays(
                "forward returned null",
                assertThrows(NullPointerException.class, () -> returnsNull.apply(leaf(1))));
        Function closes =
                Functions.of(
                        (ctx, in) -> {
                            Tensor y = in.get(0).mul(2);
                            y.close();
                            return List.of(y);
                        },
                        (ctx, g) -> g);
        assertThrows(IllegalStateException.class, () -> closes.apply(leaf(1)));
        Function nullBackward =
                Functions.of((ctx, in) -> List.of(in.get(0).mul(2)), (ctx, g) -> null);
        assertSays(
                "backward returned null",
                assertThrows(
                        NullPointerException.class, () -> nullBackward.apply(leaf(1)).backward()));
        Function closedGradient =
                Functions.of(
                        (ctx, in) -> List.of(in.get(0).mul(2)),
                        (ctx, g) -> {
                            g.get(0).close();
                            return g;
                        });
        assertThrows(IllegalStateException.class, () -> closedGradient.apply(leaf(1)).backward());
    }

    // ---- What is recorded

    @Test
    void apply_withoutGradients_leavesNoHistory() throws InterruptedException {
        Handles.settled();
        int kept = Upcalls.kept();
        Tensor x = leaf(1, 2);
        try (var off = Torch.noGrad()) {
            assertFalse(new Functions.Exp().apply(x).requiresGrad());
        }
        try (var inference = Torch.inferenceMode()) {
            assertFalse(new Functions.Exp().apply(Torch.tensor(1.0)).requiresGrad());
        }
        assertFalse(new Functions.Exp().apply(x.detach()).requiresGrad());
        assertNull(new Functions.Exp().apply(x.detach()).gradFn());
        assertEquals(kept, Upcalls.kept());
    }

    @Test
    void forward_isNotRecorded_andBackwardOnlyWithCreateGraph() {
        List<Boolean> modes = new ArrayList<>();
        Function function =
                Functions.of(
                        (ctx, in) -> {
                            modes.add(Torch.isGradEnabled());
                            return List.of(in.get(0).mul(2));
                        },
                        (ctx, g) -> {
                            modes.add(Torch.isGradEnabled());
                            return List.of(g.get(0).mul(2));
                        });
        Tensor x = leaf(1);
        function.apply(x).backward();
        Autograd.grad(function.apply(x).sum(), x, true);
        assertEquals(List.of(false, false, false, true), modes);
    }

    @Test
    void needsInputGrad_saysWhichInputsNeedOne() {
        List<boolean[]> needs = new ArrayList<>();
        Function function =
                Functions.of(
                        (ctx, in) -> {
                            needs.add(ctx.needsInputGrad());
                            assertThrows(
                                    IndexOutOfBoundsException.class, () -> ctx.needsInputGrad(3));
                            return List.of(in.get(0).add(in.get(1)));
                        },
                        (ctx, g) -> {
                            needs.add(ctx.needsInputGrad());
                            return Arrays.asList(g.get(0), null, null);
                        });
        Tensor x = leaf(1);
        function.apply(x, x.detach(), null).backward();
        assertEquals(2, needs.size());
        for (boolean[] need : needs) assertArrayEquals(new boolean[] {true, false, false}, need);
        assertElements(x.grad(), 1);
    }

    @Test
    void materializeGrads_off_givesNullForWhatDidNotArrive() {
        List<List<Tensor>> seen = new ArrayList<>();
        Tensor x = leaf(1, 2);
        for (boolean materialize : new boolean[] {true, false}) {
            Function function =
                    Functions.of(
                            (ctx, in) -> {
                                ctx.setMaterializeGrads(materialize);
                                return List.of(in.get(0).mul(2), in.get(0).mul(3));
                            },
                            (ctx, g) -> {
                                seen.add(g);
                                return List.of(g.get(1));
                            });
            function.applyAll(x).get(1).sum().backward();
        }
        assertElements(seen.get(0).get(0), 0, 0);
        assertEquals(DType.FLOAT64, seen.get(0).get(0).dtype());
        assertNull(seen.get(1).get(0));
        assertElements(x.grad(), 2, 2);
    }

    @Test
    void nullGradient_leavesTheInputWithoutOne() {
        Tensor x = leaf(1), y = leaf(2);
        Function function =
                Functions.of(
                        (ctx, in) -> List.of(in.get(0).mul(in.get(1))),
                        (ctx, g) -> Arrays.asList(null, g.get(0)));
        function.apply(x, y).backward();
        assertNull(x.grad());
        assertElements(y.grad(), 1);
    }

    @Test
    void anOutputThatIsAnInput_isAnotherTensorWithTheFunctionAsHistory() {
        Tensor x = leaf(1, 2);
        Function function =
                Functions.of((ctx, in) -> List.of(in.get(0)), (ctx, g) -> List.of(g.get(0).mul(5)));
        Tensor y = function.apply(x);
        assertNotSame(x, y);
        assertFalse(x.isSame(y));
        y.sum().backward();
        assertElements(x.grad(), 5, 5);
        assertTrue(x.isLeaf());
        Tensor constant = Torch.tensor(1.0);
        assertFalse(function.apply(constant).requiresGrad());
    }

    @Test
    void anOutputThatIsAView_ofAnInput_hasTheFunctionAsHistory() {
        Tensor x = leaf(1, 2, 3, 4);
        Function function =
                Functions.of(
                        (ctx, in) -> List.of(in.get(0).view(2, 2)),
                        (ctx, g) -> List.of(g.get(0).mul(3).reshape(4)));
        Tensor y = function.apply(x);
        assertEquals(2, y.dim());
        y.sum().backward();
        assertElements(x.grad(), 3, 3, 3, 3);
    }

    @Test
    void anAbsentOutput_isNull() {
        Tensor x = leaf(2);
        Function function =
                Functions.of(
                        (ctx, in) -> Arrays.asList(null, in.get(0).mul(3)),
                        (ctx, g) -> {
                            assertNull(g.get(0));
                            return List.of(g.get(1).mul(3));
                        });
        List<Tensor> outputs = function.applyAll(x);
        assertNull(outputs.get(0));
        assertEquals(1, outputs.get(1).outputNr());
        outputs.get(1).backward();
        assertElements(x.grad(), 3);
    }

    @Test
    void aNestedFunction_inABackward_works() {
        Function outer =
                Functions.of(
                        (ctx, in) -> {
                            ctx.saveForBackward(in.get(0));
                            return List.of(in.get(0).exp());
                        },
                        (ctx, g) ->
                                List.of(
                                        g.get(0)
                                                .mul(
                                                        new Functions.Exp()
                                                                .apply(
                                                                        ctx.savedTensors()
                                                                                .get(0)))));
        Tensor x = leaf(0.5);
        Tensor first = Autograd.grad(outer.apply(x), x, true);
        Tensor second = Autograd.grad(first, x);
        assertElements(second, Math.exp(0.5));
    }

    @Test
    void backward_thatAsksForGradientsItself_works() {
        Function function =
                Functions.of(
                        (ctx, in) -> {
                            ctx.saveForBackward(in.get(0));
                            return List.of(in.get(0).pow(3));
                        },
                        (ctx, g) -> {
                            Tensor x = ctx.savedTensors().get(0).detach().requiresGrad_();
                            try (var on = Torch.enableGrad()) {
                                return List.of(
                                        Autograd.grad(
                                                        List.of(x.pow(3)),
                                                        List.of(x),
                                                        List.of(g.get(0)),
                                                        false,
                                                        false,
                                                        false)
                                                .get(0));
                            }
                        });
        Tensor x = leaf(1, 2);
        function.apply(x).sum().backward();
        assertElements(x.grad(), 3, 12);
    }

    @Test
    void jvp_isUsedInForwardMode_orRefused() {
        Function square =
                new Function() {
                    @Override
                    protected List<Tensor> forward(Context ctx, List<Tensor> inputs) {
                        ctx.saveForForward(inputs.get(0));
                        return List.of(inputs.get(0).mul(inputs.get(0)));
                    }

                    @Override
                    protected List<Tensor> backward(Context ctx, List<Tensor> g) {
                        throw new AssertionError("not asked for");
                    }

                    @Override
                    protected List<Tensor> jvp(Context ctx, List<Tensor> gradInputs) {
                        return List.of(gradInputs.get(0).mul(2).mul(ctx.savedTensors().get(0)));
                    }
                };
        Tensor x = leaf(3);
        long level = forwardAd("enter_dual_levelEv", 0);
        try {
            Tensor dual =
                    Aten._make_dual(
                            x, Torch.tensor(new double[] {10}, Torch.dtype(DType.FLOAT64)), level);
            var unpacked = Aten._unpack_dual(square.apply(dual), level);
            assertElements(unpacked.primal(), 9);
            assertElements(unpacked.tangent(), 60);
            assertSays(
                    "You must implement the jvp function",
                    assertThrows(
                            UnsupportedOperationException.class,
                            () -> new Functions.Exp().apply(dual)));
        } finally {
            forwardAd("exit_dual_levelEm", level);
        }
    }

    /** Opens and closes the level that forward-mode derivatives live on. */
    private static long forwardAd(String function, long level) {
        String name =
                "_ZN5torch8autograd10forward_ad" + (function.indexOf("_level") + 6) + function;
        var linker = Linker.nativeLinker();
        try (Arena arena = Arena.ofConfined()) {
            var find =
                    linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("dlsym"),
                            FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
            var address =
                    (MemorySegment) find.invokeExact(MemorySegment.NULL, arena.allocateFrom(name));
            return (long)
                    linker.downcallHandle(address, FunctionDescriptor.of(JAVA_LONG, JAVA_LONG))
                            .invokeExact(level);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    // ---- Memory

    private static void settle(long handles, int kept) throws InterruptedException {
        for (int i = 0;
                i < 100 && (Torch.memory().liveHandles() > handles || Upcalls.kept() > kept);
                i++) {
            System.gc();
            Thread.sleep(20);
        }
        assertEquals(kept, Upcalls.kept(), "objects that native code refers to");
        assertEquals(handles, Torch.memory().liveHandles(), "handles");
    }

    @Test
    void thousandsOfApplications_inScopes_leaveNothing() throws InterruptedException {
        Tensor x = randn(10);
        long handles = Handles.settled();
        int kept = Upcalls.kept();
        for (int i = 0; i < 3000; i++) {
            try (Scope scope = Torch.scope()) {
                Tensor y = new Functions.Exp().apply(new Functions.Square().apply(x));
                if (i % 3 == 0) Autograd.grad(y.sum(), x);
                else if (i % 3 == 1) Autograd.grad(Autograd.grad(y.sum(), x, true).sum(), x);
            }
            assertEquals(kept, Upcalls.kept(), "after application " + i);
            assertEquals(handles, Torch.memory().liveHandles(), "after application " + i);
        }
        assertElements(x.detach().sub(x.detach()).abs().sum(), 0);
    }

    @Test
    void applications_withoutScopes_areCollected() throws InterruptedException {
        Tensor x = randn(1000);
        long handles = Handles.settled();
        int kept = Upcalls.kept();
        for (int i = 0; i < 2000; i++) {
            Tensor y = new Functions.Exp().apply(new Functions.Exp().apply(x));
            if (i % 2 == 0) Autograd.grad(y.sum(), x);
        }
        settle(handles, kept);
        assertTrue(x.isLeaf());
    }

    @Test
    void graph_keepsWhatBackwardNeeds_afterEverythingElseWasClosed() throws InterruptedException {
        Tensor x = leaf(1, 2);
        Tensor loss;
        try (Scope scope = Torch.scope()) {
            Tensor h = x.mul(3);
            Tensor y = new Functions.Square().apply(h);
            loss = scope.keep(new Functions.Exp().apply(y.mul(0.1)).sum());
        }
        Handles.settled();
        loss.backward();
        assertArrayEquals(
                new double[] {1.8 * Math.exp(0.9), 3.6 * Math.exp(3.6)},
                x.grad().toDoubleArray(),
                1e-12);
        assertThrows(TorchException.class, loss::backward);
    }

    @Test
    void saved_isFreedAfterTheBackward_butNotIfRetained() throws InterruptedException {
        Handles.settled();
        Tensor x = randn(10);
        Tensor y = new Functions.Exp().apply(x).sum();
        long handles = Handles.settled();
        try (Scope scope = Torch.scope()) {
            y.backward(null, true, false);
        }
        assertEquals(handles, Torch.memory().liveHandles());
        try (Scope scope = Torch.scope()) {
            y.backward();
        }
        assertEquals(handles - 1, Torch.memory().liveHandles());
    }

    @Test
    void aLongChain_isFreedWithoutDeepRecursion() throws InterruptedException {
        Handles.settled();
        int kept = Upcalls.kept();
        try (Scope scope = Torch.scope()) {
            Tensor x = randn(2);
            Tensor y = x;
            for (int i = 0; i < 20_000; i++) {
                Tensor next = new Functions.Square().apply(y);
                if (y != x) y.close();
                y = next;
            }
            assertEquals(kept + 20_000, Upcalls.kept());
            y.close();
            assertEquals(kept, Upcalls.kept());
        }
    }

    @Test
    void nodesAndObjects_liveAsLongAsTheGraph() throws InterruptedException {
        Handles.settled();
        Tensor x = leaf(1);
        int kept = Upcalls.kept();
        Tensor y = new Functions.Exp().apply(x);
        Node node = y.gradFn();
        assertEquals(kept + 1, Upcalls.kept());
        y.close();
        Handles.settled();
        assertEquals(kept + 1, Upcalls.kept());
        assertEquals("ExpBackward", node.name());
        node.close();
        assertEquals(kept, Upcalls.kept());
        assertThrows(IllegalStateException.class, node::name);
    }

    // ---- Threads

    @Test
    void severalThreads_haveGraphsOfTheirOwn() throws Exception {
        Tensor shared = leaf(1, 2, 3);
        List<Callable<double[]>> tasks = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            tasks.add(
                    () -> {
                        double[] last = {};
                        for (int i = 0; i < 300; i++) {
                            try (Scope scope = Torch.scope()) {
                                Tensor y = new Functions.Exp().apply(shared).sum();
                                last = Autograd.grad(y, shared).toDoubleArray();
                            }
                        }
                        return last;
                    });
        }
        try (var pool = Executors.newFixedThreadPool(4)) {
            for (var result : pool.invokeAll(tasks))
                assertArrayEquals(
                        new double[] {Math.exp(1), Math.exp(2), Math.exp(3)}, result.get(), 1e-12);
        }
    }

    @Test
    void oneGraph_goneThroughBySeveralThreads_givesAllTheirGradients() throws Exception {
        Tensor x = leaf(1, 2, 3);
        Tensor y = new Functions.Exp().apply(x).sum();
        List<Callable<double[]>> tasks = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            tasks.add(
                    () -> {
                        double[] last = {};
                        for (int i = 0; i < 200; i++) {
                            try (Scope scope = Torch.scope()) {
                                last =
                                        Autograd.grad(
                                                        List.of(y),
                                                        List.of(x),
                                                        List.of(),
                                                        true,
                                                        false,
                                                        false)
                                                .get(0)
                                                .toDoubleArray();
                            }
                        }
                        return last;
                    });
        }
        try (var pool = Executors.newFixedThreadPool(4)) {
            for (var result : pool.invokeAll(tasks))
                assertArrayEquals(
                        new double[] {Math.exp(1), Math.exp(2), Math.exp(3)}, result.get(), 1e-12);
        }
    }

    @Test
    void backward_onAnotherThreadThanForward_runsThere() throws Exception {
        List<Thread> ran = new ArrayList<>();
        Function function =
                Functions.of(
                        (ctx, in) -> List.of(in.get(0).mul(2)),
                        (ctx, g) -> {
                            ran.add(Thread.currentThread());
                            return List.of(g.get(0).mul(2));
                        });
        Tensor x = leaf(1);
        Tensor y = function.apply(x);
        Thread other = new Thread(y::backward);
        other.start();
        other.join();
        assertEquals(List.of(other), ran);
        assertElements(x.grad(), 2);
    }
}
