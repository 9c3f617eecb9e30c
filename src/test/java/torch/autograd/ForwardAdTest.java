package torch.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static torch.autograd.Recorded.assertEqual;
import static torch.autograd.Recorded.assertThrown;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

class ForwardAdTest {
    private final Tensor x = Recorded.x();

    @Test
    void tangents_matchPyTorch() {
        Map<String, UnaryOperator<Tensor>> functions =
                Map.of(
                        "exp", a -> a.mul(2).exp(),
                        "softmax", a -> a.softmax(1),
                        "matmul", a -> a.matmul(a.t()),
                        "view", a -> a.t().get(1));
        try (var _ = ForwardAd.dualLevel()) {
            Tensor dual = ForwardAd.makeDual(x, x.add(1));
            functions.forEach(
                    (name, function) -> {
                        ForwardAd.Dual parts = ForwardAd.unpackDual(function.apply(dual));
                        assertEqual("forward." + name, List.of(parts.primal(), parts.tangent()));
                    });
        }
    }

    @Test
    void tangents_endWithTheirLevel() {
        Tensor product;
        try (var level = ForwardAd.dualLevel()) {
            assertEquals(0, level.level());
            product = ForwardAd.makeDual(x, x).mul(2);
            assertNotNull(ForwardAd.unpackDual(product).tangent());
            assertNull(ForwardAd.unpackDual(x.mul(2)).tangent());
        }
        assertNull(ForwardAd.unpackDual(product).tangent());
        try (var _ = ForwardAd.dualLevel()) {
            assertNull(ForwardAd.unpackDual(product).tangent());
        }
        assertEquals(product.toDoubleArray()[3], x.mul(2).toDoubleArray()[3]);
    }

    @Test
    void dualTensors_canBeDifferentiatedBackward() {
        Tensor leaf = Recorded.leaf(1, 2);
        try (var _ = ForwardAd.dualLevel()) {
            Tensor dual = ForwardAd.makeDual(leaf, Torch.onesLike(leaf.detach()));
            Tensor tangent = ForwardAd.unpackDual(dual.pow(3)).tangent();
            tangent.sum().backward(); // of 3x²
        }
        assertEquals(
                List.of(6.0, 12.0),
                java.util.Arrays.stream(leaf.grad().toDoubleArray()).boxed().toList());
    }

    @Test
    void levels_enterAndExitByNumber() {
        assertEquals(0, ForwardAd.enterDualLevel());
        try {
            assertThrows(TorchException.class, () -> ForwardAd.exitDualLevel(1));
        } finally {
            ForwardAd.exitDualLevel();
        }
        assertThrows(TorchException.class, ForwardAd::exitDualLevel);
    }

    @Test
    void whatIsNotAllowed_isRefusedWithPyTorchsWords() {
        Class<TorchException> error = TorchException.class;
        assertThrown("forward.no_level", error, () -> ForwardAd.makeDual(x, x));
        assertThrown("forward.exit", error, () -> ForwardAd.exitDualLevel(3));
        try (var _ = ForwardAd.dualLevel()) {
            assertThrown("forward.nested", error, ForwardAd::dualLevel);
            assertThrown("forward.shape", error, () -> ForwardAd.makeDual(x, Recorded.y()));
            Tensor integers = Torch.tensor(1L, 1L);
            Tensor floats = Torch.ones(2);
            assertThrown(
                    "forward.integer",
                    IllegalArgumentException.class,
                    () -> ForwardAd.makeDual(integers, floats));
            assertThrown(
                    "forward.integer_tangent",
                    IllegalArgumentException.class,
                    () -> ForwardAd.makeDual(floats, integers));
            assertThrows(NullPointerException.class, () -> ForwardAd.makeDual(x, null));
            assertThrows(NullPointerException.class, () -> ForwardAd.unpackDual(null));
            Tensor closed = x.clone();
            closed.close();
            assertThrows(IllegalStateException.class, () -> ForwardAd.makeDual(x, closed));
        }
    }

    @Test
    void duals_leaveNoHandles() {
        try (var _ = Torch.scope()) {
            long before = Torch.memory().liveHandles();
            for (int i = 0; i < 100; i++) {
                try (var _ = Torch.scope();
                        var _ = ForwardAd.dualLevel()) {
                    ForwardAd.unpackDual(ForwardAd.makeDual(x, x).exp());
                }
            }
            assertTrue(Torch.memory().liveHandles() <= before);
        }
    }
}
