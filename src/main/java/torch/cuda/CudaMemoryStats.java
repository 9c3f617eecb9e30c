package torch.cuda;

import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import torch.Device;
import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.Warnings;

/** What the allocators of device memory and of pinned memory count. */
abstract class CudaMemoryStats extends CudaStreams {
    CudaMemoryStats() {}

    // ---- Device memory

    /**
     * What the current device's allocator counts, as {@code allocated_bytes.all.current}: {@code allocation},
     * {@code segment}, {@code active}, {@code inactive_split} (numbers) and {@code allocated_bytes},
     * {@code reserved_bytes}, {@code active_bytes}, {@code inactive_split_bytes}, {@code requested_bytes}; of
     * {@code all}, the {@code large_pool} and the {@code small_pool}; the {@code current} value, its {@code peak}, and
     * what was {@code allocated} and {@code freed} in all. Beside them {@code num_alloc_retries}, {@code num_ooms},
     * {@code max_split_size} and others. Empty before CUDA is set up. Mirrors {@code torch.cuda.memory_stats}.
     */
    public static SortedMap<String, Long> memoryStats() {
        return memoryStats(null);
    }

    /** As {@link #memoryStats()}, of a device. Mirrors {@code torch.cuda.memory_stats(1)}. */
    public static SortedMap<String, Long> memoryStats(int device) {
        return memoryStats(new Device("cuda", device));
    }

    /** As {@link #memoryStats()}, of a device; null is the current one. */
    public static SortedMap<String, Long> memoryStats(@Nullable Device device) {
        return AllocatorStats.flat(memoryStatsAsNestedDict(device), Long.class);
    }

    /** {@link #memoryStats()} in nested maps. Mirrors {@code torch.cuda.memory_stats_as_nested_dict}. */
    public static Map<String, Object> memoryStatsAsNestedDict() {
        return memoryStatsAsNestedDict(null);
    }

    /** As {@link #memoryStatsAsNestedDict()}, of a device; null is the current one. */
    public static Map<String, Object> memoryStatsAsNestedDict(@Nullable Device device) {
        return isInitialized() ? AllocatorStats.ofDevice(indexOrCurrent(device)) : Map.of();
    }

    private static long stat(@Nullable Device device, String name) {
        return memoryStats(device).getOrDefault(name, 0L);
    }

    /** The bytes that the current device's tensors occupy. Mirrors {@code torch.cuda.memory_allocated}. */
    public static long memoryAllocated() {
        return memoryAllocated(null);
    }

    /** As {@link #memoryAllocated()}, of a device. */
    public static long memoryAllocated(int device) {
        return memoryAllocated(new Device("cuda", device));
    }

    /** As {@link #memoryAllocated()}, of a device; null is the current one. */
    public static long memoryAllocated(@Nullable Device device) {
        return stat(device, "allocated_bytes.all.current");
    }

    /** The most that {@link #memoryAllocated()} was. Mirrors {@code torch.cuda.max_memory_allocated}. */
    public static long maxMemoryAllocated() {
        return maxMemoryAllocated(null);
    }

    /** As {@link #maxMemoryAllocated()}, of a device. */
    public static long maxMemoryAllocated(int device) {
        return maxMemoryAllocated(new Device("cuda", device));
    }

    /** As {@link #maxMemoryAllocated()}, of a device; null is the current one. */
    public static long maxMemoryAllocated(@Nullable Device device) {
        return stat(device, "allocated_bytes.all.peak");
    }

    /** The bytes that the allocator has from the current device. Mirrors {@code torch.cuda.memory_reserved}. */
    public static long memoryReserved() {
        return memoryReserved(null);
    }

    /** As {@link #memoryReserved()}, of a device. */
    public static long memoryReserved(int device) {
        return memoryReserved(new Device("cuda", device));
    }

    /** As {@link #memoryReserved()}, of a device; null is the current one. */
    public static long memoryReserved(@Nullable Device device) {
        return stat(device, "reserved_bytes.all.current");
    }

    /** The most that {@link #memoryReserved()} was. Mirrors {@code torch.cuda.max_memory_reserved}. */
    public static long maxMemoryReserved() {
        return maxMemoryReserved(null);
    }

    /** As {@link #maxMemoryReserved()}, of a device. */
    public static long maxMemoryReserved(int device) {
        return maxMemoryReserved(new Device("cuda", device));
    }

    /** As {@link #maxMemoryReserved()}, of a device; null is the current one. */
    public static long maxMemoryReserved(@Nullable Device device) {
        return stat(device, "reserved_bytes.all.peak");
    }

    /** The former name of {@link #memoryReserved()}. Mirrors {@code torch.cuda.memory_cached}. */
    public static long memoryCached() {
        Warnings.warnOnce(
                "torch.cuda",
                "`torch.cuda.memory_cached` has been renamed to `torch.cuda.memory_reserved`");
        return memoryReserved();
    }

    /** The former name of {@link #maxMemoryReserved()}. Mirrors {@code torch.cuda.max_memory_cached}. */
    public static long maxMemoryCached() {
        Warnings.warnOnce(
                "torch.cuda",
                "`torch.cuda.max_memory_cached` has been renamed to `torch.cuda.max_memory_reserved`");
        return maxMemoryReserved();
    }

    /**
     * The current device's sums of what was allocated and freed begin at 0 again. Mirrors
     * {@code torch.cuda.reset_accumulated_memory_stats}.
     */
    public static void resetAccumulatedMemoryStats() {
        resetAccumulatedMemoryStats(null);
    }

    /** As {@link #resetAccumulatedMemoryStats()}, of a device; null is the current one. */
    public static void resetAccumulatedMemoryStats(@Nullable Device device) {
        initialize("reset_accumulated_memory_stats");
        Downcalls.call(Function.CUDA_RESET_ACCUMULATED_STATS, indexOrCurrent(device));
    }

    /** The current device's peaks begin at the current values again. Mirrors {@code torch.cuda.reset_peak_memory_stats}. */
    public static void resetPeakMemoryStats() {
        resetPeakMemoryStats(null);
    }

    /** As {@link #resetPeakMemoryStats()}, of a device. */
    public static void resetPeakMemoryStats(int device) {
        resetPeakMemoryStats(new Device("cuda", device));
    }

    /** As {@link #resetPeakMemoryStats()}, of a device; null is the current one. */
    public static void resetPeakMemoryStats(@Nullable Device device) {
        initialize("reset_peak_memory_stats");
        Downcalls.call(Function.CUDA_RESET_PEAK_STATS, indexOrCurrent(device));
    }

    /** A former name of {@link #resetPeakMemoryStats()}. Mirrors {@code torch.cuda.reset_max_memory_allocated}. */
    public static void resetMaxMemoryAllocated() {
        resetMax("allocated");
    }

    /** A former name of {@link #resetPeakMemoryStats()}. Mirrors {@code torch.cuda.reset_max_memory_cached}. */
    public static void resetMaxMemoryCached() {
        resetMax("cached");
    }

    private static void resetMax(String what) {
        Warnings.warnOnce(
                "torch.cuda",
                "torch.cuda.reset_max_memory_"
                        + what
                        + " now calls torch.cuda.reset_peak_memory_stats, which resets /all/ peak memory stats.");
        resetPeakMemoryStats();
    }

    // ---- Pinned memory

    /**
     * What the allocator of pinned memory counts: {@code allocations}, {@code allocated_bytes}, and of those in use
     * {@code active_requests} and {@code active_bytes}; {@code num_host_alloc}, {@code num_host_free}, and the
     * microseconds in {@code host_alloc_time} and {@code host_free_time}. Empty before CUDA is set up. Mirrors
     * {@code torch.cuda.host_memory_stats}.
     */
    public static SortedMap<String, Number> hostMemoryStats() {
        return AllocatorStats.flat(hostMemoryStatsAsNestedDict(), Number.class);
    }

    /** {@link #hostMemoryStats()} in nested maps. Mirrors {@code torch.cuda.host_memory_stats_as_nested_dict}. */
    public static Map<String, Object> hostMemoryStatsAsNestedDict() {
        return isInitialized() ? AllocatorStats.ofHost() : Map.of();
    }

    /** Sums begin at 0 again. Mirrors {@code torch.cuda.reset_accumulated_host_memory_stats}. */
    public static void resetAccumulatedHostMemoryStats() {
        initialize("reset_accumulated_host_memory_stats");
        Downcalls.call(Function.CUDA_RESET_HOST_STATS, 0);
    }

    /** Peaks begin at the current values again. Mirrors {@code torch.cuda.reset_peak_host_memory_stats}. */
    public static void resetPeakHostMemoryStats() {
        initialize("reset_peak_host_memory_stats");
        Downcalls.call(Function.CUDA_RESET_HOST_STATS, 1);
    }
}
