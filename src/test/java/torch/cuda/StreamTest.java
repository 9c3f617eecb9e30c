package torch.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import torch.Device;
import torch.Tensor;
import torch.Torch;

@CudaTest
class StreamTest {
    @Test
    void defaultStream_isTheCurrentOneAtFirst() {
        Stream standard = Cuda.defaultStream();
        assertEquals(standard, Cuda.currentStream());
        assertEquals(0, standard.cudaStream());
        assertEquals(Device.of("cuda:0"), standard.device());
        assertEquals("<torch.cuda.Stream device=cuda:0 cuda_stream=0x0>", standard.toString());
        assertTrue(standard.query());
        standard.synchronize();
    }

    @Test
    void stream_isCurrentUntilItsContextCloses() {
        Stream side = new Stream();
        assertNotEquals(Cuda.defaultStream(), side);
        try (var context = Cuda.stream(side)) {
            assertEquals(side, Cuda.currentStream());
            assertEquals(side.hashCode(), Cuda.currentStream().hashCode());
            assertNotEquals(0, side.cudaStream());
            assertEquals(
                    "<torch.cuda.Stream device=cuda:0 cuda_stream=0x"
                            + Long.toHexString(side.cudaStream())
                            + ">",
                    side.toString());
            context.close();
            assertEquals(Cuda.defaultStream(), Cuda.currentStream());
        }
        assertEquals(Cuda.defaultStream(), Cuda.currentStream());
    }

    @Test
    void context_afterAnException_isPutBack() {
        assertThrows(
                IllegalArgumentException.class,
                () -> {
                    try (var context = Cuda.stream(new Stream())) {
                        throw new IllegalArgumentException();
                    }
                });
        assertEquals(Cuda.defaultStream(), Cuda.currentStream());
    }

    @Test
    void stream_belongsToTheThread() throws Exception {
        try (var context = Cuda.stream(new Stream())) {
            var elsewhere = new FutureTask<>(Cuda::currentStream);
            Thread.ofPlatform().start(elsewhere);
            assertEquals(Cuda.defaultStream(), elsewhere.get());
        }
    }

    @Test
    void stream_ofAnotherDevice_changesTheDeviceMeanwhile() {
        assumeTrue(Cuda.deviceCount() > 1, "there is one device only");
        Stream there = new Stream(1);
        assertEquals(1, there.deviceIndex());
        try (var context = Cuda.stream(there)) {
            assertEquals(1, Cuda.currentDevice());
            assertEquals(there, Cuda.currentStream());
            assertEquals(Cuda.defaultStream(0), Cuda.currentStream(0));
        }
        assertEquals(0, Cuda.currentDevice());
        assertEquals(Cuda.defaultStream(1), Cuda.currentStream(1));
        assertEquals(Cuda.defaultStream(0), Cuda.currentStream());
    }

    @Test
    void priority_isTheNearestThereIs() {
        Stream.PriorityRange range = Stream.priorityRange();
        assertEquals(0, range.least());
        assertTrue(range.greatest() < 0);
        assertEquals("(0, " + range.greatest() + ")", range.toString());
        assertEquals(0, new Stream().priority());
        assertEquals(range.greatest(), new Stream(null, range.greatest()).priority());
        assertEquals(range.greatest(), new Stream(null, -100).priority());
        assertEquals(0, new Stream(null, 7).priority());
        assertEquals(0, new Stream(null, Integer.MAX_VALUE).priority());
        assertEquals(range.greatest(), new Stream(null, Integer.MIN_VALUE).priority());
    }

    @Test
    void externalStream_isTheOneAtItsAddress() {
        Stream side = new Stream();
        Stream same = new ExternalStream(side.cudaStream());
        assertEquals(side.cudaStream(), same.cudaStream());
        assertEquals(side.cudaStream(), Cuda.getStreamFromExternal(side.cudaStream()).cudaStream());
        try (var context = Cuda.stream(same)) {
            assertEquals(same, Cuda.currentStream());
        }
        same.synchronize();
    }

    @Test
    void waitStream_ordersWork() {
        Stream first = new Stream();
        Stream second = new Stream();
        Event done;
        try (Tensor x = Torch.zeros(new long[] {1 << 20}, Torch.device("cuda"))) {
            first.waitStream(Cuda.currentStream());
            try (var context = Cuda.stream(first)) {
                x.fill_(3);
            }
            second.waitStream(first);
            try (var context = Cuda.stream(second)) {
                x.recordStream(second);
                done = second.recordEvent();
            }
            done.synchronize();
            assertTrue(done.query());
            assertTrue(first.query(), "what second waited for is done");
        }
    }

    @Test
    void recordStream_keepsTheMemoryFromOthers() {
        Stream side = new Stream();
        Tensor x = Torch.empty(new long[] {1000}, Torch.device("cuda"));
        x.recordStream(side);
        x.close();
        side.synchronize();
        assertThrows(IllegalStateException.class, () -> x.recordStream(side));
        try (Tensor cpu = Torch.zeros(2)) {
            assertThrows(UnsupportedOperationException.class, () -> cpu.recordStream(side));
        }
    }

    @Test
    void stream_onADeviceThatIsNotThere_isRefused() {
        assertThrows(torch.TorchException.class, () -> new Stream(100));
        assertThrows(IllegalArgumentException.class, () -> new Stream(Device.CPU));
        assertThrows(NullPointerException.class, () -> new Stream().waitStream(null));
        assertThrows(NullPointerException.class, () -> new Stream().waitEvent(null));
        assertFalse(new Stream().equals(null));
    }
}
