package torch.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import torch.Device;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

@CudaTest
class EventTest {
    @Test
    void event_isMadeWhenItIsRecorded() {
        Event event = new Event();
        assertEquals("<torch.cuda.Event uninitialized>", event.toString());
        assertNull(event.device());
        assertEquals(0, event.cudaEvent());
        assertTrue(event.query());
        event.synchronize();
        event.wait(Cuda.currentStream());
        event.record();
        assertEquals(Device.of("cuda:0"), event.device());
        assertEquals(
                "<torch.cuda.Event 0x" + Long.toHexString(event.cudaEvent()) + ">",
                event.toString());
    }

    @Test
    void elapsedTime_isMeasured() {
        Event start = new Event(true);
        Event end = new Event(true);
        try (Tensor x = Torch.zeros(new long[] {1 << 22}, Torch.device("cuda"))) {
            start.record();
            for (int i = 0; i < 10; i++) x.add_(1);
            end.record();
            end.synchronize();
        }
        double milliseconds = start.elapsedTime(end);
        assertTrue(milliseconds > 0 && milliseconds < 10_000, "ms: " + milliseconds);
        assertTrue(end.elapsedTime(start) < 0);
    }

    @Test
    void elapsedTime_withoutTimingOrRecord_isRefused() {
        Event start = new Event(true);
        Event end = new Event(true);
        assertEquals(
                "elapsed_time: Both events must be created with argument 'enable_timing=True'.",
                assertThrows(IllegalArgumentException.class, () -> start.elapsedTime(new Event()))
                        .getMessage());
        assertEquals(
                "elapsed_time: Both events must be recorded before calculating elapsed time.",
                assertThrows(IllegalArgumentException.class, () -> start.elapsedTime(end))
                        .getMessage());
        start.record();
        assertThrows(IllegalArgumentException.class, () -> start.elapsedTime(end));
        assertThrows(NullPointerException.class, () -> start.elapsedTime(null));
        assertThrows(NullPointerException.class, () -> start.record(null));
    }

    @Test
    void event_recordedOnAnotherDevice_isRefused() {
        assumeTrue(Cuda.deviceCount() > 1, "there is one device only");
        Event event = new Event();
        event.record();
        assertEquals(
                "record: Event device 0 does not match recording stream's device 1.",
                assertThrows(TorchException.class, () -> event.record(new Stream(1))).getMessage());
        event.wait(new Stream(1)); // but any stream may wait
    }

    @Test
    void options_areTaken() {
        Event event = new Event(o -> o.enableTiming(true).blocking(true));
        event.record();
        event.synchronize();
        assertTrue(event.query());
        event.waitCurrentStream();
        Stream side = new Stream();
        assertEquals(event, side.recordEvent(event));
        side.waitEvent(event);
    }
}
