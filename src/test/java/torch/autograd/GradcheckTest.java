package torch.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static torch.autograd.Recorded.assertThrown;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import torch.Autograd;
import torch.Complex;
import torch.DType;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

class GradcheckTest {
    @BeforeEach
    void seed() {
        Torch.manualSeed(0);
    }

    private static Tensor leaf(long... shape) {
        return Torch.randn(shape, Torch.dtype(DType.FLOAT64)).requiresGrad_();
    }

    private static Tensor complexLeaf(long... shape) {
        return Torch.randn(shape, Torch.dtype(DType.COMPLEX128)).requiresGrad_();
    }

    private static void assertSays(String sentence, Throwable thrown) {
        assertTrue(thrown.getMessage().contains(sentence), thrown.getMessage());
    }

    /** The sine, with a gradient that a hook makes wrong. */
    private static Tensor wrongSine(Tensor x, double factor) {
        Tensor middle = x.mul(1);
        if (middle.requiresGrad()) middle.registerHook(g -> g.mul(factor));
        return middle.sin();
    }

    @Test
    void rightGradients_passInBothModes() {
        Tensor x = leaf(3, 2);
        Tensor y = leaf(2, 4);
        for (boolean fast : new boolean[] {false, true}) {
            assertTrue(Autograd.gradcheck(v -> v.sin().mul(2), x, o -> o.fastMode(fast)));
            assertTrue(Autograd.gradcheck((a, b) -> a.matmul(b), x, y, o -> o.fastMode(fast)));
            assertTrue(
                    Autograd.gradcheck(
                            in -> List.of(in.get(0).exp(), in.get(1).tanh().sum()),
                            List.of(x, y),
                            o -> o.fastMode(fast)));
        }
    }

    @Test
    void wrongGradient_isFoundInBothModes() {
        Tensor x = leaf(3);
        for (boolean fast : new boolean[] {false, true}) {
            GradcheckError error =
                    assertThrows(
                            GradcheckError.class,
                            () ->
                                    Autograd.gradcheck(
                                            v -> wrongSine(v, 1.1), x, o -> o.fastMode(fast)));
            assertSays(
                    "Jacobian mismatch for output 0 with respect to input 0,\nnumerical:", error);
            assertSays("\nanalytical:", error);
            assertFalse(
                    Autograd.gradcheck(
                            v -> wrongSine(v, 1.1),
                            x,
                            o -> o.fastMode(fast).raiseException(false)));
        }
    }

    @Test
    void wrongGradientOfOneOfSeveral_isNamed() {
        Tensor x = leaf(2);
        Tensor y = leaf(2);
        assertSays(
                "Jacobian mismatch for output 1 with respect to input 1,",
                assertThrows(
                        GradcheckError.class,
                        () ->
                                Autograd.gradcheck(
                                        in ->
                                                List.of(
                                                        in.get(0).exp(),
                                                        in.get(0).mul(wrongSine(in.get(1), 2))),
                                        List.of(x, y))));
    }

    @Test
    void tolerance_decidesWhatIsWrong() {
        Tensor x = leaf(3);
        assertTrue(
                Autograd.gradcheck(v -> wrongSine(v, 1.0005), x, o -> o.checkUndefinedGrad(false)));
        assertFalse(
                Autograd.gradcheck(
                        v -> wrongSine(v, 1.0005),
                        x,
                        o -> o.rtol(1e-5).atol(1e-6).raiseException(false)));
        assertTrue(
                Autograd.gradcheck(
                        v -> wrongSine(v, 1.5),
                        x,
                        o -> o.rtol(1).atol(1).checkUndefinedGrad(false)));
    }

    @Test
    void complexInputsAndOutputs_areChecked() {
        Tensor z = complexLeaf(3);
        Tensor x = leaf(3);
        for (boolean fast : new boolean[] {false, true}) {
            assertTrue(Autograd.gradcheck(v -> v.mul(v).abs(), z, o -> o.fastMode(fast)));
            assertTrue(Autograd.gradcheck(v -> v.mul(v), z, o -> o.fastMode(fast)));
            assertTrue(
                    Autograd.gradcheck(
                            (a, b) -> Torch.complex(a, b), x, leaf(3), o -> o.fastMode(fast)));
            assertTrue(Autograd.gradcheck((a, b) -> a.mul(b).exp(), z, x, o -> o.fastMode(fast)));
        }
    }

    @Test
    void wrongGradientOfAComplexOutput_namesThePart() {
        Tensor z = complexLeaf(2);
        assertSays(
                "While considering the imaginary part of complex outputs only, Jacobian mismatch for output 0 with"
                        + " respect to input 0,",
                assertThrows(
                        GradcheckError.class, () -> Autograd.gradcheck(v -> wrongSine(v, 2), z)));
    }

    @Test
    void changingGradient_isNotReentrant() {
        Tensor x = leaf(2);
        AtomicInteger calls = new AtomicInteger();
        assertSays(
                "Backward is not reentrant, i.e., running backward with same input and grad_output multiple times gives"
                        + " different values, although analytical gradient matches numerical gradient.The tolerance"
                        + " for nondeterminism was 0.0.",
                assertThrows(
                        GradcheckError.class,
                        () ->
                                Autograd.gradcheck(
                                        v -> {
                                            Tensor y = v.mul(2);
                                            if (y.requiresGrad())
                                                y.registerHook(
                                                        g ->
                                                                g.mul(
                                                                        1
                                                                                + 1e-9
                                                                                        * calls
                                                                                                .incrementAndGet()));
                                            return y;
                                        },
                                        x)));
    }

    @Test
    void gradientOfAZeroGradient_hasToBeZero() {
        Tensor x = leaf(2);
        AtomicInteger calls = new AtomicInteger();
        // right while the Jacobian is looked at, and no longer proportional afterwards
        assertSays(
                "backward not multiplied by grad_output",
                assertThrows(
                        GradcheckError.class,
                        () ->
                                Autograd.gradcheck(
                                        v -> {
                                            Tensor y = v.mul(2);
                                            if (y.requiresGrad())
                                                y.registerHook(
                                                        g ->
                                                                calls.incrementAndGet() > 4
                                                                        ? g.add(1)
                                                                        : g);
                                            return y;
                                        },
                                        x)));
    }

    @Test
    void functionWithoutGradient_hasToHaveNone() {
        Tensor x = leaf(2);
        assertTrue(Autograd.gradcheck(v -> v.detach().sign(), x));
        assertSays(
                "Numerical gradient for function expected to be zero",
                assertThrows(
                        GradcheckError.class, () -> Autograd.gradcheck(v -> v.detach().mul(2), x)));
    }

    @Test
    void secondGradients_areChecked() {
        Tensor x = leaf(2, 3);
        Tensor y = leaf(3);
        assertTrue(Autograd.gradgradcheck(v -> v.pow(3).sum(), x));
        assertTrue(Autograd.gradgradcheck((a, b) -> a.sin().mul(b), x, y));
        assertTrue(Autograd.gradgradcheck((a, b) -> a.sin().mul(b), x, y, o -> o.fastMode(true)));
        assertTrue(Autograd.gradgradcheck(v -> v.sin(), x, o -> o.genNonContigGradOutputs(true)));
        assertTrue(Autograd.gradgradcheck(v -> v.mul(v), complexLeaf(2)));
        assertTrue(
                Autograd.gradgradcheck(
                        in -> in.getFirst().exp(),
                        List.of(x),
                        List.of(leaf(2, 3)),
                        o -> o.atol(1e-4)));
        assertThrows(
                GradcheckError.class,
                () ->
                        Autograd.gradgradcheck(
                                v -> {
                                    Tensor middle = v.sin();
                                    if (middle.requiresGrad())
                                        middle.registerHook(g -> g.detach().mul(g.detach()));
                                    return middle.exp();
                                },
                                x));
    }

    @Test
    void forwardMode_isChecked() {
        Tensor x = leaf(2, 3);
        Tensor y = leaf(3);
        for (boolean fast : new boolean[] {false, true}) {
            assertTrue(
                    Autograd.gradcheck(
                            (a, b) -> a.sin().mul(b),
                            x,
                            y,
                            o -> o.checkForwardAd(true).fastMode(fast)));
            assertTrue(
                    Autograd.gradcheck(
                            (a, b) -> a.sin().mul(b),
                            x,
                            y,
                            o -> o.checkForwardAd(true).checkBackwardAd(false).fastMode(fast)));
            assertTrue(
                    Autograd.gradcheck(
                            v -> v.mul(v),
                            complexLeaf(2),
                            o -> o.checkForwardAd(true).fastMode(fast)));
            assertTrue(
                    Autograd.gradgradcheck(
                            v -> v.sin(), x, o -> o.checkFwdOverRev(true).fastMode(fast)));
        }
    }

    @Test
    void wrongTangent_isFound() {
        Tensor x = leaf(3);
        for (boolean fast : new boolean[] {false, true}) {
            assertSays(
                    "Jacobian computed with forward mode mismatch for output 0 with respect to input 0,",
                    assertThrows(
                            GradcheckError.class,
                            () ->
                                    Autograd.gradcheck(
                                            // the detached factor has no tangent
                                            v -> v.mul(ForwardAd.unpackDual(v).primal().detach()),
                                            x,
                                            o ->
                                                    o.checkForwardAd(true)
                                                            .checkBackwardAd(false)
                                                            .fastMode(fast))));
        }
    }

    @Test
    void inputsThatCannotBeChecked_areRefusedWithPyTorchsWords() {
        assertEquals(
                "gradcheck expects at least one input tensor to require gradient, but none of them have"
                        + " requires_grad=True.",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Autograd.gradcheck(v -> v, Torch.randn(2)))
                        .getMessage());
        Tensor x = leaf(1);
        assertSays(
                "The 0th input has a dimension with stride 0.",
                assertThrows(
                        TorchException.class,
                        () -> Autograd.gradcheck(v -> v.mul(2), x.expand(3))));
        assertSays(
                "Expected at least one of check_forward_ad or check_backward_ad to be True",
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Autograd.gradcheck(v -> v, x, o -> o.checkBackwardAd(false))));
        assertSays(
                "Sparse output is not supported at gradcheck yet.",
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Autograd.gradcheck(v -> v.mul(2).toSparse(), x)));
        assertSays(
                "must return a Tensor or a List<Tensor>, not java.lang.String",
                assertThrows(
                        IllegalArgumentException.class, () -> Autograd.gradcheck(v -> "no", x)));
        assertThrows(NullPointerException.class, () -> Autograd.gradcheck(v -> v, (Tensor) null));
        Tensor closed = leaf(1);
        closed.close();
        assertThrows(IllegalStateException.class, () -> Autograd.gradcheck(v -> v, closed));
    }

    @Test
    void shapeThatDependsOnValues_isRefused() {
        Tensor x = Torch.tensor(new double[] {0, 1}, Torch.dtype(DType.FLOAT64)).requiresGrad_();
        assertEquals(
                "Expected `func` to return outputs with the same shape when inputs are perturbed on index (0,) by 1e-06,"
                        + " but got: shapes torch.Size([1]) and torch.Size([2]).",
                assertThrows(TorchException.class, () -> Autograd.gradcheck(v -> v.get(v.gt(0)), x))
                        .getMessage());
    }

    @Test
    void inputs_areLeftAsTheyWere() {
        Tensor x = leaf(2, 2).mul(1).detach().t().requiresGrad_();
        double[] before = x.toDoubleArray();
        Autograd.gradcheck(v -> v.exp(), x);
        Autograd.gradcheck(v -> v.exp(), x, o -> o.fastMode(true));
        assertEquals(List.of(), differing(before, x.toDoubleArray()));
        assertEquals(null, x.grad());
    }

    private static List<Integer> differing(double[] a, double[] b) {
        return java.util.stream.IntStream.range(0, a.length)
                .filter(i -> a[i] != b[i])
                .boxed()
                .toList();
    }

    @Test
    void checks_leaveNoHandles() {
        try (var _ = Torch.scope()) {
            Tensor x = leaf(3);
            long before = Torch.memory().liveHandles();
            for (int i = 0; i < 20; i++) {
                Autograd.gradcheck(v -> v.sin(), x, o -> o.checkForwardAd(true));
                Autograd.gradgradcheck(v -> v.sin(), x);
                Autograd.gradcheck(v -> wrongSine(v, 2), x, o -> o.raiseException(false));
            }
            long live = Torch.memory().liveHandles();
            assertTrue(live <= before, () -> live + " live handles, " + before + " before");
        }
    }

    private static Tensor twice(Tensor x) {
        Tensor middle = x.mul(1);
        if (middle.requiresGrad()) middle.registerHook(g -> g.mul(1.5));
        return middle.mul(2);
    }

    @Test
    void messages_arePyTorchs() {
        Tensor x = Recorded.leaf(1, 2);
        Tensor y = Recorded.leaf(0.5, 0.25);
        Tensor z = Recorded.leaf(Complex.of(1, 2), Complex.of(3, -1));
        Class<GradcheckError> wrong = GradcheckError.class;
        Class<IllegalArgumentException> argument = IllegalArgumentException.class;
        assertThrown(
                "gradcheck.mismatch", wrong, () -> Autograd.gradcheck(GradcheckTest::twice, x));
        assertThrown(
                "gradcheck.second",
                wrong,
                () -> Autograd.gradcheck((a, b) -> List.of(a.mul(2), twice(b)), x, y));
        assertThrown("gradcheck.complex", wrong, () -> Autograd.gradcheck(GradcheckTest::twice, z));
        assertThrown("gradcheck.none", argument, () -> Autograd.gradcheck(v -> v, Torch.ones(2)));
        assertThrown(
                "gradcheck.stride",
                TorchException.class,
                () -> Autograd.gradcheck(v -> v, Recorded.leaf(1).expand(3)));
        assertThrown("gradcheck.zero", wrong, () -> Autograd.gradcheck(v -> v.detach().mul(2), x));
        assertThrown(
                "gradcheck.modes",
                argument,
                () -> Autograd.gradcheck(v -> v, x, o -> o.checkBackwardAd(false)));
        assertThrown(
                "gradcheck.batched",
                argument,
                () ->
                        Autograd.gradcheck(
                                v -> v,
                                x,
                                o ->
                                        o.checkBackwardAd(false)
                                                .checkForwardAd(true)
                                                .checkBatchedGrad(true)));
        assertThrown(
                "gradcheck.shape",
                TorchException.class,
                () -> Autograd.gradcheck(v -> v.get(v.gt(1)), x));
        assertThrown(
                "gradcheck.forward",
                wrong,
                () ->
                        Autograd.gradcheck(
                                v -> v.mul(ForwardAd.unpackDual(v).primal().detach()),
                                x,
                                o -> o.checkForwardAd(true).checkBackwardAd(false)));
        assertThrown(
                "gradgradcheck.modes",
                argument,
                () -> Autograd.gradgradcheck(v -> v, x, o -> o.checkRevOverRev(false)));
    }

    @Test
    void batchedGradients_areChecked() {
        Tensor x = leaf(3);
        Tensor y = leaf(3);
        assertTrue(
                Autograd.gradcheck(
                        in -> List.of(in.get(0).sin().mul(in.get(1)), in.get(0).exp()),
                        List.of(x, y),
                        o ->
                                o.checkBatchedGrad(true)
                                        .checkForwardAd(true)
                                        .checkBatchedForwardGrad(true)));
        assertTrue(Autograd.gradgradcheck(v -> v.sin(), x, o -> o.checkBatchedGrad(true)));
        assertSays(
                "While computing batched gradients, got: ",
                assertThrows(
                        GradcheckError.class,
                        () ->
                                Autograd.gradcheck(
                                        v -> {
                                            Tensor middle = v.mul(1);
                                            if (middle.requiresGrad())
                                                middle.registerHook(
                                                        g -> g.mul(1 + 0 * g.sum().itemDouble()));
                                            return middle.sin();
                                        },
                                        x,
                                        o -> o.checkBatchedGrad(true).checkUndefinedGrad(false))));
    }

    /** The random directions are PyTorch's, so the numbers are; the last one tells rounding errors. */
    @Test
    void messagesOfFastMode_arePyTorchs() {
        Tensor x = Recorded.leaf(1, 2);
        Tensor z = Recorded.leaf(Complex.of(1, 2), Complex.of(3, -1));
        for (String name : List.of("gradcheck.fast", "gradcheck.fast_complex")) {
            String message =
                    assertThrows(
                                    GradcheckError.class,
                                    () ->
                                            Autograd.gradcheck(
                                                    GradcheckTest::twice,
                                                    name.endsWith("complex") ? z : x,
                                                    o -> o.fastMode(true)))
                            .getMessage();
            String last = "The max per-element difference (slow mode) is: ";
            String expected = Recorded.text(name);
            int end = expected.indexOf(last) + last.length();
            assertEquals(expected.substring(0, end), message.substring(0, end));
            assertEquals(
                    Double.parseDouble(expected.substring(end, expected.length() - 2)),
                    Double.parseDouble(message.substring(end, message.length() - 2)),
                    1e-8);
        }
    }

    @Test
    void warnings_arePyTorchs() {
        List<String> seen = new ArrayList<>();
        Logger logger = Logger.getLogger("torch.autograd");
        Handler handler =
                new Handler() {
                    @Override
                    public void publish(LogRecord warning) {
                        seen.add(warning.getMessage());
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            Tensor x = Torch.ones(2).requiresGrad_();
            Autograd.gradcheck(v -> v.mul(2), x, o -> o.atol(1));
            Autograd.detectAnomaly().close();
            Autograd.grad(x.sum(), x, o -> o.onlyInputs(false));
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
        assertEquals(
                List.of(
                        Recorded.text("gradcheck.single"),
                        Recorded.text("anomaly.warning"),
                        Recorded.text("grad.only_inputs")),
                seen);
    }
}
