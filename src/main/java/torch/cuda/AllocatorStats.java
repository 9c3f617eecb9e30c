package torch.cuda;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.Results;

/** The allocators' statistics under PyTorch's names, from the words that the shim reads. */
final class AllocatorStats {
    // In the order of the words: StatArray by StatArray.
    private static final List<String> ARRAYS =
            List.of(
                    "allocation",
                    "segment",
                    "active",
                    "inactive_split",
                    "allocated_bytes",
                    "reserved_bytes",
                    "active_bytes",
                    "inactive_split_bytes",
                    "requested_bytes");
    private static final List<String> POOLS = List.of("all", "small_pool", "large_pool");
    private static final List<String> METRICS = List.of("current", "peak", "allocated", "freed");
    private static final List<String> HOST =
            List.of("active_requests", "active_bytes", "allocations", "allocated_bytes");
    private static final List<String> DURATIONS = List.of("host_alloc_time", "host_free_time");

    private AllocatorStats() {}

    /** What a device's allocator counts, as {@code torch.cuda.memory_stats_as_nested_dict} nests it. */
    static Map<String, Object> ofDevice(int device) {
        Results words = new Results(Downcalls.call(Function.CUDA_MEMORY_STATS, device));
        Map<String, Object> arrays = new LinkedHashMap<>();
        for (String name : ARRAYS) arrays.put(name, array(words));
        Map<String, Object> stats = new LinkedHashMap<>();
        stats.put("num_alloc_retries", words.next());
        stats.put("num_ooms", words.next());
        arrays.put("oversize_allocations", stat(words));
        arrays.put("oversize_segments", stat(words));
        stats.put("num_sync_all_streams", words.next());
        stats.put("num_device_alloc", words.next());
        stats.put("num_device_free", words.next());
        long rejections = words.next();
        if (rejections >= 0) stats.put("num_oom_rejections", rejections);
        stats.put("max_split_size", words.next());
        stats.putAll(arrays);
        long pools = words.next();
        if (pools >= 0) {
            Map<String, Object> byPool = new LinkedHashMap<>();
            for (long i = 0; i < pools; i++) {
                byPool.put(new MempoolId(words.next(), words.next()).key(), array(words));
            }
            stats.put("reserved_bytes_by_private_pools", byPool);
        }
        return stats;
    }

    /** What the allocator of pinned memory counts. */
    static Map<String, Object> ofHost() {
        Results words = new Results(Downcalls.call(Function.CUDA_HOST_MEMORY_STATS));
        Map<String, Object> stats = new LinkedHashMap<>();
        for (String name : HOST) stats.put(name, stat(words));
        for (String name : DURATIONS) stats.put(name, duration(words));
        stats.put("num_host_alloc", words.next());
        stats.put("num_host_free", words.next());
        return stats;
    }

    private static Map<String, Object> array(Results words) {
        Map<String, Object> array = new LinkedHashMap<>();
        for (String pool : POOLS) array.put(pool, stat(words));
        return array;
    }

    private static Map<String, Object> duration(Results words) {
        long total = words.next();
        long max = words.next();
        long min = words.next();
        long count = words.next();
        Map<String, Object> duration = new LinkedHashMap<>();
        duration.put("total", total);
        duration.put("max", max);
        duration.put("min", min);
        duration.put("count", count);
        duration.put("avg", count == 0 ? 0.0 : (double) total / count);
        return duration;
    }

    private static Map<String, Object> stat(Results words) {
        Map<String, Object> stat = new LinkedHashMap<>();
        for (String metric : METRICS) stat.put(metric, words.next());
        return stat;
    }

    /** A nested map as a flat one with names as {@code allocated_bytes.all.current}, in their order. */
    static <N extends Number> SortedMap<String, N> flat(Map<String, Object> nested, Class<N> type) {
        SortedMap<String, N> flat = new TreeMap<>();
        flatten(nested, "", type, flat);
        return flat;
    }

    private static <N extends Number> void flatten(
            Map<?, ?> nested, String prefix, Class<N> type, Map<String, N> flat) {
        nested.forEach(
                (key, value) -> {
                    if (value instanceof Map<?, ?> inner)
                        flatten(inner, prefix + key + ".", type, flat);
                    else flat.put(prefix + key, type.cast(value));
                });
    }
}
