package torch.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import torch.AcceleratorException;
import torch.Device;
import torch.Tensor;
import torch.Torch;

@CudaTest
class CudaDevicesTest {
    @AfterEach
    void firstDevice() {
        Cuda.setDevice(0);
    }

    private static void severalDevices() {
        assumeTrue(Cuda.deviceCount() > 1, "there is one device only");
    }

    @Test
    void init_setsCudaUp() {
        Cuda.init();
        assertTrue(Cuda.isInitialized());
        assertEquals(0, Cuda.currentDevice());
    }

    @Test
    void device_guard_isPutBack() {
        severalDevices();
        try (var outer = Cuda.device(1)) {
            assertEquals(1, Cuda.currentDevice());
            try (Tensor here = Torch.empty(new long[] {2}, Torch.device("cuda"))) {
                assertEquals(Device.of("cuda:1"), here.device());
                try (var inner = Cuda.device(Device.of("cuda:0"))) {
                    assertEquals(0, Cuda.currentDevice());
                    try (var of = Cuda.deviceOf(here)) {
                        assertEquals(1, Cuda.currentDevice());
                    }
                    assertEquals(0, Cuda.currentDevice());
                }
            }
            assertEquals(1, Cuda.currentDevice());
            outer.close();
            assertEquals(0, Cuda.currentDevice());
        }
        assertEquals(0, Cuda.currentDevice());
    }

    @Test
    void device_belongsToTheThread() throws Exception {
        severalDevices();
        Cuda.setDevice(1);
        var elsewhere = new FutureTask<>(Cuda::currentDevice);
        Thread.ofPlatform().start(elsewhere);
        assertEquals(0, elsewhere.get());
        assertEquals(1, Cuda.currentDevice());
    }

    @Test
    void guard_onAnotherThread_isRefused() throws Exception {
        try (var guard = Cuda.device(0)) {
            var elsewhere =
                    new FutureTask<>(() -> assertThrows(IllegalStateException.class, guard::close));
            Thread.ofPlatform().start(elsewhere);
            assertTrue(elsewhere.get().getMessage().startsWith("this device guard belongs to"));
        }
    }

    @Test
    void device_thatIsNotThere_isAnAcceleratorException() {
        assertEquals(
                "set_device: CUDA error: invalid device ordinal",
                assertThrows(AcceleratorException.class, () -> Cuda.setDevice(100)).getMessage());
        assertThrows(AcceleratorException.class, () -> Cuda.device(100));
        assertEquals(0, Cuda.currentDevice());
        Cuda.synchronize();
    }

    @Test
    void canDeviceAccessPeer_checksItsDevices() {
        assertEquals(
                "Invalid device id",
                assertThrows(IllegalArgumentException.class, () -> Cuda.canDeviceAccessPeer(-1, 0))
                        .getMessage());
        assertEquals(
                "Invalid peer device id",
                assertThrows(IllegalArgumentException.class, () -> Cuda.canDeviceAccessPeer(0, 100))
                        .getMessage());
        severalDevices();
        assertEquals(Cuda.canDeviceAccessPeer(0, 1), Cuda.canDeviceAccessPeer(1, 0));
    }

    @Test
    void syncDebugMode_isKept() {
        assertEquals(0, Cuda.getSyncDebugMode());
        try (Tensor x = Torch.zeros(new long[] {2}, Torch.device("cuda"))) {
            Cuda.setSyncDebugMode("error");
            assertEquals(2, Cuda.getSyncDebugMode());
            assertEquals(
                    "called a synchronizing CUDA operation",
                    assertThrows(torch.TorchException.class, x::cpu)
                            .getMessage()
                            .replaceFirst("^\\w+: ", ""));
        } finally {
            Cuda.setSyncDebugMode("default");
        }
        assertThrows(IllegalArgumentException.class, () -> Cuda.setSyncDebugMode("loud"));
        assertThrows(IllegalArgumentException.class, () -> Cuda.setSyncDebugMode(3));
        assertEquals(0, Cuda.getSyncDebugMode());
    }

    @Test
    void oddsAndEnds_answer() {
        assertTrue(Cuda.currentBlasHandle() != 0);
        Cuda.ipcCollect();
        Cuda.synchronize(0);
        Cuda.synchronize(Device.of("cuda"));
    }
}
