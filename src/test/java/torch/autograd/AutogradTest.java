package torch.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

class AutogradTest {
    private static Tensor leaf(double... values) {
        return Torch.tensor(values).requiresGrad_();
    }

    // ---- backward

    @Test
    void backward_ofAScalar_leavesGradientsInTheLeaves() {
        Tensor x = leaf(1, 2, 3);
        Tensor y = leaf(4, 5, 6);
        x.mul(y).sum().backward();
        assertArrayEquals(new double[] {4, 5, 6}, x.grad().toDoubleArray());
        assertArrayEquals(new double[] {1, 2, 3}, y.grad().toDoubleArray());
    }

    @Test
    void backward_withAGradient_weighsTheOutputs() {
        Tensor x = leaf(1, 2);
        x.mul(3).backward(Torch.tensor(1.0, 10.0));
        assertArrayEquals(new double[] {3, 30}, x.grad().toDoubleArray());
    }

    @Test
    void backward_ofAVectorWithoutGradient_isRefused() {
        Tensor x = leaf(1, 2);
        var e = assertThrows(TorchException.class, () -> x.mul(3).backward());
        assertTrue(e.getMessage().contains("grad can be implicitly created only for scalar outputs"), e.getMessage());
    }

    @Test
    void backward_ofWhatNeedsNoGradient_isRefused() {
        Tensor x = Torch.tensor(1.0, 2.0);
        var e = assertThrows(TorchException.class, () -> x.sum().backward());
        assertTrue(e.getMessage().contains("does not require grad"), e.getMessage());
    }

    @Test
    void backward_twice_needsTheGraphRetained() {
        Tensor x = leaf(3);
        Tensor y = x.square().sum();
        Autograd.backward(List.of(y), null, true, false);
        y.backward();
        assertEquals(12, x.grad().itemDouble());
        var e = assertThrows(TorchException.class, y::backward);
        assertTrue(e.getMessage().contains("backward through the graph a second time"), e.getMessage());
    }

    @Test
    void gradients_accumulateUntilTheyAreDropped() {
        Tensor x = leaf(1, 2);
        x.sum().backward();
        x.mul(2).sum().backward();
        assertArrayEquals(new double[] {3, 3}, x.grad().toDoubleArray());
        x.setGrad(null);
        assertNull(x.grad());
        x.sum().backward();
        assertArrayEquals(new double[] {1, 1}, x.grad().toDoubleArray());
    }

    @Test
    void gradient_canBeSet() {
        Tensor x = leaf(1, 2);
        x.setGrad(Torch.tensor(5.0, 6.0));
        x.sum().backward();
        assertArrayEquals(new double[] {6, 7}, x.grad().toDoubleArray());
    }

    @Test
    void gradientOfAnotherShape_isRefused() {
        Tensor x = leaf(1, 2);
        assertThrows(RuntimeException.class, () -> x.setGrad(Torch.tensor(1.0, 2.0, 3.0)));
        assertNull(x.grad());
    }

    // ---- grad

    @Test
    void grad_returnsGradientsAndLeavesTheLeavesAlone() {
        Tensor x = leaf(1, 2);
        Tensor y = leaf(3, 4);
        List<Tensor> grads = Autograd.grad(x.mul(y).sum(), List.of(x, y));
        assertArrayEquals(new double[] {3, 4}, grads.get(0).toDoubleArray());
        assertArrayEquals(new double[] {1, 2}, grads.get(1).toDoubleArray());
        assertNull(x.grad());
    }
}
