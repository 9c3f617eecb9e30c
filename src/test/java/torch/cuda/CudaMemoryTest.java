package torch.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import torch.Device;
import torch.Handles;
import torch.OutOfMemoryException;
import torch.Tensor;
import torch.Torch;

@CudaTest
class CudaMemoryTest {
    private static final long MIB = 1 << 20;

    @BeforeEach
    void settle() {
        Cuda.init();
        Handles.settled();
        Cuda.synchronize();
        Cuda.emptyCache();
    }

    private static Tensor bytes(long count) {
        return Torch.empty(new long[] {count}, Torch.dtype(torch.DType.UINT8).device("cuda"));
    }

    @Test
    void statistics_returnToTheStart() {
        long allocated = Cuda.memoryAllocated();
        long reserved = Cuda.memoryReserved();
        Cuda.resetPeakMemoryStats();
        try (Tensor x = bytes(10 * MIB);
                Tensor y = bytes(1)) {
            assertEquals(allocated + 10 * MIB + 512, Cuda.memoryAllocated());
            assertTrue(Cuda.memoryReserved() >= Cuda.memoryAllocated());
        }
        assertEquals(allocated, Cuda.memoryAllocated());
        assertEquals(allocated + 10 * MIB + 512, Cuda.maxMemoryAllocated());
        assertTrue(Cuda.memoryReserved() > reserved, "cached");
        assertEquals(Cuda.memoryReserved(), Cuda.maxMemoryReserved());
        Cuda.emptyCache();
        assertEquals(reserved, Cuda.memoryReserved());
        Cuda.resetPeakMemoryStats();
        assertEquals(allocated, Cuda.maxMemoryAllocated());
        assertEquals(Cuda.memoryReserved(), Cuda.memoryCached());
        assertEquals(Cuda.maxMemoryReserved(), Cuda.maxMemoryCached());
    }

    @Test
    void memoryStats_hasPythonsNamesInTheirOrder() {
        SortedMap<String, Long> stats = Cuda.memoryStats(0);
        var names = new ArrayList<>(stats.keySet());
        names.removeIf(
                name ->
                        name.startsWith("reserved_bytes_by_private_pools.")
                                || name.equals("num_oom_rejections"));
        var expected = new ArrayList<String>();
        for (String array :
                new String[] {
                    "active",
                    "active_bytes",
                    "allocated_bytes",
                    "allocation",
                    "inactive_split",
                    "inactive_split_bytes",
                    "requested_bytes",
                    "reserved_bytes",
                    "segment"
                }) {
            for (String pool : new String[] {"all", "large_pool", "small_pool"})
                for (String metric : new String[] {"allocated", "current", "freed", "peak"})
                    expected.add(array + "." + pool + "." + metric);
        }
        for (String stat : new String[] {"oversize_allocations", "oversize_segments"})
            for (String metric : new String[] {"allocated", "current", "freed", "peak"})
                expected.add(stat + "." + metric);
        for (String count :
                new String[] {
                    "max_split_size",
                    "num_alloc_retries",
                    "num_device_alloc",
                    "num_device_free",
                    "num_ooms",
                    "num_sync_all_streams"
                }) expected.add(count);
        expected.sort(null);
        assertEquals(expected, names);
        stats.forEach(
                (name, value) ->
                        assertTrue(value >= 0 || name.equals("max_split_size"), name + value));
    }

    @Test
    void memoryStats_addUp() {
        try (Tensor large = bytes(5 * MIB);
                Tensor small = bytes(1000)) {
            SortedMap<String, Long> stats = Cuda.memoryStats();
            for (String name : stats.keySet()) {
                if (!name.endsWith(".all.current") || name.contains("private")) continue;
                String array = name.substring(0, name.length() - ".all.current".length());
                assertEquals(
                        stats.get(name),
                        stats.get(array + ".small_pool.current")
                                + stats.get(array + ".large_pool.current"),
                        array);
            }
            assertTrue(stats.get("requested_bytes.all.current") >= 5 * MIB + 1000);
            assertTrue(
                    stats.get("requested_bytes.all.current")
                            <= stats.get("allocated_bytes.all.current"));
            Map<String, Object> nested = Cuda.memoryStatsAsNestedDict();
            Map<?, ?> bytes = assertInstanceOf(Map.class, nested.get("allocated_bytes"));
            Map<?, ?> all = assertInstanceOf(Map.class, bytes.get("all"));
            assertEquals(stats.get("allocated_bytes.all.current"), all.get("current"));
        }
    }

    @Test
    void accumulatedStatistics_beginAgain() {
        bytes(MIB).close();
        assertTrue(Cuda.memoryStats().get("allocation.all.allocated") > 0);
        Cuda.resetAccumulatedMemoryStats();
        assertEquals(0, Cuda.memoryStats().get("allocation.all.allocated"));
        assertEquals(0, Cuda.memoryStats().get("allocation.all.freed"));
        bytes(MIB).close();
        assertEquals(1, Cuda.memoryStats().get("allocation.all.allocated"));
        assertEquals(1, Cuda.memoryStats().get("allocation.all.freed"));
    }

    @Test
    void memGetInfo_isTheDevices() {
        MemoryInfo before = Cuda.memGetInfo();
        assertTrue(before.free() > 0 && before.free() <= before.total());
        assertEquals(before.total(), Cuda.memGetInfo(0).total());
        assertEquals(before.total(), Cuda.memGetInfo(Device.of("cuda")).total());
    }

    @Test
    void outOfMemory_leavesTheProcessUsable() {
        long allocated = Cuda.memoryAllocated();
        long ooms = Cuda.memoryStats().get("num_ooms");
        String message =
                assertThrows(OutOfMemoryException.class, () -> bytes(1L << 50)).getMessage();
        assertTrue(message.contains("CUDA out of memory. Tried to allocate"), message);
        assertFalse(message.contains("\n"), message);
        assertEquals(ooms + 1, Cuda.memoryStats().get("num_ooms"));
        assertEquals(allocated, Cuda.memoryAllocated());
        try (Tensor x = bytes(MIB)) {
            assertEquals(allocated + MIB, Cuda.memoryAllocated());
        }
    }

    @Test
    void memoryFraction_isALimit() {
        assertEquals(1.0, Cuda.getPerProcessMemoryFraction());
        long total = Cuda.memGetInfo().total();
        try {
            Cuda.setPerProcessMemoryFraction(0.25);
            assertEquals(0.25, Cuda.getPerProcessMemoryFraction(Device.of("cuda:0")));
            assertThrows(OutOfMemoryException.class, () -> bytes(total / 2));
            bytes(total / 8).close();
        } finally {
            Cuda.setPerProcessMemoryFraction(1.0);
        }
        bytes(total / 3).close();
        assertThrows(IllegalArgumentException.class, () -> Cuda.setPerProcessMemoryFraction(1.5));
        assertThrows(
                IllegalArgumentException.class, () -> Cuda.setPerProcessMemoryFraction(Double.NaN));
    }

    @Test
    void cachingAllocatorAlloc_isCounted() {
        long allocated = Cuda.memoryAllocated();
        long memory = Cuda.cachingAllocatorAlloc(1000, null, new Stream());
        assertTrue(memory != 0);
        assertEquals(allocated + 1024, Cuda.memoryAllocated());
        Cuda.cachingAllocatorDelete(memory);
        assertEquals(allocated, Cuda.memoryAllocated());
        assertThrows(IllegalArgumentException.class, () -> Cuda.cachingAllocatorAlloc(-1));
        assertThrows(torch.TorchException.class, () -> Cuda.cachingAllocatorDelete(memory));
    }

    @Test
    void cachingAllocator_disabled_keepsNothing() {
        long reserved = Cuda.memoryReserved();
        try (var disabled = Cuda.cachingAllocatorDisabled()) {
            bytes(30 * MIB).close();
            assertEquals(reserved, Cuda.memoryReserved());
        }
        bytes(30 * MIB).close();
        assertTrue(Cuda.memoryReserved() > reserved, "enabled again");
    }

    @Test
    void backend_isNamed() {
        assertEquals("native", Cuda.getAllocatorBackend());
    }

    @Test
    void hostMemoryStats_countPinnedMemory() {
        try (Tensor cpu = Torch.zeros(5000);
                Tensor pinned = cpu.pinMemory()) {
            assertTrue(pinned.isPinned());
            SortedMap<String, Number> stats = Cuda.hostMemoryStats();
            assertTrue(stats.get("active_requests.current").longValue() >= 1);
            assertTrue(stats.get("active_bytes.current").longValue() >= 20_000);
            assertTrue(
                    stats.get("allocated_bytes.current").longValue()
                            >= stats.get("active_bytes.current").longValue());
            assertTrue(stats.get("num_host_alloc").longValue() >= 1);
            assertTrue(stats.get("host_alloc_time.count").longValue() >= 1);
            assertInstanceOf(Double.class, stats.get("host_alloc_time.avg"));
            assertEquals(4 * 4 + 2 * 5 + 2, stats.size(), "statistics, times and counts: " + stats);
        }
        Cuda.resetPeakHostMemoryStats();
        Cuda.resetAccumulatedHostMemoryStats();
        assertEquals(0L, Cuda.hostMemoryStats().get("allocations.allocated"));
    }

    @Test
    void devices_areCountedApart() {
        org.junit.jupiter.api.Assumptions.assumeTrue(Cuda.deviceCount() > 1);
        long first = Cuda.memoryAllocated(0);
        long second = Cuda.memoryAllocated(1);
        try (var guard = Cuda.device(1);
                Tensor x = bytes(MIB)) {
            assertEquals(second + MIB, Cuda.memoryAllocated());
            assertEquals(second + MIB, Cuda.memoryAllocated(1));
            assertEquals(first, Cuda.memoryAllocated(0));
        }
        assertThrows(torch.TorchException.class, () -> Cuda.memoryStats(100));
        assertThrows(IllegalArgumentException.class, () -> Cuda.memoryStats(Device.CPU));
    }

    @Test
    void memPool_hasMemoryOfItsOwn() {
        long reserved = Cuda.memoryReserved();
        Tensor x;
        try (var pool = new MemPool()) {
            assertEquals(1, pool.useCount());
            assertEquals(Device.of("cuda:0"), pool.device());
            assertEquals(0, pool.id().first());
            try (var use = Cuda.useMemPool(pool)) {
                assertEquals(2, pool.useCount());
                x = bytes(30 * MIB);
            }
            assertEquals(1, pool.useCount());
            long held = Cuda.memoryReserved();
            assertTrue(held >= reserved + 30 * MIB);
            x.close();
            try (Tensor outside = bytes(30 * MIB)) {
                assertTrue(Cuda.memoryReserved() > held, "not out of the pool");
            }
            String key = "reserved_bytes_by_private_pools." + pool.id().first() + "_";
            var stats = Cuda.memoryStats();
            if (Cuda.memoryStatsAsNestedDict().containsKey("reserved_bytes_by_private_pools"))
                assertEquals(
                        30 * MIB,
                        stats.get(key + pool.id().second() + ".large_pool.current") / MIB * MIB);
            pool.close();
            assertThrows(IllegalStateException.class, pool::id);
        }
        Cuda.emptyCache();
        assertEquals(reserved, Cuda.memoryReserved());
    }

    @Test
    void memPool_isUsedByItsThreadAlone() throws Exception {
        try (var pool = new MemPool(o -> o.useOnOom(true).noSplit(true));
                var use = Cuda.useMemPool(pool)) {
            long before = Cuda.memoryReserved();
            var elsewhere =
                    new java.util.concurrent.FutureTask<>(
                            () -> {
                                bytes(30 * MIB).close();
                                Cuda.emptyCache();
                                return Cuda.memoryReserved();
                            });
            Thread.ofPlatform().start(elsewhere);
            assertEquals(before, elsewhere.get());
        }
    }

    @Test
    void memorySnapshot_addsUpToTheStatistics() {
        try (Tensor x = bytes(30 * MIB);
                Tensor y = bytes(100)) {
            long reserved = 0;
            long allocated = 0;
            boolean found = false;
            for (AllocatorSegment segment : Cuda.memorySnapshot()) {
                if (segment.device() != 0) continue;
                reserved += segment.totalSize();
                allocated += segment.allocatedSize();
                long parts = 0;
                for (AllocatorSegment.Block block : segment.blocks()) {
                    parts += block.size();
                    if (block.address() != x.dataPtr()) continue;
                    found = true;
                    assertEquals("large", segment.segmentType());
                    assertEquals("active_allocated", block.state());
                    assertEquals(30 * MIB, block.requestedSize());
                }
                assertEquals(segment.totalSize(), parts);
            }
            assertTrue(found, "the tensor's memory");
            assertEquals(Cuda.memoryReserved(0), reserved);
            assertEquals(Cuda.memoryAllocated(0), allocated);
        }
        try (var pool = new MemPool()) {
            assertEquals(java.util.List.of(), pool.snapshot());
            try (var use = Cuda.useMemPool(pool);
                    Tensor inside = bytes(MIB)) {
                assertEquals(1, pool.snapshot().size());
                assertEquals(pool.id(), pool.snapshot().getFirst().segmentPoolId());
            }
        }
    }

    @Test
    void pluggableAllocator_thatIsNone_isRefused(@TempDir Path folder) throws Exception {
        Path broken = Files.writeString(folder.resolve("broken.so"), "no library");
        for (Path file : new Path[] {folder.resolve("none.so"), broken})
            assertTrue(
                    assertThrows(
                                    torch.TorchException.class,
                                    () -> new CUDAPluggableAllocator(file, "a", "b"))
                            .getMessage()
                            .startsWith("CUDAPluggableAllocator: cannot load " + file));
    }
}
