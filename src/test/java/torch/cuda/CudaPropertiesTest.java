package torch.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import torch.Device;
import torch.backends.Backends;

/** What CUDA says about its devices. */
@CudaTest
class CudaPropertiesTest {
    @Test
    void properties_areThoseOfARealDevice() {
        DeviceProperties properties = Cuda.getDeviceProperties();
        assertFalse(properties.name().isBlank());
        assertEquals(properties.name(), Cuda.getDeviceName());
        assertEquals(properties.name(), properties.gcnArchName());
        assertEquals(32, properties.warpSize());
        assertTrue(properties.multiProcessorCount() > 0);
        assertTrue(properties.maxThreadsPerMultiProcessor() >= properties.maxThreadsPerBlock());
        assertTrue(properties.sharedMemoryPerBlockOptin() >= properties.sharedMemoryPerBlock());
        assertTrue(properties.l2CacheSize() > 0);
        assertNotEquals(new java.util.UUID(0, 0), properties.uuid());
        // CUDA tells the total twice, once in a field that is read at a fixed place.
        MemoryInfo memory = Cuda.memGetInfo();
        double ratio = (double) properties.totalMemory() / memory.total();
        assertTrue(ratio > 0.95 && ratio < 1.05, properties + " and " + memory);
    }

    @Test
    void capability_isThatOfTheProperties() {
        DeviceProperties properties = Cuda.getDeviceProperties(0);
        assertEquals(
                new DeviceCapability(properties.major(), properties.minor()),
                Cuda.getDeviceCapability(new Device("cuda", 0)));
        assertEquals(Cuda.getDeviceCapability(0), Cuda.getDeviceCapability());
        assertEquals(properties.major() >= 8, Cuda.isTf32Supported());
        assertTrue(Cuda.isBf16Supported());
    }

    @Test
    void devicesThatAreNotThere_areRefused() {
        var refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Cuda.getDeviceProperties(Cuda.deviceCount()));
        assertEquals("Invalid device id", refused.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Cuda.getDeviceProperties(-1));
        assertThrows(IllegalArgumentException.class, () -> Cuda.getDeviceName(Device.CPU));
    }

    @Test
    void architectures_areNamedAsInPyTorch() {
        assertTrue(
                Cuda.getArchList().stream().allMatch(a -> a.matches("(sm|compute)_\\d+[af]?")),
                () -> Cuda.getArchList().toString());
        assertEquals(Cuda.getArchList().isEmpty(), Cuda.getGencodeFlags().isEmpty());
    }

    @Test
    void planCache_keepsItsSize() {
        var plans = Backends.cuda().cufftPlanCache().get(0);
        long before = plans.maxSize();
        plans.setMaxSize(10);
        assertEquals(10, plans.maxSize());
        plans.setMaxSize(before);
        plans.clear();
        assertEquals(0, plans.size());
    }
}
