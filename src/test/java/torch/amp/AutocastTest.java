package torch.amp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import torch.DType;
import torch.Handles;
import torch.Tensor;
import torch.Torch;
import torch.cuda.Cuda;
import torch.nn.Linear;
import torch.optim.SGD;

/** Autocast as a setting of the thread; the numbers are in {@link AmpGoldenTest}. */
class AutocastTest {
    @Test
    void nestedAutocasts_setBackWhatWasBefore() {
        assertFalse(Torch.isAutocastEnabled("cpu"));
        try (var outer = new Autocast("cpu", DType.FLOAT16)) {
            assertTrue(Torch.isAutocastEnabled("cpu"));
            assertEquals(DType.FLOAT16, Torch.getAutocastDtype("cpu"));
            try (var inner = new Autocast("cpu", o -> o.enabled(false).cacheEnabled(false))) {
                assertFalse(Torch.isAutocastEnabled("cpu"));
                assertEquals(DType.FLOAT16, Torch.getAutocastDtype("cpu"));
                assertFalse(Torch.isAutocastCacheEnabled());
            }
            assertTrue(Torch.isAutocastEnabled("cpu"));
            assertTrue(Torch.isAutocastCacheEnabled());
        }
        assertFalse(Torch.isAutocastEnabled("cpu"));
        assertEquals(DType.BFLOAT16, Torch.getAutocastDtype("cpu"));
    }

    @Test
    void autocast_belongsToItsThread() throws Exception {
        var opened = new Autocast("cpu");
        Thread other =
                new Thread(
                        () -> {
                            assertFalse(Torch.isAutocastEnabled("cpu"));
                            assertThrows(IllegalStateException.class, opened::close);
                        });
        Throwable[] failure = {null};
        other.setUncaughtExceptionHandler((_, thrown) -> failure[0] = thrown);
        other.start();
        other.join();
        opened.close();
        opened.close();
        assertEquals(null, failure[0]);
        assertFalse(Torch.isAutocastEnabled("cpu"));
    }

    @Test
    void typeItDoesNotKnow_disablesIt() {
        try (var cast = new Autocast("cpu", DType.FLOAT64)) {
            assertFalse(Torch.isAutocastEnabled("cpu"));
        }
    }

    @Test
    void cachedCasts_goWithTheOutermostAutocast() {
        var layer = new Linear(8, 8);
        Tensor x = Torch.ones(1, 8);
        run(layer, x);
        long before = Handles.settled();
        run(layer, x);
        assertEquals(before, Handles.settled());
    }

    private static void run(Linear layer, Tensor x) {
        var optimizer = new SGD(layer.parameters(), o -> o.lr(0.1));
        var scaler = new GradScaler("cpu");
        for (int i = 0; i < 3; i++) {
            try (var scope = Torch.scope()) {
                Tensor loss;
                try (var cast = new Autocast("cpu")) {
                    loss = layer.call(x).sum();
                    assertEquals(DType.BFLOAT16, layer.call(x).dtype());
                }
                optimizer.zeroGrad();
                scaler.scale(loss).backward();
                scaler.step(optimizer);
                scaler.update();
            }
        }
        optimizer.zeroGrad();
    }

    @Test
    void cudaWithoutCuda_isOff() {
        if (Cuda.isAvailable()) return;
        try (var cast = new Autocast("cuda")) {
            assertFalse(Torch.isAutocastEnabled("cuda"));
        }
        assertFalse(new GradScaler().isEnabled());
    }

    @Test
    void badArguments_giveClearExceptions() {
        assertInstanceOf(
                IllegalArgumentException.class,
                assertThrows(RuntimeException.class, () -> new Autocast("toaster")));
        assertThrows(NullPointerException.class, () -> new Autocast((String) null));
        assertThrows(NullPointerException.class, () -> new GradScaler((String) null));
        assertThrows(NullPointerException.class, () -> Torch.setAutocastDtype("cpu", null));
        Tensor closed = Torch.ones(1);
        closed.close();
        var scaler = new GradScaler("cpu");
        assertThrows(IllegalStateException.class, () -> scaler.scale(closed));
        assertThrows(IllegalStateException.class, () -> scaler.scale(List.of(closed)));
    }
}
