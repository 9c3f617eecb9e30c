package torch.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static torch.autograd.Recorded.assertEqual;
import static torch.autograd.Recorded.assertThrown;
import static torch.autograd.Recorded.leaf;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import torch.Autograd;
import torch.DType;
import torch.Size;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

/** All arguments of {@code backward} and {@code grad}. */
class BackwardTest {
    private static final Class<TorchException> ERROR = TorchException.class;

    private static Tensor floats() {
        return Torch.ones(2).requiresGrad_();
    }

    private static void assertElements(Tensor actual, double... expected) {
        assertArrayEquals(expected, actual.toDoubleArray());
    }

    @Test
    void backward_refusesWithPyTorchsWords() {
        Tensor x = floats();
        Tensor z = Torch.ones(Size.of(1), Torch.dtype(DType.COMPLEX64)).requiresGrad_();
        assertThrown("backward.vector", ERROR, () -> x.mul(2).backward());
        assertThrown("backward.complex", ERROR, () -> z.mul(2).backward());
        assertThrown("backward.nograph", ERROR, () -> Torch.ones(1).backward());
        assertThrown(
                "backward.inputs",
                ERROR,
                () -> x.mul(2).sum().backward(null, null, false, List.of()));
        assertThrown(
                "backward.inputs",
                ERROR,
                () -> Autograd.backward(List.of(x.sum()), o -> o.inputs(List.of())));
        assertThrown("backward.shape", ERROR, () -> x.mul(2).backward(Torch.ones(3)));
        assertThrown(
                "backward.dtype",
                ERROR,
                () -> x.mul(2).backward(Torch.ones(Size.of(2), Torch.dtype(DType.COMPLEX64))));
        assertNull(x.grad());
    }

    @Test
    void grad_refusesWithPyTorchsWords() {
        Tensor x = floats();
        Tensor z = floats();
        assertThrown("grad.inputs", ERROR, () -> Autograd.grad(List.of(x.sum()), List.of()));
        assertThrown("grad.unused", ERROR, () -> Autograd.grad(x.sum(), z));
        assertThrown("grad.nograph", ERROR, () -> Autograd.grad(x.sum(), Torch.ones(2)));
        assertThrown(
                "grad.materialize",
                IllegalArgumentException.class,
                () -> Autograd.grad(x.sum(), z, o -> o.allowUnused(false).materializeGrads(true)));
        assertThrown(
                "grad.batched.shape",
                ERROR,
                () ->
                        Autograd.grad(
                                x.mul(2),
                                x,
                                o -> o.gradOutputs(Torch.ones(4, 3)).isGradsBatched(true)));
        assertThrown(
                "grad.batched.none",
                IllegalArgumentException.class,
                () -> Autograd.grad(x.sum(), x, o -> o.isGradsBatched(true)));
    }

    @Test
    void nulls_areRefusedByName() {
        Tensor x = floats();
        assertThrows(NullPointerException.class, () -> Autograd.backward(null));
        assertThrows(NullPointerException.class, () -> Autograd.grad(x.sum(), (Tensor) null));
        assertThrows(
                NullPointerException.class,
                () -> Autograd.grad(List.of(x.sum()), (List<Tensor>) null));
        assertThrows(NullPointerException.class, () -> Autograd.grad(x.sum(), x, null));
        Tensor closed = floats();
        closed.close();
        assertThrows(IllegalStateException.class, () -> Autograd.grad(x.sum(), closed));
    }

    @Test
    void retainGraph_followsCreateGraph() {
        Tensor x = leaf(2);
        Tensor y = x.pow(3).sum();
        Autograd.grad(y, x, o -> o.createGraph(true));
        Autograd.grad(y, x, o -> o.createGraph(true).retainGraph(false));
        assertThrows(ERROR, () -> Autograd.grad(y, x));
        Tensor z = x.pow(3).sum();
        z.backward(null, null, true);
        z.backward(null, false, false);
        assertThrows(ERROR, z::backward);
    }

    @Test
    void unusedInput_isNullOrZeros() {
        Tensor x = leaf(2);
        Tensor unused = leaf(1, 1);
        List<Tensor> grads =
                Autograd.grad(
                        List.of(x.pow(2).sum()), List.of(unused, x), o -> o.allowUnused(true));
        assertNull(grads.get(0));
        assertElements(grads.get(1), 4);
        Tensor zeros = Autograd.grad(x.pow(2).sum(), unused, o -> o.materializeGrads(true));
        assertElements(zeros, 0, 0);
        assertFalse(zeros.requiresGrad());
        assertTrue(
                Autograd.grad(
                                x.pow(2).sum(),
                                unused,
                                o -> o.materializeGrads(true).createGraph(true))
                        .requiresGrad());
        assertNull(Autograd.grad(x.pow(2).sum(), unused, o -> o.allowUnused(true)));
    }

    @Test
    void namedInputs_giveNamedGradients() {
        Tensor w = leaf(2);
        Tensor b = leaf(3);
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        inputs.put("w", w);
        inputs.put("b", b);
        Map<String, Tensor> grads = Autograd.grad(List.of(w.mul(b).sum()), inputs, o -> {});
        assertEquals(List.of("w", "b"), List.copyOf(grads.keySet()));
        assertElements(grads.get("w"), 3);
        Autograd.backward(w.mul(b).sum(), o -> o.inputs(Map.of("b", b)));
        assertElements(b.grad(), 2);
        assertNull(w.grad());
    }

    @Test
    void severalOutputs_takeAGradientEach() {
        Tensor x = leaf(1, 2);
        Tensor weights = Torch.tensor(new double[] {1, 10}, Torch.dtype(DType.FLOAT64));
        assertElements(
                Autograd.grad(
                                List.of(x.mul(3), x.sum()),
                                List.of(x),
                                o -> o.gradOutputs(weights, null))
                        .getFirst(),
                4,
                31);
        Autograd.backward(List.of(x.mul(3), x.sum()), o -> o.gradTensors(weights, null).inputs(x));
        assertElements(x.grad(), 4, 31);
        assertThrows(
                ERROR,
                () -> Autograd.grad(List.of(x.sum()), List.of(x), o -> o.gradOutputs(null, null)));
    }

    @Test
    void batchedGradients_matchPyTorch() {
        Tensor x = Recorded.x().requiresGrad_();
        Tensor v = Recorded.x();
        List<Tensor> grads =
                Autograd.grad(
                        List.of(x.exp(), x.sin().sum(1)),
                        List.of(x),
                        o ->
                                o.gradOutputs(
                                                Torch.stack(v, v.add(1)),
                                                Recorded.y().narrow(0, 0, 2).repeat(2, 1))
                                        .isGradsBatched(true));
        assertEqual("grad.batched", grads);
    }

    @Test
    void batchedGradients_passUnusedInputsThrough() {
        Tensor x = leaf(1, 2);
        Tensor unused = leaf(1);
        List<Tensor> grads =
                Autograd.grad(
                        List.of(x.pow(2)),
                        List.of(unused, x),
                        o ->
                                o.gradOutputs(Torch.eye(2).to(DType.FLOAT64))
                                        .isGradsBatched(true)
                                        .allowUnused(true));
        assertNull(grads.get(0));
        assertElements(grads.get(1), 2, 0, 0, 4);
    }

    @Test
    void gradients_leaveNoHandles() {
        try (var _ = Torch.scope()) {
            Tensor x = leaf(1, 2);
            long before = Torch.memory().liveHandles();
            for (int i = 0; i < 100; i++) {
                try (var _ = Torch.scope()) {
                    Autograd.grad(
                            List.of(x.pow(2)),
                            List.of(x),
                            o ->
                                    o.gradOutputs(Torch.eye(2).to(DType.FLOAT64))
                                            .isGradsBatched(true));
                    Autograd.grad(x.pow(2).sum(), x, o -> o.createGraph(true));
                    assertThrows(ERROR, () -> Autograd.grad(x.sum(), leaf(1)));
                }
            }
            // fewer there may be: the collector frees what earlier tests left
            long live = Torch.memory().liveHandles();
            assertTrue(live <= before, () -> live + " live handles, " + before + " before");
        }
    }
}
