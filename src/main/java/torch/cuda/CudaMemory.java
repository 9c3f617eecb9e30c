package torch.cuda;

import java.lang.ref.Reference;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import torch.Device;
import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.Results;

/**
 * The caching allocator: setting it up and asking the device. What it counts is in {@link CudaMemoryStats}, from which
 * this class inherits.
 */
abstract class CudaMemory extends CudaMemoryStats {
    CudaMemory() {}

    /**
     * Gives memory that is cached and not used back to the device; nothing before CUDA is set up. Mirrors
     * {@code torch.cuda.empty_cache}.
     */
    public static void emptyCache() {
        if (isInitialized()) Downcalls.call(Function.CUDA_EMPTY_CACHE);
    }

    /** The current device's memory. Mirrors {@code torch.cuda.mem_get_info}. */
    public static MemoryInfo memGetInfo() {
        return memGetInfo(null);
    }

    /** A device's memory. Mirrors {@code torch.cuda.mem_get_info(1)}. */
    public static MemoryInfo memGetInfo(int device) {
        return memGetInfo(new Device("cuda", device));
    }

    /** A device's memory; null is the current one. */
    public static MemoryInfo memGetInfo(@Nullable Device device) {
        initialize("mem_get_info");
        Results results =
                new Results(Downcalls.call(Function.CUDA_MEM_GET_INFO, indexOrCurrent(device)));
        return new MemoryInfo(results.next(), results.next());
    }

    /**
     * How much of the current device's memory this process may have. Mirrors
     * {@code torch.cuda.set_per_process_memory_fraction}.
     *
     * @param fraction from 0 to 1 of all of it; beyond that an allocation fails with an
     *     {@link torch.OutOfMemoryException}
     */
    public static void setPerProcessMemoryFraction(double fraction) {
        setPerProcessMemoryFraction(fraction, null);
    }

    /** As {@link #setPerProcessMemoryFraction(double)}, of a device. */
    public static void setPerProcessMemoryFraction(double fraction, int device) {
        setPerProcessMemoryFraction(fraction, new Device("cuda", device));
    }

    /** As {@link #setPerProcessMemoryFraction(double)}, of a device; null is the current one. */
    public static void setPerProcessMemoryFraction(double fraction, @Nullable Device device) {
        initialize("set_per_process_memory_fraction");
        if (!(fraction >= 0 && fraction <= 1))
            throw new IllegalArgumentException(
                    "Invalid fraction value: " + fraction + ". Allowed range: 0~1");
        Downcalls.call(
                Function.CUDA_SET_MEMORY_FRACTION,
                Double.doubleToRawLongBits(fraction),
                indexOrCurrent(device));
    }

    /** What {@link #setPerProcessMemoryFraction(double)} set. Mirrors {@code torch.cuda.get_per_process_memory_fraction}. */
    public static double getPerProcessMemoryFraction() {
        return getPerProcessMemoryFraction(null);
    }

    /** As {@link #getPerProcessMemoryFraction()}, of a device; null is the current one. */
    public static double getPerProcessMemoryFraction(@Nullable Device device) {
        initialize("get_per_process_memory_fraction");
        return new Results(Downcalls.call(Function.CUDA_MEMORY_FRACTION, indexOrCurrent(device)))
                .nextDouble();
    }

    /** The allocator: {@code native} or {@code cudaMallocAsync}. Mirrors {@code torch.cuda.get_allocator_backend}. */
    public static String getAllocatorBackend() {
        require("get_allocator_backend");
        return new Results(Downcalls.call(Function.CUDA_ALLOCATOR_NAME)).nextString();
    }

    /**
     * Memory of the caching allocator, for other libraries, on the current device and stream. Mirrors
     * {@code torch.cuda.caching_allocator_alloc}.
     *
     * @return its address on the device, to be given to {@link #cachingAllocatorDelete}
     */
    public static long cachingAllocatorAlloc(long size) {
        return cachingAllocatorAlloc(size, null, null);
    }

    /** As {@link #cachingAllocatorAlloc(long)}, on a device and stream; null is the current one. */
    public static long cachingAllocatorAlloc(
            long size, @Nullable Device device, @Nullable Stream stream) {
        initialize("caching_allocator_alloc");
        if (size < 0)
            throw new IllegalArgumentException(
                    "caching_allocator_alloc: argument 'size' must not be negative, but is "
                            + size);
        int index = indexOrCurrent(device);
        Stream on = stream == null ? Cuda.currentStream(index) : stream;
        return new Results(Downcalls.call(Function.CUDA_ALLOC, size, on.cudaStream(), index))
                .next();
    }

    /**
     * Frees what {@link #cachingAllocatorAlloc(long)} gave. Mirrors {@code torch.cuda.caching_allocator_delete}.
     *
     * @throws torch.TorchException if it is no such address
     */
    public static void cachingAllocatorDelete(long memPtr) {
        initialize("caching_allocator_delete");
        Downcalls.call(Function.CUDA_DELETE, memPtr);
    }

    /** Lets the allocator keep what is freed. Mirrors {@code torch.cuda.caching_allocator_enable}. */
    public static void cachingAllocatorEnable() {
        cachingAllocatorEnable(true);
    }

    /** Whether the allocator keeps what is freed; nothing before CUDA is set up. */
    public static void cachingAllocatorEnable(boolean value) {
        if (isInitialized()) Downcalls.call(Function.CUDA_ALLOCATOR_ENABLE, value ? 1 : 0);
    }

    /**
     * The allocator keeps nothing until the guard is closed. Mirrors
     * {@code with torch.cuda.caching_allocator_disabled():}.
     */
    public static AllocatorDisabled cachingAllocatorDisabled() {
        initialize("caching_allocator_disabled");
        return new AllocatorDisabled();
    }

    /**
     * Lets another allocator serve the whole process from now on; it counts nothing. Mirrors
     * {@code torch.cuda.change_current_allocator}.
     *
     * @throws torch.TorchException after CUDA was set up
     */
    public static void changeCurrentAllocator(CUDAPluggableAllocator allocator) {
        Downcalls.call(Function.CUDA_CHANGE_ALLOCATOR, allocator.address());
        Reference.reachabilityFence(allocator);
    }

    /**
     * What the allocator has of all devices' memory, segment by segment. Mirrors {@code torch.cuda.memory_snapshot},
     * without Python's stack traces.
     */
    public static List<AllocatorSegment> memorySnapshot() {
        require("memory_snapshot");
        return AllocatorSegment.of(MempoolId.NONE);
    }

    /** As {@link #memorySnapshot()}, of a pool. Mirrors {@code torch.cuda.memory_snapshot(pool.id)}. */
    public static List<AllocatorSegment> memorySnapshot(MempoolId mempoolId) {
        require("memory_snapshot");
        return AllocatorSegment.of(mempoolId);
    }

    /**
     * This thread's allocations on the current device come from a pool until the guard is closed. Mirrors
     * {@code with torch.cuda.use_mem_pool(pool):}.
     */
    public static MemPoolContext useMemPool(MemPool pool) {
        return useMemPool(pool, null);
    }

    /** As {@link #useMemPool(MemPool)}, on a device; null is the current one. */
    public static MemPoolContext useMemPool(MemPool pool, @Nullable Device device) {
        Objects.requireNonNull(pool, "pool");
        return new MemPoolContext(pool.id(), indexOrCurrent(device));
    }
}
