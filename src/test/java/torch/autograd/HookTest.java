package torch.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import torch.Autograd;
import torch.DType;
import torch.GoldenLines;
import torch.HookHandle;
import torch.Scope;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.internal.Upcalls;

class HookTest {
    private static final GoldenLines PYTHON = new GoldenLines("/torch/autograd/function.txt");

    private static Tensor leaf(double... values) {
        return Torch.tensor(values, Torch.dtype(DType.FLOAT64)).requiresGrad_();
    }

    private static void assertElements(Tensor actual, double... expected) {
        assertArrayEquals(expected, actual.toDoubleArray());
    }

    private static void settle() throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            System.gc();
            Thread.sleep(20);
        }
    }

    // ---- Nodes

    @Test
    void nodeHooks_runInPyTorchsOrder_andReplaceGradients() {
        Tensor x = leaf(1, 2);
        Tensor y = x.mul(3);
        Tensor z = y.exp();
        List<String> calls = new ArrayList<>();
        z.gradFn()
                .registerPrehook(
                        go -> {
                            calls.add("pre1");
                            return List.of(go.get(0).mul(2));
                        });
        z.gradFn()
                .registerPrehook(
                        go -> {
                            calls.add("pre2");
                            return null;
                        });
        z.gradFn()
                .registerHook(
                        (gi, go) -> {
                            calls.add("post1");
                            return List.of(gi.get(0).mul(10));
                        });
        z.gradFn()
                .registerHook(
                        (gi, go) -> {
                            calls.add("post2");
                            return null;
                        });
        y.registerHook(
                g -> {
                    calls.add("tensor y");
                    return null;
                });
        z.registerHook(
                g -> {
                    calls.add("tensor z");
                    return null;
                });
        z.sum().backward();
        assertEquals(PYTHON.text("node hooks"), String.join(",", calls));
        PYTHON.check("node hooks grad", x.grad());
    }

    @Test
    void nodeHook_isCalledWithBothSides() {
        Tensor x = leaf(1, 2), y = leaf(3, 4);
        List<List<Tensor>> seen = new ArrayList<>();
        x.mul(y).gradFn(); // a node that goes away
        Tensor z = x.mul(y);
        z.gradFn()
                .registerHook(
                        (gi, go) -> {
                            seen.add(gi);
                            seen.add(go);
                            return null;
                        });
        z.mul(5).sum().backward();
        assertElements(seen.get(0).get(0), 15, 20);
        assertElements(seen.get(0).get(1), 5, 10);
        assertElements(seen.get(1).get(0), 5, 5);
    }

    @Test
    void nodeHook_ofALeaf_runsAfterItsGradientWasAccumulated() {
        Tensor x = leaf(1, 2);
        Node accumulate = Graph.getGradientEdge(x).node();
        List<String> calls = new ArrayList<>();
        accumulate.registerPrehook(
                g -> {
                    calls.add("before " + (x.grad() == null));
                    return List.of(g.get(0).mul(100));
                });
        accumulate.registerHook(
                (gi, go) -> {
                    calls.add("after " + gi.size() + " " + (x.grad() == null));
                    return null;
                });
        x.mul(2).sum().backward();
        assertEquals(List.of("before true", "after 0 false"), calls);
        assertElements(x.grad(), 200, 200);
    }

    @Test
    void nodeHooks_canBeRemoved_alsoByThemselves() throws InterruptedException {
        settle();
        int kept = Upcalls.kept();
        Tensor x = leaf(1);
        Tensor y = x.exp();
        int[] calls = new int[3];
        HookHandle[] self = new HookHandle[1];
        self[0] =
                y.gradFn()
                        .registerHook(
                                (gi, go) -> {
                                    calls[0]++;
                                    self[0].remove();
                                    return null;
                                });
        HookHandle second =
                y.gradFn()
                        .registerHook(
                                (gi, go) -> {
                                    calls[1]++;
                                    return null;
                                });
        HookHandle before =
                y.gradFn()
                        .registerPrehook(
                                go -> {
                                    calls[2]++;
                                    return null;
                                });
        y.backward(null, true, false);
        y.backward(null, true, false);
        before.close();
        y.backward(null, true, false);
        second.remove();
        second.remove();
        y.backward();
        assertArrayEquals(new int[] {1, 3, 2}, calls);
        assertEquals(kept, Upcalls.kept());
    }

    @Test
    void nodeHook_withAWrongResult_isRefusedInPyTorchsWords() {
        Tensor one = leaf(1).exp();
        one.gradFn().registerHook((gi, go) -> List.of(gi.get(0), gi.get(0)));
        PYTHON.checkMessage("hook wrong number", assertThrows(TorchException.class, one::backward));
        Tensor two = leaf(1, 2).exp();
        two.gradFn().registerHook((gi, go) -> List.of(gi.get(0).get(torch.Index.slice(null, 1))));
        PYTHON.checkMessage(
                "hook wrong shape", assertThrows(TorchException.class, () -> two.sum().backward()));
        Tensor three = leaf(1).mul(Torch.tensor(new double[] {2}, Torch.dtype(DType.FLOAT64)));
        three.gradFn().registerHook((gi, go) -> List.of(gi.get(0), gi.get(0)));
        PYTHON.checkMessage(
                "hook from none", assertThrows(TorchException.class, () -> three.sum().backward()));
    }

    @Test
    void nodeHook_thatThrows_ends_theBackwardWithItsException() {
        Tensor x = leaf(1);
        IllegalStateException mine = new IllegalStateException("mine");
        Tensor y = x.exp();
        HookHandle handle =
                y.gradFn()
                        .registerPrehook(
                                g -> {
                                    throw mine;
                                });
        assertSame(
                mine,
                assertThrows(IllegalStateException.class, () -> y.backward(null, true, false)));
        handle.remove();
        y.backward();
        assertElements(x.grad(), Math.E);
        assertThrows(NullPointerException.class, () -> y.gradFn().registerHook(null));
        assertThrows(NullPointerException.class, () -> y.gradFn().registerPrehook(null));
    }

    @Test
    void nodeHooks_goWithTheNode() throws InterruptedException {
        settle();
        int kept = Upcalls.kept();
        Tensor x = leaf(1, 2);
        for (int i = 0; i < 200; i++) {
            try (Scope scope = Torch.scope()) {
                Tensor y = x.exp();
                y.gradFn().registerHook((gi, go) -> null);
                y.gradFn().registerPrehook(go -> go);
                Autograd.grad(y.sum(), x);
            }
        }
        assertEquals(kept, Upcalls.kept());
    }

    @Test
    void nodeHook_ofACustomFunction_runs() {
        Tensor x = leaf(0);
        Tensor y = new Functions.Exp().apply(x);
        y.gradFn().registerHook((gi, go) -> List.of(gi.get(0).mul(7)));
        y.backward();
        assertElements(x.grad(), 7);
    }

    // ---- Leaves

    @Test
    void postAccumulateGradHooks_runInOrder_andCanBeRemoved() {
        Tensor x = leaf(1, 2);
        List<String> calls = new ArrayList<>();
        HookHandle first =
                x.registerPostAccumulateGradHook(
                        t -> {
                            assertTrue(t.isSame(x));
                            calls.add("first " + t.grad().sum().itemDouble());
                        });
        x.registerPostAccumulateGradHook(
                t -> {
                    calls.add("second");
                    t.setGrad(null);
                });
        x.mul(3).sum().backward();
        assertEquals(List.of("first 6.0", "second"), calls);
        assertNull(x.grad());
        first.remove();
        first.remove();
        x.mul(3).sum().backward();
        assertEquals(List.of("first 6.0", "second", "second"), calls);
        Autograd.grad(x.mul(3).sum(), x); // accumulates nothing
        assertEquals(3, calls.size());
    }

    @Test
    void postAccumulateGradHook_whereItCannotBe_isRefusedInPyTorchsWords() {
        Tensor x = leaf(1);
        PYTHON.checkMessage(
                "post accumulate on non-leaf",
                assertThrows(
                        TorchException.class,
                        () -> x.mul(2).registerPostAccumulateGradHook(t -> {})));
        PYTHON.checkMessage(
                "post accumulate without grad",
                assertThrows(
                        TorchException.class,
                        () -> x.detach().registerPostAccumulateGradHook(t -> {})));
        assertThrows(NullPointerException.class, () -> x.registerPostAccumulateGradHook(null));
    }

    @Test
    void postAccumulateGradHook_thatThrows_endsTheBackwardWithItsException() {
        Tensor x = leaf(1);
        UnsupportedOperationException mine = new UnsupportedOperationException("mine");
        x.registerPostAccumulateGradHook(
                t -> {
                    throw mine;
                });
        assertSame(
                mine, assertThrows(UnsupportedOperationException.class, () -> x.mul(2).backward()));
        assertElements(x.grad(), 2);
    }

    @Test
    void postAccumulateGradHook_goesWithTheLeaf() throws InterruptedException {
        settle();
        int kept = Upcalls.kept();
        Tensor x = leaf(1);
        x.registerPostAccumulateGradHook(t -> {});
        assertEquals(kept + 1, Upcalls.kept());
        x.close();
        assertEquals(kept, Upcalls.kept());
    }

    @Test
    void retainGrad_keepsTheGradientOfANonLeaf() {
        Tensor x = leaf(1, 2);
        Tensor y = x.mul(3);
        assertFalse(y.retainsGrad());
        y.retainGrad();
        y.retainGrad();
        assertTrue(y.retainsGrad());
        assertFalse(x.retainsGrad());
        y.mul(y).sum().backward();
        assertElements(y.grad(), 6, 12);
        assertThrows(TorchException.class, () -> x.detach().retainGrad());
    }

    // ---- What is saved

    @Test
    void savedTensorsHooks_packAndUnpackWhatOperatorsAndFunctionsSave() {
        Tensor x = leaf(1, 2), w = leaf(3, 4);
        int[] packed = new int[1];
        Tensor y;
        try (var hooks =
                Graph.<Tensor>savedTensorsHooks(
                        t -> {
                            packed[0]++;
                            return t.mul(2);
                        },
                        t -> t.div(2))) {
            y = x.mul(w).exp().mul(new Functions.Exp().apply(x));
        }
        y.sum().backward();
        assertEquals(PYTHON.text("saved hooks count"), "" + packed[0]);
        PYTHON.check("saved hooks x", x.grad());
        PYTHON.check("saved hooks w", w.grad());
    }

    @Test
    void savedTensorsHooks_mayKeepAnything_andNest() {
        Tensor x = leaf(1, 2);
        List<String> calls = new ArrayList<>();
        Tensor y;
        try (var outer =
                Graph.<double[]>savedTensorsHooks(
                        t -> {
                            calls.add("outer");
                            return t.toDoubleArray();
                        },
                        a -> Torch.tensor(a, Torch.dtype(DType.FLOAT64)))) {
            y = x.exp();
            try (var inner =
                    Graph.<Tensor>savedTensorsHooks(
                            t -> {
                                calls.add("inner");
                                return t;
                            },
                            t -> t)) {
                y = y.exp();
                assertThrows(IllegalStateException.class, outer::close);
            }
            y = y.exp();
        }
        y = y.exp();
        assertEquals(List.of("outer", "inner", "outer"), calls);
        Tensor expected = leaf(1, 2);
        expected.exp().exp().exp().exp().sum().backward();
        y.sum().backward();
        assertElements(x.grad(), expected.grad().toDoubleArray());
    }

    @Test
    void savedTensorsHooks_allowDoubleBackward() {
        Tensor x = leaf(1, 2);
        Tensor second;
        try (var hooks = Graph.<Tensor>savedTensorsHooks(t -> t.clone(), t -> t)) {
            Tensor first = Autograd.grad(x.exp().mul(new Functions.Exp().apply(x)).sum(), x, true);
            second = Autograd.grad(first.sum(), x);
        }
        assertArrayEquals(
                new double[] {4 * Math.exp(2), 4 * Math.exp(4)}, second.toDoubleArray(), 1e-10);
    }

    @Test
    void savedTensorsHooks_areFreedWithTheGraph_andSurviveScopes() throws InterruptedException {
        Tensor x = leaf(1, 2);
        settle();
        int kept = Upcalls.kept();
        Tensor y;
        try (Scope scope = Torch.scope();
                var hooks = Graph.<Tensor>savedTensorsHooks(t -> t.mul(2), t -> t.div(2))) {
            y = scope.keep(x.exp().exp().sum());
        }
        assertTrue(Upcalls.kept() > kept);
        y.backward();
        assertArrayEquals(
                new double[] {Math.exp(1 + Math.E), Math.exp(2 + Math.exp(2))},
                x.grad().toDoubleArray(),
                1e-8);
        assertEquals(kept, Upcalls.kept());
    }

    @Test
    void savedTensorsHooks_thatThrow_endTheOperationOrTheBackward() {
        Tensor x = leaf(1);
        IllegalStateException mine = new IllegalStateException("mine");
        try (var hooks =
                Graph.<Tensor>savedTensorsHooks(
                        t -> {
                            throw mine;
                        },
                        t -> t)) {
            assertSame(mine, assertThrows(IllegalStateException.class, x::exp));
        }
        Tensor y;
        try (var hooks =
                Graph.<Tensor>savedTensorsHooks(
                        t -> t,
                        t -> {
                            throw mine;
                        })) {
            y = x.exp();
        }
        assertSame(mine, assertThrows(IllegalStateException.class, y::backward));
        Tensor none;
        try (var hooks = Graph.<Tensor>savedTensorsHooks(t -> t, t -> null)) {
            none = x.exp();
        }
        assertTrue(
                assertThrows(TorchException.class, none::backward)
                        .getMessage()
                        .startsWith("Output of saved tensor unpack_hook expected to be a Tensor"));
    }

    @Test
    void savedTensorsHooks_thatChangeInPlace_areRefused() {
        Tensor x = leaf(1);
        try (var hooks = Graph.<Tensor>savedTensorsHooks(t -> t.add_(1), t -> t)) {
            String said = assertThrows(TorchException.class, x::exp).getMessage();
            assertTrue(
                    said.contains("A saved tensor pack hook is modifying its input in place."),
                    said);
            String ours =
                    assertThrows(TorchException.class, () -> new Functions.Exp().apply(x))
                            .getMessage();
            assertEquals(PYTHON.text("saved hooks in place"), ours);
        }
    }

    @Test
    void savedTensorsHooks_disabled_areRefusedWithTheMessage() {
        try (var off = Graph.disableSavedTensorsHooks("not here")) {
            PYTHON.checkMessage(
                    "saved hooks disabled",
                    assertThrows(
                            TorchException.class,
                            () -> Graph.<Tensor>savedTensorsHooks(t -> t, t -> t)));
        }
        Graph.<Tensor>savedTensorsHooks(t -> t, t -> t).close();
        assertThrows(
                NullPointerException.class, () -> Graph.<Tensor>savedTensorsHooks(null, t -> t));
    }

    @Test
    void savedTensorsHooks_areTheThreadsOwn() throws InterruptedException {
        int[] packed = new int[1];
        Tensor x = leaf(1);
        try (var hooks =
                Graph.<Tensor>savedTensorsHooks(
                        t -> {
                            packed[0]++;
                            return t;
                        },
                        t -> t)) {
            Thread other = new Thread(() -> x.exp().close());
            other.start();
            other.join();
            assertEquals(0, packed[0]);
            List<Throwable> thrown = new ArrayList<>();
            Thread closer =
                    new Thread(
                            () ->
                                    thrown.add(
                                            assertThrows(
                                                    IllegalStateException.class, hooks::close)));
            closer.start();
            closer.join();
            assertEquals(1, thrown.size());
        }
    }

    @Test
    void saveOnCpu_givesTheSameGradients() {
        Tensor x = leaf(1, 2);
        Tensor y;
        try (var hooks = Graph.saveOnCpu()) {
            y = x.exp().mul(x).sum();
        }
        y.backward();
        Tensor same = leaf(1, 2);
        same.exp().mul(same).sum().backward();
        assertElements(x.grad(), same.grad().toDoubleArray());
    }
}
