package torch.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import torch.Device;
import torch.Torch;
import torch.TorchException;

/** What the driver's NVML says of a device, where there is one. */
@CudaTest
class CudaManagementTest {
    private static final Device GPU = new Device("cuda", 0);

    @BeforeEach
    void needsTheDriver() {
        try {
            Nvml.open();
        } catch (TorchException e) {
            Assumptions.abort(e.getMessage());
        }
    }

    private static void inRange(long value, long from, long to) {
        assertTrue(from <= value && value <= to, value + " is not in " + from + ".." + to);
    }

    @Test
    void sensors_areInTheirRanges() {
        inRange(Cuda.utilization(), 0, 100);
        inRange(Cuda.utilization(GPU), 0, 100);
        inRange(Cuda.memoryUsage(), 0, 100);
        inRange(Cuda.temperature(), 1, 120);
        inRange(Cuda.temperature(GPU), 1, 120);
        inRange(Cuda.clockRate(), 1, 10_000);
        try {
            inRange(Cuda.powerDraw(), 1, 3_000_000);
        } catch (TorchException e) {
            assertEquals("Not Supported", e.getMessage());
        }
    }

    @Test
    void memory_ofAllProcesses_growsWithOurs() {
        Cuda.init();
        try (var some = Torch.zeros(Torch.shape(32 << 20), Torch.device(GPU))) {
            assertTrue(some.isCuda());
            assertTrue(Cuda.deviceMemoryUsed(GPU) >= 0);
            assertTrue(Cuda.deviceMemoryUsed() <= 1L << 50);
        }
        assertTrue(Cuda.listGpuProcesses().startsWith("GPU:"), Cuda.listGpuProcesses());
    }

    @Test
    void deviceOfAnotherType_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> Cuda.temperature(Device.CPU));
    }
}
