package torch.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import torch.Handles;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

/** Attention beyond PyTorch's numbers: the fused kernel and the plain way agree, masks, and memory. */
class AttentionTest {
    private static final double INF = Double.POSITIVE_INFINITY;

    private final MultiheadAttention attention =
            new MultiheadAttention(8, 2, o -> o.batchFirst(true));
    private final Tensor x = Torch.randn(2, 4, 8);

    @Test
    void fusedKernel_findsWhatThePlainWayFinds() {
        attention.eval();
        Tensor padding =
                Torch.tensor(
                        new boolean[][] {{false, false, false, true}, {false, true, true, true}});
        var plain = attention.call(x, x, x, o -> o.keyPaddingMask(padding));
        assertTrue(plain.attnOutput().requiresGrad());
        try (var off = Torch.noGrad()) {
            var fused = attention.call(x, x, x, o -> o.keyPaddingMask(padding));
            assertTrue(plain.attnOutput().allclose(fused.attnOutput(), 1e-4, 1e-6));
            assertTrue(
                    plain.attnOutputWeights().allclose(fused.attnOutputWeights(), 1e-4, 1e-6));
        }
    }

    @Test
    void weights_notAskedFor_areNull() {
        assertNotNull(attention.call(x, x, x).attnOutputWeights());
        assertNull(attention.call(x, x, x, o -> o.needWeights(false)).attnOutputWeights());
        attention.eval();
        try (var off = Torch.noGrad()) {
            assertNotNull(attention.call(x, x, x).attnOutputWeights());
            assertNull(attention.call(x, x, x, o -> o.needWeights(false)).attnOutputWeights());
        }
    }

    @Test
    void mergeMasks_addsBothForEveryHead() {
        Tensor query = Torch.zeros(1, 2, 8);
        Tensor mask = Torch.tensor(new double[][] {{0, -INF}, {1, 2}});
        Tensor padding = Torch.tensor(new double[][] {{10, 20}});
        var none = attention.mergeMasks(null, null, query);
        assertNull(none.mergedMask());
        assertNull(none.maskType());
        assertEquals(1, attention.mergeMasks(null, padding, query).maskType());
        var both = attention.mergeMasks(mask, padding, query);
        assertEquals(2, both.maskType());
        Tensor expected =
                Torch.tensor(new double[][] {{10, -INF}, {11, 22}}).expand(1, 2, 2, 2);
        assertTrue(expected.equal(both.mergedMask()));
    }

    @Test
    void scale_asNumber_isTaken() {
        Tensor q = Torch.randn(1, 2, 3, 4);
        Tensor half = F.scaledDotProductAttention(q, q, q);
        assertTrue(half.allclose(F.scaledDotProductAttention(q, q, q, o -> o.scale(0.5))));
    }

    @Test
    void headsOfAnotherNumber_areRefused() {
        assertThrows(
                TorchException.class,
                () ->
                        attention.call(
                                x, x, x, o -> o.attnMask(Torch.zeros(3, 4, 4)).needWeights(false)));
    }

    @Test
    void closedInput_isRefused() {
        Tensor closed = Torch.zeros(1);
        closed.close();
        assertThrows(IllegalStateException.class, () -> attention.call(closed, closed, closed));
        assertThrows(
                IllegalStateException.class,
                () -> attention.call(x, x, x, o -> o.attnMask(closed)));
    }

    @Test
    void calls_inScope_leaveNoHandleBehind() {
        var other = new MultiheadAttention(8, 2, o -> o.addBiasKv(true).addZeroAttn(true).kdim(3));
        long before = Handles.settled();
        try (var scope = Torch.scope()) {
            Tensor key = Torch.randn(2, 4, 3);
            other.call(x, key, x).attnOutput().sum().backward();
            attention.call(x, x, x, o -> o.needWeights(false)).attnOutput().sum().backward();
            attention.eval();
            Torch.noGrad(() -> attention.call(x, x, x));
            other.zeroGrad();
            attention.zeroGrad();
        }
        assertEquals(before, Handles.settled());
    }
}
