package torch.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static torch.autograd.Recorded.assertThrown;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import torch.Autograd;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

/** Anomaly detection and the other settings of the engine. */
class AnomalyTest {
    @AfterEach
    void setBack() {
        Autograd.setDetectAnomaly(false, true);
    }

    private static Tensor nanByRoot() {
        return Torch.ones(2).requiresGrad_().mul(0).sqrt().mul(0).sum();
    }

    private static Tensor nanByPower() {
        return Torch.ones(2).requiresGrad_().mul(0).pow(0.5).mul(0).sum();
    }

    @Test
    void nan_namesTheFunctionThatComputedIt() {
        try (var _ = Autograd.detectAnomaly()) {
            assertTrue(Autograd.isAnomalyEnabled());
            assertTrue(Autograd.isAnomalyCheckNanEnabled());
            assertThrown("anomaly.sqrt", TorchException.class, () -> nanByRoot().backward());
            assertThrown("anomaly.pow", TorchException.class, () -> nanByPower().backward());
        }
        assertFalse(Autograd.isAnomalyEnabled());
        nanByRoot().backward();
    }

    @Test
    void nan_isNoAnomalyUnlessItIsLookedFor() {
        try (var _ = Autograd.detectAnomaly(false)) {
            assertTrue(Autograd.isAnomalyEnabled());
            assertFalse(Autograd.isAnomalyCheckNanEnabled());
            nanByRoot().backward();
        }
        assertTrue(Autograd.isAnomalyCheckNanEnabled());
    }

    @Test
    void setting_staysUntilItIsSetAgain() {
        Autograd.setDetectAnomaly(true);
        assertThrows(TorchException.class, () -> nanByRoot().backward());
        try (var _ = Autograd.setDetectAnomaly(false)) {
            nanByRoot().backward();
        }
        assertTrue(Autograd.isAnomalyEnabled());
        Autograd.setDetectAnomaly(false);
        nanByRoot().backward();
    }

    @Test
    void rightGradients_passWithDetection() {
        try (var _ = Autograd.detectAnomaly()) {
            Tensor x = Recorded.leaf(1, 4);
            x.sqrt().sum().backward();
            assertEquals(0.25, x.grad().toDoubleArray()[1]);
        }
    }

    @Test
    void multithreading_isSetAndSetBack() throws InterruptedException {
        assertTrue(Autograd.isMultithreadingEnabled());
        try (var _ = Autograd.setMultithreadingEnabled(false)) {
            assertFalse(Autograd.isMultithreadingEnabled());
            assertTrue(Torch.isGradEnabled());
            assertFalse(Torch.isInferenceModeEnabled());
            AtomicReference<Boolean> elsewhere = new AtomicReference<>();
            Thread other =
                    Thread.ofPlatform()
                            .start(() -> elsewhere.set(Autograd.isMultithreadingEnabled()));
            other.join();
            assertTrue(elsewhere.get(), "another thread has settings of its own");
            Recorded.leaf(1).exp().sum().backward();
        }
        assertTrue(Autograd.isMultithreadingEnabled());
    }

    /** The setting shows: without replay, a view of a changed base is made anew by as_strided. */
    @Test
    void viewReplay_decidesHowChangedViewsAreMade() {
        assertFalse(Autograd.isViewReplayEnabled());
        assertEquals("AsStridedBackward0", nodeOfAChangedView());
        try (var _ = Autograd.setViewReplayEnabled(true)) {
            assertTrue(Autograd.isViewReplayEnabled());
            assertEquals("SelectBackward0", nodeOfAChangedView());
        }
        assertEquals("AsStridedBackward0", nodeOfAChangedView());
    }

    private static String nodeOfAChangedView() {
        Tensor base = Recorded.leaf(1, 2).mul(1);
        Tensor view = base.select(0, 1);
        base.mul_(2);
        return view.gradFnName();
    }

    @Test
    void setting_belongsToItsThread() throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        try (var flag = Autograd.setMultithreadingEnabled(true)) {
            Thread other =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            flag.close();
                                        } catch (IllegalStateException e) {
                                            thrown.set(e);
                                        }
                                    });
            other.join();
        }
        assertTrue(thrown.get().getMessage().contains("this setting belongs to thread"));
    }

    @Test
    void kineto_isThereInOrdinaryBuilds() {
        assertTrue(Autograd.kinetoAvailable());
    }

    @Test
    void modesOfAutograd_areThoseOfTorch() {
        Tensor x = Recorded.leaf(1);
        try (var _ = Autograd.noGrad()) {
            assertFalse(Autograd.isGradEnabled());
            assertTrue(Autograd.enableGrad(() -> x.mul(2)).requiresGrad());
            try (var _ = Autograd.setGradEnabled(true)) {
                assertTrue(x.mul(2).requiresGrad());
            }
        }
        assertFalse(Autograd.noGrad(() -> x.mul(2)).requiresGrad());
        assertFalse(Autograd.inferenceMode(() -> x.mul(2)).requiresGrad());
        try (var _ = Autograd.inferenceMode()) {
            assertTrue(Autograd.isInferenceModeEnabled());
            try (var _ = Autograd.inferenceMode(false)) {
                assertTrue(x.mul(2).requiresGrad());
            }
        }
        assertFalse(Autograd.isInferenceModeEnabled());
        assertTrue(Autograd.isGradEnabled());
    }
}
