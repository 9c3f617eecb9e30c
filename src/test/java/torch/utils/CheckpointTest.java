package torch.utils;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import torch.Autograd;
import torch.DType;
import torch.GoldenLines;
import torch.Scope;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

class CheckpointTest {
    private static final GoldenLines PYTHON = new GoldenLines("/torch/autograd/function.txt");

    private static Tensor randn(long... shape) {
        return Torch.randn(Torch.shape(shape), Torch.dtype(DType.FLOAT64)).requiresGrad_();
    }

    private static Tensor rand(long n) {
        return Torch.rand(Torch.shape(n), Torch.dtype(DType.FLOAT64));
    }

    private static List<Tensor> block(List<Tensor> in) {
        Tensor h = Torch.dropout(in.get(0).matmul(in.get(1).t()).relu(), 0.5, true);
        return List.of(h.matmul(in.get(2).t()), h.sum(0));
    }

    @Test
    void checkpoint_ofSeveralInputsAndOutputs_matchesPyTorch_randomNumbersIncluded() {
        Torch.manualSeed(7);
        Tensor x = randn(5, 4), w1 = randn(6, 4), w2 = randn(3, 6);
        List<Tensor> out = Checkpoint.checkpointAll(CheckpointTest::block, x, w1, w2);
        Tensor a = out.get(0), c = out.get(1);
        PYTHON.check("checkpoint a", a);
        PYTHON.check("checkpoint c", c);
        Tensor loss = a.mul(a).sum().add(c.sin().sum());
        PYTHON.check("checkpoint between", rand(3));
        loss.backward();
        PYTHON.check("checkpoint after", rand(3));
        PYTHON.check("checkpoint x", x.grad());
        PYTHON.check("checkpoint w1", w1.grad());
        PYTHON.check("checkpoint w2", w2.grad());
    }

    @Test
    void checkpointSequential_matchesPyTorch() {
        Torch.manualSeed(7);
        Tensor x = randn(5, 4), w1 = randn(6, 4), w2 = randn(3, 6);
        List<UnaryOperator<Tensor>> steps =
                List.of(
                        t -> t.matmul(w1.t()),
                        Tensor::relu,
                        t -> Torch.dropout(t, 0.5, true),
                        t -> t.matmul(w2.t()),
                        Tensor::tanh);
        Torch.manualSeed(7);
        Tensor out = Checkpoint.checkpointSequential(steps, 2, x);
        out.sum().backward();
        PYTHON.check("sequential", out);
        PYTHON.check("sequential x", x.grad());
        PYTHON.check("sequential w1", w1.grad());
        PYTHON.check("sequential w2", w2.grad());
        assertThrows(
                IllegalArgumentException.class, () -> Checkpoint.checkpointSequential(steps, 0, x));
        assertThrows(
                IllegalArgumentException.class, () -> Checkpoint.checkpointSequential(steps, 6, x));
    }

    @Test
    void checkpoint_whereItCannotBe_isRefusedInPyTorchsWords() {
        Tensor x = randn(5, 4), w1 = randn(6, 4), w2 = randn(3, 6);
        Tensor a = Checkpoint.checkpointAll(CheckpointTest::block, x, w1, w2).get(0).sum();
        PYTHON.checkMessage(
                "checkpoint grad", assertThrows(TorchException.class, () -> Autograd.grad(a, x)));
        Tensor detached = Checkpoint.checkpoint(in -> in.detach().mul(2), x).sum();
        PYTHON.checkMessage(
                "checkpoint unnecessary", assertThrows(TorchException.class, detached::backward));
        assertThrows(
                NullPointerException.class,
                () -> Checkpoint.checkpoint((UnaryOperator<Tensor>) null, x));
    }

    @Test
    void checkpoint_withoutPreservedState_drawsNewNumbers() {
        Tensor x = randn(1000);
        Torch.manualSeed(1);
        Tensor y = Checkpoint.checkpoint(in -> in.mul(rand(1000)), x, false);
        Tensor drawn = y.div(x).detach();
        Tensor before = Torch.getRngState();
        y.sum().backward();
        assertTrue(x.grad().sub(drawn).abs().max().itemDouble() > 0.1);
        assertTrue(!Torch.getRngState().equal(before));
    }

    @Test
    void checkpoint_nested_givesTheSameGradients() {
        Tensor x = randn(6);
        Tensor y =
                Checkpoint.checkpoint(
                        in -> Checkpoint.checkpoint(i -> i.exp().sin(), in.mul(2)).tanh(), x);
        y.sum().backward();
        Tensor same = x.detach().requiresGrad_();
        same.mul(2).exp().sin().tanh().sum().backward();
        assertArrayEquals(same.grad().toDoubleArray(), x.grad().toDoubleArray());
    }

    @Test
    void checkpoint_inputs_mayBeAbsentOrWithoutGradient() {
        Tensor x = randn(3), constant = randn(3).detach();
        Tensor y =
                Checkpoint.checkpointAll(
                                in ->
                                        List.of(
                                                in.get(0)
                                                        .mul(in.get(2))
                                                        .add(in.get(1) == null ? 1 : 2)),
                                x,
                                null,
                                constant)
                        .getFirst();
        y.sum().backward();
        assertArrayEquals(constant.toDoubleArray(), x.grad().toDoubleArray());
    }

    @Test
    void checkpoint_thatThrowsTheSecondTime_endsTheBackwardWithItsException() {
        IllegalStateException mine = new IllegalStateException("mine");
        int[] runs = new int[1];
        Tensor x = randn(3);
        Tensor y =
                Checkpoint.checkpoint(
                        in -> {
                            if (runs[0]++ == 1) throw mine;
                            return in.exp();
                        },
                        x);
        Tensor state = Torch.getRngState();
        assertSame(mine, assertThrows(IllegalStateException.class, () -> y.sum().backward()));
        assertTrue(Torch.getRngState().equal(state));
        x.exp().sum().backward();
    }

    @Test
    void checkpoint_keepsLessMemory() throws Exception {
        Tensor x = randn(100_000);
        long plain = residentDuringForward(x, false);
        long checkpointed = residentDuringForward(x, true);
        // 24 saved results of 800 kB against one input for each of 3 checkpoints, and the output
        assertTrue(
                checkpointed < plain / 3,
                "bytes kept: " + checkpointed + " with checkpoints, " + plain + " without");
    }

    /** The native bytes that a graph of 24 operations keeps, by what closing it gives back to the process. */
    private static long residentDuringForward(Tensor x, boolean checkpoint) {
        int[] alive = new int[1];
        long[] bytes = new long[1];
        // Counts what is saved: each tensor that libtorch or a function keeps for its backward.
        Tensor y;
        try (Scope scope = Torch.scope()) {
            try (var hooks =
                    torch.autograd.Graph.<Tensor>savedTensorsHooks(
                            t -> {
                                bytes[0] += t.numel() * t.elementSize();
                                alive[0]++;
                                return t;
                            },
                            t -> t)) {
                y = x;
                for (int part = 0; part < 3; part++) {
                    y = checkpoint ? Checkpoint.checkpoint(in -> steps(in), y) : steps(y);
                }
            }
            y.sum().backward();
        }
        assertEquals(checkpoint ? 3 : 24, alive[0]);
        return bytes[0];
    }

    private static Tensor steps(Tensor x) {
        Tensor y = x;
        for (int i = 0; i < 8; i++) y = y.tanh();
        return y;
    }
}
