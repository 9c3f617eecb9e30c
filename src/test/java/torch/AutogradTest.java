package torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class AutogradTest {
    private static Tensor leaf(double... values) {
        return Torch.tensor(values).requiresGrad_();
    }

    private static void assertElements(Tensor actual, double... expected) {
        assertArrayEquals(expected, actual.toDoubleArray());
    }

    private static void assertSays(String sentence, Throwable thrown) {
        assertTrue(thrown.getMessage().contains(sentence), thrown.getMessage());
    }

    // ---- backward

    @Test
    void backward_ofAScalar_leavesGradientsInTheLeaves() {
        Tensor x = leaf(1, 2, 3);
        Tensor y = leaf(4, 5, 6);
        x.mul(y).sum().backward();
        assertElements(x.grad(), 4, 5, 6);
        assertElements(y.grad(), 1, 2, 3);
    }

    @Test
    void backward_withAGradient_weighsTheOutputs() {
        Tensor x = leaf(1, 2);
        x.mul(3).backward(Torch.tensor(new double[] {1, 10}));
        assertElements(x.grad(), 3, 30);
    }

    @Test
    void backward_ofAVectorWithoutGradient_isRefused() {
        Tensor y = leaf(1, 2).mul(3);
        assertSays(
                "grad can be implicitly created only for scalar outputs",
                assertThrows(TorchException.class, y::backward));
    }

    @Test
    void backward_ofWhatNeedsNoGradient_isRefused() {
        Tensor y = Torch.tensor(new double[] {1, 2}).sum();
        assertSays("does not require grad", assertThrows(TorchException.class, y::backward));
    }

    @Test
    void backward_ofSeveral_sumsTheirGradients() {
        Tensor x = leaf(2);
        Autograd.backward(List.of(x.mul(3).sum(), x.square().sum()));
        assertElements(x.grad(), 7);
    }

    @Test
    void backward_intoInputs_leavesOtherLeavesAlone() {
        Tensor x = leaf(2);
        Tensor y = leaf(3);
        Autograd.backward(List.of(x.mul(y).sum()), List.of(), false, false, List.of(x));
        assertElements(x.grad(), 3);
        assertNull(y.grad());
    }

    @Test
    void backward_twice_needsTheGraphRetained() {
        Tensor x = leaf(3);
        Tensor y = x.square().sum();
        y.backward(null, true, false);
        y.backward();
        assertElements(x.grad(), 12);
        assertSays(
                "backward through the graph a second time",
                assertThrows(TorchException.class, y::backward));
    }

    @Test
    void gradients_accumulateUntilTheyAreDropped() {
        Tensor x = leaf(1, 2);
        assertNull(x.grad());
        x.sum().backward();
        x.mul(2).sum().backward();
        assertElements(x.grad(), 3, 3);
        x.setGrad(null);
        assertNull(x.grad());
        x.sum().backward();
        assertElements(x.grad(), 1, 1);
    }

    @Test
    void gradient_thatWasSet_isAccumulatedInto() {
        Tensor x = leaf(1, 2);
        x.setGrad(Torch.tensor(new double[] {5, 6}));
        x.sum().backward();
        assertElements(x.grad(), 6, 7);
    }

    @Test
    void gradientOfAnotherShape_isRefused() {
        Tensor x = leaf(1, 2);
        assertThrows(RuntimeException.class, () -> x.setGrad(Torch.zeros(3)));
        assertNull(x.grad());
    }

    // ---- grad

    @Test
    void grad_returnsGradientsAndLeavesTheLeavesAlone() {
        Tensor x = leaf(1, 2);
        Tensor y = leaf(3, 4);
        List<Tensor> grads = Autograd.grad(List.of(x.mul(y).sum()), List.of(x, y));
        assertElements(grads.get(0), 3, 4);
        assertElements(grads.get(1), 1, 2);
        assertNull(x.grad());
    }

    @Test
    void grad_withGradOutputs_weighsTheOutputs() {
        Tensor x = leaf(1, 2);
        Tensor weights = Torch.tensor(new double[] {1, 10});
        List<Tensor> grads =
                Autograd.grad(List.of(x.mul(3)), List.of(x), List.of(weights), false, false, false);
        assertElements(grads.getFirst(), 3, 30);
    }

    @Test
    void grad_twice_needsTheGraphRetained() {
        Tensor x = leaf(3);
        Tensor y = x.square().sum();
        for (boolean retain : new boolean[] {true, false}) {
            assertElements(
                    Autograd.grad(List.of(y), List.of(x), List.of(), retain, false, false)
                            .getFirst(),
                    6);
        }
        assertSays(
                "backward through the graph a second time",
                assertThrows(TorchException.class, () -> Autograd.grad(y, x)));
    }

    @Test
    void grad_ofAnUnusedInput_isRefusedUnlessAllowed() {
        Tensor x = leaf(3);
        Tensor unused = leaf(1);
        Tensor y = x.square().sum();
        assertSays(
                "appears to not have been used in the graph",
                assertThrows(
                        TorchException.class,
                        () ->
                                Autograd.grad(
                                        List.of(y),
                                        List.of(x, unused),
                                        List.of(),
                                        true,
                                        false,
                                        false)));
        List<Tensor> grads =
                Autograd.grad(List.of(y), List.of(x, unused), List.of(), false, false, true);
        assertElements(grads.get(0), 6);
        assertNull(grads.get(1));
    }

    @Test
    void grad_ofACube_canBeDifferentiatedTwiceMore() {
        Tensor x = leaf(2);
        Tensor first = Autograd.grad(x.pow(3).sum(), x, true);
        assertElements(first, 12); // 3x²
        Tensor second = Autograd.grad(first.sum(), x, true);
        assertElements(second, 12); // 6x
        assertElements(Autograd.grad(second.sum(), x), 6);
    }

    @Test
    void grad_withoutCreateGraph_hasNoGraph() {
        Tensor x = leaf(2);
        Tensor first = Autograd.grad(x.pow(3).sum(), x);
        assertFalse(first.requiresGrad());
        assertNull(first.gradFnName());
    }

    // ---- what is recorded

    @Test
    void results_nameWhatMadeThem() {
        Tensor x = leaf(1);
        assertTrue(x.isLeaf());
        assertNull(x.gradFnName());
        Tensor y = x.add(x);
        assertFalse(y.isLeaf());
        assertEquals("AddBackward0", y.gradFnName());
    }

    @Test
    void detached_sharesElementsButNoGraph() {
        Tensor x = leaf(1, 2);
        Tensor detached = x.mul(1).detach();
        assertFalse(detached.requiresGrad());
        assertTrue(detached.isLeaf());
        x.mul(2).add(x.detach()).sum().backward();
        assertElements(x.grad(), 2, 2);
        x.detach().fill_(7);
        assertElements(x.detach(), 7, 7);
    }

    @Test
    void noGrad_recordsNothingUntilItIsClosed() {
        Tensor x = leaf(1);
        try (var _ = Torch.noGrad()) {
            assertFalse(Torch.isGradEnabled());
            assertFalse(x.mul(2).requiresGrad());
            try (var _ = Torch.enableGrad()) {
                assertTrue(x.mul(2).requiresGrad());
            }
            assertFalse(x.mul(2).requiresGrad());
        }
        assertTrue(Torch.isGradEnabled());
        assertTrue(x.mul(2).requiresGrad());
    }

    @Test
    void noGrad_aroundALambda_givesItsResultAndEndsWithIt() {
        Tensor x = leaf(1);
        Supplier<Tensor> twice = () -> x.mul(2);
        assertFalse(Torch.noGrad(twice).requiresGrad());
        assertThrows(
                ArithmeticException.class,
                () ->
                        Torch.noGrad(
                                (Runnable)
                                        () -> {
                                            x.add_(1);
                                            throw new ArithmeticException();
                                        }));
        assertElements(x.detach(), 2);
        assertTrue(Torch.isGradEnabled());
    }

    @Test
    void inferenceMode_makesTensorsThatCannotBeRecordedLater() {
        Tensor x = leaf(1);
        Tensor made;
        try (var _ = Torch.inferenceMode()) {
            assertTrue(Torch.isInferenceModeEnabled());
            made = x.mul(2);
            assertFalse(made.requiresGrad());
        }
        assertFalse(Torch.isInferenceModeEnabled());
        assertSays(
                "Inference tensors cannot be saved for backward",
                assertThrows(TorchException.class, () -> x.mul(made)));
    }

    @Test
    void leaf_changedInPlaceWhileRecorded_isRefused() {
        Tensor x = leaf(1);
        assertSays(
                "a leaf Variable that requires grad is being used in an in-place operation",
                assertThrows(TorchException.class, () -> x.add_(1)));
    }

    // ---- hooks

    @Test
    void hook_seesTheGradient() {
        Tensor x = leaf(1, 2);
        List<double[]> seen = new ArrayList<>();
        x.registerHook(
                gradient -> {
                    seen.add(gradient.toDoubleArray());
                    return null;
                });
        x.mul(3).sum().backward();
        assertEquals(1, seen.size());
        assertArrayEquals(new double[] {3, 3}, seen.getFirst());
        assertElements(x.grad(), 3, 3);
    }

    @Test
    void hook_replacesTheGradient() {
        Tensor x = leaf(1, 2);
        Tensor middle = x.mul(3);
        middle.registerHook(gradient -> gradient.mul(10));
        middle.sum().backward();
        assertElements(x.grad(), 30, 30);
    }

    @Test
    void hooks_runInTheOrderOfTheirRegistration() {
        Tensor x = leaf(1);
        x.registerHook(gradient -> gradient.add(1));
        x.registerHook(gradient -> gradient.mul(10));
        x.sum().backward();
        assertElements(x.grad(), 20);
    }

    @Test
    void hook_thatWasRemoved_isNotCalled() {
        Tensor x = leaf(1);
        HookHandle first = x.registerHook(gradient -> gradient.mul(10));
        HookHandle second = x.registerHook(gradient -> gradient.add(5));
        first.remove();
        x.sum().backward();
        assertElements(x.grad(), 6);
        second.remove();
        second.remove();
        x.setGrad(null);
        x.sum().backward();
        assertElements(x.grad(), 1);
    }

    @Test
    void hook_insideAScope_replacesTheGradient() {
        Tensor x = leaf(1);
        try (var _ = Torch.scope()) {
            x.registerHook(
                    gradient -> {
                        try (var inner = Torch.scope()) {
                            return inner.keep(gradient.mul(10).neg());
                        }
                    });
            x.sum().backward();
        }
        assertElements(x.grad(), -10);
    }

    @Test
    void exceptionInAHook_comesOutOfBackwardAsItself() {
        Tensor x = leaf(1);
        var thrown = new IllegalStateException("from a hook");
        HookHandle hook =
                x.registerHook(
                        gradient -> {
                            throw thrown;
                        });
        assertSame(
                thrown, assertThrows(IllegalStateException.class, () -> x.mul(2).sum().backward()));
        hook.remove();
        x.setGrad(null);
        x.mul(2).sum().backward();
        assertElements(x.grad(), 2);
    }

    @Test
    void checkedExceptionAndErrorInAHook_comeOutAsThemselves() {
        for (Throwable thrown : List.of(new IOException("checked"), new AssertionError("error"))) {
            Tensor x = leaf(1);
            x.registerHook(gradient -> AutogradTest.<RuntimeException, Tensor>sneak(thrown));
            assertSame(
                    thrown, assertThrows(Throwable.class, () -> Autograd.grad(x.mul(2).sum(), x)));
        }
    }

    @Test
    void errorOfLibtorchInAHook_comesOutWithItsSentence() {
        Tensor x = leaf(1, 2);
        x.registerHook(gradient -> gradient.add(Torch.zeros(3)));
        assertSays(
                "must match the size of tensor",
                assertThrows(TorchException.class, () -> x.sum().backward()));
    }

    @Test
    void exceptionInAHook_manyTimes_leavesTheProcessRunning() {
        Tensor x = leaf(1);
        x.registerHook(
                gradient -> {
                    throw new ArithmeticException();
                });
        for (int i = 0; i < 1000; i++) {
            try (var _ = Torch.scope()) {
                assertThrows(ArithmeticException.class, () -> x.mul(2).sum().backward());
            }
        }
        assertNull(x.grad());
    }

    @Test
    void hook_mayComputeGradientsItself() {
        Tensor x = leaf(3);
        x.registerHook(
                gradient -> {
                    try (var _ = Torch.enableGrad()) {
                        Tensor other = leaf(2);
                        other.square().sum().backward();
                        return gradient.mul(other.grad());
                    }
                });
        x.sum().backward();
        assertElements(x.grad(), 4);
    }

    @Test
    void hook_onWhatNeedsNoGradient_isRefused() {
        Tensor x = Torch.zeros(2);
        assertSays(
                "doesn't require gradient",
                assertThrows(RuntimeException.class, () -> x.registerHook(gradient -> null)));
    }

    @Test
    void thousandBackwards_leaveNoHandles() {
        Tensor x = leaf(1, 2);
        x.registerHook(gradient -> gradient.mul(2));
        long before = Long.MAX_VALUE;
        for (int i = 0; i < 1000; i++) {
            try (var _ = Torch.scope()) {
                x.setGrad(null);
                x.square().sum().backward();
                assertNotNull(x.grad());
                Autograd.grad(x.pow(3).sum(), x, true);
            }
            long live = Torch.memory().liveHandles();
            // fewer there may be: the collector frees what earlier tests left
            assertTrue(live <= before, () -> live + " live handles");
            before = live;
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable, T> T sneak(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
