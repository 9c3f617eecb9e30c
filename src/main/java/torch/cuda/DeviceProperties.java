package torch.cuda;

import java.util.UUID;

/**
 * What CUDA says about a device. Mirrors {@code torch.cuda._CudaDeviceProperties}, of which {@code toString} has the
 * printed form.
 *
 * @param name the name, as {@code NVIDIA H100 80GB HBM3}
 * @param major the compute capability's first number
 * @param minor the compute capability's second number
 * @param totalMemory bytes of memory
 * @param multiProcessorCount multiprocessors
 * @param isIntegrated whether it shares the host's memory
 * @param isMultiGpuBoard whether its board carries others
 * @param maxThreadsPerMultiProcessor threads that a multiprocessor holds
 * @param maxThreadsPerBlock threads of a block
 * @param warpSize threads of a warp
 * @param regsPerMultiprocessor registers, of 32 bits, of a multiprocessor
 * @param sharedMemoryPerBlock bytes that the threads of a block share
 * @param sharedMemoryPerBlockOptin the same for a kernel that asks for more
 * @param sharedMemoryPerMultiprocessor bytes that the blocks of a multiprocessor share
 * @param l2CacheSize bytes of the second cache
 * @param uuid the identifier
 * @param pciBusId the PCI bus
 * @param pciDeviceId the place on the PCI bus
 * @param pciDomainId the PCI domain
 * @param clockRate the clock in kHz
 * @param memoryClockRate the memory's clock in kHz
 * @param memoryBusWidth bits of the memory's bus
 */
public record DeviceProperties(
        String name,
        int major,
        int minor,
        long totalMemory,
        int multiProcessorCount,
        boolean isIntegrated,
        boolean isMultiGpuBoard,
        int maxThreadsPerMultiProcessor,
        int maxThreadsPerBlock,
        int warpSize,
        int regsPerMultiprocessor,
        long sharedMemoryPerBlock,
        long sharedMemoryPerBlockOptin,
        long sharedMemoryPerMultiprocessor,
        long l2CacheSize,
        UUID uuid,
        int pciBusId,
        int pciDeviceId,
        int pciDomainId,
        int clockRate,
        int memoryClockRate,
        int memoryBusWidth) {
    private static final long MEBI = 1024 * 1024;

    /** The name: of AMD's devices it is another. Mirrors {@code gcnArchName}. */
    public String gcnArchName() {
        return name;
    }

    /** As Python prints it. */
    @Override
    public String toString() {
        return ("_CudaDeviceProperties(name='%s', major=%d, minor=%d, total_memory=%dMB, multi_processor_count=%d,"
                        + " uuid=%s, pci_bus_id=%d, pci_device_id=%d, pci_domain_id=%d, L2_cache_size=%dMB)")
                .formatted(
                        name,
                        major,
                        minor,
                        totalMemory / MEBI,
                        multiProcessorCount,
                        uuid,
                        pciBusId,
                        pciDeviceId,
                        pciDomainId,
                        l2CacheSize / MEBI);
    }
}
