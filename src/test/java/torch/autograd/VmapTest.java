package torch.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static torch.autograd.Recorded.assertEqual;
import static torch.autograd.Recorded.assertThrown;
import static torch.autograd.Recorded.text;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import torch.Aten;
import torch.Autograd;
import torch.DType;
import torch.Linalg;
import torch.Size;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

class VmapTest {
    private final Tensor a = Torch.arange(24).reshape(2, 3, 4).to(DType.FLOAT64).div(8);
    private final Tensor b = Torch.arange(12).reshape(4, 3).to(DType.FLOAT64).sub(3);
    private final Tensor y = Recorded.y();

    private static Tensor dot(Tensor u, Tensor v) {
        return u.dot(v);
    }

    @Test
    void maps_matchPyTorch() {
        assertEqual("vmap.dot", Torch.vmap(VmapTest::dot).apply(b, b));
        assertEqual("vmap.shared", Torch.vmap(VmapTest::dot, o -> o.inDims(0, null)).apply(b, y));
        assertEqual("vmap.columns", Torch.vmap(VmapTest::dot, o -> o.inDims(1)).apply(b, b));
        assertEqual(
                "vmap.negative",
                Torch.vmap(u -> u.mul(u.sum()), o -> o.inDims(-1).outDims(-1)).apply(a));
        assertEqual(
                "vmap.matmul",
                Torch.vmap((u, v) -> u.matmul(v), o -> o.inDims(0, null)).apply(a, b));
        assertEqual("vmap.out1", Torch.vmap(u -> u.softmax(1), o -> o.outDims(1)).apply(a));
        assertEqual("vmap.chunks", Torch.vmap(u -> u.cumsum(0), o -> o.chunkSize(3)).apply(b));
        assertEqual("vmap.where", Torch.vmap(u -> Torch.where(u.gt(0), u, u.exp())).apply(b));
        Tensor index = Torch.tensor(2L, 0L);
        assertEqual("vmap.index", Torch.vmap(u -> u.get(index)).apply(b));
        assertEqual("vmap.inplace", Torch.vmap(u -> Torch.zerosLike(u).add_(u)).apply(b));
        assertEqual("vmap.svd", Torch.vmap(u -> Linalg.svdvals(u)).apply(a));
        Tensor kernel = Torch.ones(1, 3, 2).to(DType.FLOAT64);
        assertEqual("vmap.conv", Torch.vmap(u -> Torch.conv1d(u.unsqueeze(0), kernel)).apply(a));
    }

    @Test
    void severalInputsAndOutputs_matchPyTorch() {
        assertEqual(
                "vmap.tuple",
                Torch.vmapTuple(
                                in -> List.of(in.get(0).sum(0L), in.get(1).exp(), Torch.ones(2)),
                                o -> o.inDims(2, 0).outDims(1, 0, -1))
                        .apply(List.of(a, b)));
        assertEqual(
                "vmap.none",
                Torch.vmapTuple(
                                in -> List.of(in.getFirst(), Torch.ones(2)),
                                o -> o.outDims(0, null))
                        .apply(List.of(b)));
    }

    @Test
    void nestedMaps_matchPyTorch() {
        assertEqual(
                "vmap.nested",
                Torch.vmap((Tensor u, Tensor v) -> Torch.vmap(VmapTest::dot).apply(u, v))
                        .apply(a, a));
        assertEqual(
                "vmap.nested_mixed",
                Torch.vmap(
                                (u, v) ->
                                        Torch.vmap((p, q) -> p.add(q), o -> o.inDims(0, null))
                                                .apply(u, v),
                                o -> o.inDims(null, 0))
                        .apply(b, b));
    }

    @Test
    void randomNumbers_areThoseOfPyTorch() {
        for (String randomness : List.of("same", "different")) {
            Torch.manualSeed(7);
            assertEqual(
                    "vmap.random." + randomness,
                    Torch.vmap(u -> u.mul(Torch.rand(3)), o -> o.randomness(randomness)).apply(b));
            Torch.manualSeed(7);
            assertEqual(
                    "vmap.random_chunks." + randomness,
                    Torch.vmap(
                                    u -> u.mul(Torch.randn(3)),
                                    o -> o.randomness(randomness).chunkSize(2))
                            .apply(b));
            Torch.manualSeed(7);
            assertEqual(
                    "vmap.dropout." + randomness,
                    Torch.vmap(u -> Torch.dropout(u, 0.5, true), o -> o.randomness(randomness))
                            .apply(b));
        }
    }

    @Test
    void gradients_flowThroughMapsAndMapsOverGradients() {
        Tensor leaf = b.clone().requiresGrad_();
        Torch.vmap(u -> u.tanh().mul(u).sum()).apply(leaf).sum().backward();
        assertEqual("vmap.backward", leaf.grad());
        Tensor p = y.clone().requiresGrad_();
        Tensor q = p.sin().mul(p.sum());
        assertEqual(
                "vmap.vjp",
                Torch.vmap(v -> Autograd.grad(q, p, o -> o.gradOutputs(v)))
                        .apply(Torch.eye(3).to(DType.FLOAT64)));
    }

    @Test
    void function_runsOnce() {
        AtomicInteger runs = new AtomicInteger();
        Torch.vmap(
                        u -> {
                            runs.incrementAndGet();
                            assertEquals(Size.of(3), u.shape());
                            assertEquals(3, u.numel());
                            return u;
                        })
                .apply(b);
        assertEquals(1, runs.get());
    }

    @Test
    void mappedTensors_printAsInPython() {
        List<String> printed = new ArrayList<>();
        Torch.vmap(
                        u -> {
                            printed.add(u.toString());
                            return u;
                        })
                .apply(b);
        assertEquals(text("vmap.printed"), printed.getFirst());
        Torch.vmap(
                        (Tensor u) ->
                                Torch.vmap(
                                                (Tensor v) -> {
                                                    printed.add(v.toString());
                                                    return v;
                                                })
                                        .apply(u))
                .apply(a);
        assertEquals(text("vmap.printed_nested"), printed.get(1));
    }

    @Test
    void whatCannotBeMapped_isRefusedWithPyTorchsWords() {
        Class<TorchException> error = TorchException.class;
        assertThrown("vmap.item", error, () -> Torch.vmap(u -> u.mul(u.sum().item())).apply(b));
        assertThrown(
                "vmap.if",
                error,
                () -> Torch.vmap(u -> Aten.is_nonzero(u.sum().gt(0)) ? u : u.neg()).apply(b));
        assertThrown("vmap.mask", error, () -> Torch.vmap(u -> u.get(u.gt(0))).apply(b));
        assertThrown("vmap.random", error, () -> Torch.vmap(u -> Torch.randLike(u)).apply(b));
        assertThrown(
                "vmap.inplace_shared",
                error,
                () -> Torch.vmap(u -> Torch.zeros(3).to(DType.FLOAT64).add_(u)).apply(b));
        assertThrown(
                "vmap.inplace_other",
                error,
                () -> Torch.vmap((u, v) -> u.add_(v), o -> o.inDims(null, 0)).apply(y.clone(), b));
        assertThrown(
                "vmap.data",
                error,
                () -> Torch.vmap(u -> Torch.tensor(u.toDoubleArray())).apply(b));
        Tensor leaf = b.clone().requiresGrad_();
        assertThrown(
                "vmap.backward_inside",
                error,
                () ->
                        Torch.vmap(
                                        u -> {
                                            u.sum().backward();
                                            return u;
                                        })
                                .apply(leaf));
        assertThrown(
                "vmap.requires_grad", error, () -> Torch.vmap(u -> u.requiresGrad_()).apply(b));
        assertThrown(
                "vmap.functional",
                error,
                () -> Torch.vmap(u -> Functional.jacobian(v -> v.exp(), u)).apply(b));
        assertThrown("vmap.randomness", error, () -> Torch.vmap(u -> u, o -> o.randomness("no")));
    }

    @Test
    void argumentsThatDoNotFit_areRefusedWithPyTorchsWords() {
        Class<IllegalArgumentException> error = IllegalArgumentException.class;
        assertThrown("vmap.sizes", error, () -> Torch.vmap((u, v) -> u.add(v)).apply(b, y));
        assertThrown("vmap.in_dim", error, () -> Torch.vmap(u -> u, o -> o.inDims(2)).apply(b));
        assertThrown(
                "vmap.no_dims",
                error,
                () -> Torch.vmap(u -> u, o -> o.inDims((Integer) null)).apply(b));
        assertThrown("vmap.no_inputs", error, () -> Torch.vmapTuple(in -> in).apply(List.of()));
        assertThrown(
                "vmap.out_none",
                error,
                () -> Torch.vmap(u -> u, o -> o.outDims((Integer) null)).apply(b));
        assertThrown("vmap.chunk_size", error, () -> Torch.vmap(u -> u, o -> o.chunkSize(0)));
        assertThrows(error, () -> Torch.vmap(u -> u, o -> o.inDims(0, 0)).apply(b));
        assertThrows(error, () -> Torch.vmap(u -> u, o -> o.outDims(0, 0)).apply(b));
        assertThrows(error, () -> Torch.vmap(u -> null).apply(b));
        assertThrows(NullPointerException.class, () -> Torch.vmap(u -> u).apply(null));
        Tensor closed = b.clone();
        closed.close();
        assertThrows(IllegalStateException.class, () -> Torch.vmap(u -> u).apply(closed));
    }

    @Test
    void exceptionInTheFunction_endsTheMap() {
        assertThrows(
                ArithmeticException.class,
                () ->
                        Torch.vmap(
                                        (Tensor u) -> {
                                            throw new ArithmeticException();
                                        })
                                .apply(b));
        b.clone().requiresGrad_().sum().backward();
        assertEqual("vmap.dot", Torch.vmap(VmapTest::dot).apply(b, b));
    }

    @Test
    void tensorKeptFromAMap_isClosed() {
        List<Tensor> kept = new ArrayList<>();
        Torch.vmap(
                        u -> {
                            kept.add(u);
                            return u.mul(2);
                        })
                .apply(b);
        assertTrue(kept.getFirst().isClosed());
        List<Tensor> made = new ArrayList<>();
        Torch.vmap(
                        u -> {
                            made.add(u.mul(2));
                            return u.mul(3);
                        })
                .apply(b);
        // PyTorch's error for it is one of libtorch, too
        assertThrows(TorchException.class, () -> made.getFirst().toDoubleArray());
    }

    @Test
    void mapsOnSeveralThreads_doNotMix() throws InterruptedException {
        List<Throwable> failures = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            for (int n = 0; n < 200; n++)
                                                assertEqual(
                                                        "vmap.dot",
                                                        Torch.vmap(VmapTest::dot).apply(b, b));
                                        } catch (Throwable e) {
                                            synchronized (failures) {
                                                failures.add(e);
                                            }
                                        }
                                    }));
        }
        for (Thread thread : threads) thread.join();
        assertEquals(List.of(), failures);
    }

    @Test
    void maps_leaveNoHandles() {
        try (var _ = Torch.scope()) {
            long before = Torch.memory().liveHandles();
            for (int i = 0; i < 1000; i++) {
                try (var _ = Torch.scope()) {
                    Torch.vmap((Tensor u) -> u.mul(2), o -> o.chunkSize(3)).apply(b);
                    assertThrows(
                            TorchException.class, () -> Torch.vmap(u -> u.mul(u.item())).apply(b));
                }
            }
            // fewer there may be: the collector frees what earlier tests left
            long live = Torch.memory().liveHandles();
            assertTrue(live <= before, () -> live + " live handles, " + before + " before");
        }
    }
}
