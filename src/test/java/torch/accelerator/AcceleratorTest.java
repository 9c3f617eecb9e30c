package torch.accelerator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import torch.Device;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.cuda.Cuda;
import torch.cuda.CudaTest;
import torch.cuda.Stream;

/** The accelerator, where there is one and where there is none. */
class AcceleratorTest {
    private static final Device CUDA = new Device("cuda", 0);

    @Test
    void withoutAccelerator_everythingSaysSoInPyTorchsWords() {
        Assumptions.assumeFalse(Cuda.isAvailable());
        assertFalse(Accelerator.isAvailable());
        assertEquals(0, Accelerator.deviceCount());
        assertNull(Accelerator.currentAccelerator(true));
        Accelerator.setDeviceIndex(-1);
        for (Executable call :
                List.<Executable>of(
                        () -> Accelerator.currentDeviceIndex(),
                        () -> Accelerator.setDeviceIndex(0),
                        () -> Accelerator.currentStream(),
                        () -> Accelerator.synchronize(),
                        () -> Accelerator.emptyCache(),
                        () -> Accelerator.emptyHostCache(),
                        () -> Accelerator.memoryStats(),
                        () -> Accelerator.memoryAllocated(),
                        () -> Accelerator.getMemoryInfo(),
                        () -> Accelerator.resetPeakMemoryStats(),
                        () -> Accelerator.deviceIndex(0),
                        () -> Accelerator.getRngState())) {
            var refused = assertThrows(TorchException.class, call);
            assertEquals(
                    "Cannot access accelerator device when none is available.",
                    refused.getMessage());
        }
    }

    @Test
    void deviceOfAnotherType_isRefused() {
        if (Accelerator.currentAccelerator() == null) {
            var refused =
                    assertThrows(TorchException.class, () -> Accelerator.setDeviceIndex(CUDA));
            assertEquals("Accelerator expected", refused.getMessage());
        } else {
            var refused =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> Accelerator.synchronize(Device.CPU));
            assertEquals("cpu doesn't match the current accelerator cuda.", refused.getMessage());
        }
    }

    @CudaTest
    @Test
    void accelerator_isCuda() {
        assertTrue(Accelerator.isAvailable());
        assertEquals(new Device("cuda", -1), Accelerator.currentAccelerator());
        assertEquals(Cuda.deviceCount(), Accelerator.deviceCount());
        assertEquals(Cuda.currentDevice(), Accelerator.currentDeviceIndex());
        try (var _ = Accelerator.deviceIndex(Accelerator.deviceCount() - 1)) {
            assertEquals(Accelerator.deviceCount() - 1, Accelerator.currentDeviceIndex());
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> Accelerator.setDeviceIndex(new Device("cuda", -1)));
    }

    @CudaTest
    @Test
    void stream_thatIsSet_isCurrent() {
        Stream before = Accelerator.currentStream();
        Stream other = new Stream();
        try {
            Accelerator.setStream(other);
            assertEquals(other, Accelerator.currentStream());
        } finally {
            Accelerator.setStream(before);
        }
        Accelerator.synchronize(CUDA);
        assertThrows(NullPointerException.class, () -> Accelerator.setStream(null));
    }

    @CudaTest
    @Test
    void memory_isCounted() {
        Cuda.init();
        long before = Accelerator.memoryAllocated(CUDA);
        Accelerator.resetPeakMemoryStats(CUDA);
        try (Tensor some = Torch.empty(Torch.shape(1 << 20), Torch.device("cuda:0"))) {
            assertEquals(before + some.numel() * 4, Accelerator.memoryAllocated(CUDA));
        }
        assertEquals(before, Accelerator.memoryAllocated(CUDA));
        assertTrue(Accelerator.maxMemoryAllocated(CUDA) >= before + (4 << 20));
        assertTrue(Accelerator.memoryReserved(CUDA) >= Accelerator.memoryAllocated(CUDA));
        assertTrue(Accelerator.getMemoryInfo(CUDA).total() >= Accelerator.memoryReserved(CUDA));
        assertEquals(Cuda.memoryStats(0).keySet(), Accelerator.memoryStats(CUDA).keySet());
        Accelerator.resetAccumulatedMemoryStats(CUDA);
        Accelerator.emptyCache();
        Accelerator.emptyHostCache();
        assertTrue(Cuda.memorySummary(0).contains("PyTorch CUDA memory summary, device ID 0"));
        assertFalse(Cuda.memorySummary(CUDA, true).contains("from large pool"));
    }
}
