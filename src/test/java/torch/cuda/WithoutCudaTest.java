package torch.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import torch.DType;
import torch.Device;
import torch.Tensor;
import torch.Torch;
import torch.nn.Linear;

/** What {@code torch.cuda} does where there is no CUDA: what Python does there. */
class WithoutCudaTest {
    @BeforeEach
    void noCuda() {
        assumeFalse(Cuda.isAvailable(), "there is a CUDA device");
    }

    @Test
    void whatPythonAnswers_isAnswered() {
        assertEquals(0, Cuda.deviceCount());
        assertFalse(Cuda.isInitialized());
        Cuda.emptyCache();
        assertEquals(Map.of(), Cuda.memoryStats());
        assertEquals(Map.of(), Cuda.memoryStats(1));
        assertEquals(Map.of(), Cuda.memoryStatsAsNestedDict());
        assertEquals(Map.of(), Cuda.hostMemoryStats());
        assertEquals(0, Cuda.memoryAllocated());
        assertEquals(0, Cuda.maxMemoryAllocated());
        assertEquals(0, Cuda.memoryReserved());
        assertEquals(0, Cuda.maxMemoryReserved());
        assertEquals(0, Cuda.memoryCached());
        assertEquals(0, Cuda.maxMemoryCached());
        assertEquals(List.of(), Cuda.getRngStateAll());
        assertEquals(List.of(), Cuda.defaultGenerators());
        assertFalse(Cuda.isCurrentStreamCapturing());
    }

    @Test
    void whatNeedNotBeAsked_doesNothing() {
        Cuda.manualSeed(1);
        Cuda.manualSeedAll(1);
        Cuda.seed();
        Cuda.seedAll();
        Cuda.cachingAllocatorEnable();
        Cuda.setDevice(-1);
        Cuda.setStream(null);
        try (Tensor state = Torch.zeros(new long[] {16}, Torch.dtype(DType.UINT8));
                var device = Cuda.device(-1);
                var same = Cuda.deviceOf(state);
                var stream = Cuda.stream(null)) {
            Cuda.setRngState(state);
            Cuda.setRngStateAll(List.of(state));
        }
    }

    @TestFactory
    List<DynamicTest> whatNeedsADevice_saysWhy() {
        return List.of(
                refused("current_device", Cuda::currentDevice),
                refused("init", Cuda::init),
                refused("set_device", () -> Cuda.setDevice(0)),
                refused("set_device", () -> Cuda.setDevice(Device.of("cuda:0"))),
                refused("device", () -> Cuda.device(0)),
                refused("current_device", () -> Cuda.device(Device.of("cuda"))),
                refused("synchronize", Cuda::synchronize),
                refused("can_device_access_peer", () -> Cuda.canDeviceAccessPeer(0, 1)),
                refused("ipc_collect", Cuda::ipcCollect),
                refused("current_blas_handle", Cuda::currentBlasHandle),
                refused("current_solver_handle", Cuda::currentSolverHandle),
                refused("set_sync_debug_mode", () -> Cuda.setSyncDebugMode("warn")),
                refused("get_sync_debug_mode", Cuda::getSyncDebugMode),
                refused("Stream", Stream::new),
                refused("priority_range", Stream::priorityRange),
                refused("ExternalStream", () -> new ExternalStream(0)),
                refused("get_stream_from_external", () -> Cuda.getStreamFromExternal(0)),
                refused("current_stream", Cuda::currentStream),
                refused("default_stream", () -> Cuda.defaultStream(0)),
                refused("Event", Event::new),
                refused(
                        "from_ipc_handle",
                        () -> Event.fromIpcHandle(Device.of("cuda:0"), new byte[64])),
                refused("get_rng_state", Cuda::getRngState),
                refused("initial_seed", Cuda::initialSeed),
                refused("mem_get_info", Cuda::memGetInfo),
                refused(
                        "set_per_process_memory_fraction",
                        () -> Cuda.setPerProcessMemoryFraction(0.5)),
                refused("get_per_process_memory_fraction", Cuda::getPerProcessMemoryFraction),
                refused("get_allocator_backend", Cuda::getAllocatorBackend),
                refused("caching_allocator_alloc", () -> Cuda.cachingAllocatorAlloc(8)),
                refused("caching_allocator_delete", () -> Cuda.cachingAllocatorDelete(8)),
                refused("caching_allocator_disabled", Cuda::cachingAllocatorDisabled),
                refused("reset_peak_memory_stats", Cuda::resetPeakMemoryStats),
                refused("reset_peak_memory_stats", Cuda::resetMaxMemoryAllocated),
                refused("reset_accumulated_memory_stats", Cuda::resetAccumulatedMemoryStats),
                refused("reset_peak_host_memory_stats", Cuda::resetPeakHostMemoryStats),
                refused(
                        "reset_accumulated_host_memory_stats",
                        Cuda::resetAccumulatedHostMemoryStats),
                refused("memory_snapshot", Cuda::memorySnapshot),
                refused(
                        "CUDAPluggableAllocator",
                        () -> new CUDAPluggableAllocator(java.nio.file.Path.of("x.so"), "a", "b")),
                refused("MemPool", MemPool::new),
                refused("graph_pool_handle", Cuda::graphPoolHandle),
                refused("CUDAGraph", CUDAGraph::new),
                refused(
                        "make_graphed_callables",
                        () -> {
                            try (Tensor sample = Torch.zeros(1, 2)) {
                                Cuda.makeGraphedCallables(new Linear(2, 1), sample);
                            }
                        }));
    }

    private static DynamicTest refused(String operation, Executable call) {
        return DynamicTest.dynamicTest(
                operation,
                () -> {
                    String message =
                            assertThrows(UnsupportedOperationException.class, call).getMessage();
                    assertEquals(
                            operation + ": CUDA is not available: " + Cuda.unavailableReason(),
                            message);
                });
    }

    @Test
    void device_ofAnotherTypeOrWithoutANumber_isRefused() {
        assertEquals(
                "Expected a cuda device, but got: cpu",
                assertThrows(IllegalArgumentException.class, () -> Cuda.device(Device.CPU))
                        .getMessage());
        assertEquals(
                "Expected a torch.device with a specified index or an integer, but got:cuda",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Cuda.setDevice(Device.of("cuda")))
                        .getMessage());
        assertThrows(NullPointerException.class, () -> Cuda.device((Device) null));
        assertThrows(NullPointerException.class, () -> Cuda.deviceOf(null));
        assertThrows(NullPointerException.class, () -> Cuda.setRngState(null));
    }

    @Test
    void event_withABrokenHandle_isRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> Event.fromIpcHandle(Device.of("cuda:0"), new byte[63]));
    }

    @Test
    void poolId_printsAsInPython() {
        assertEquals("(0, 1)", new MempoolId(0, 1).toString());
        assertEquals("(1, 3)", new MemoryInfo(1, 3).toString());
    }
}
