package torch.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import torch.Device;
import torch.GoldenLines;
import torch.TorchException;

/** What torch.cuda prints and reads, which needs no device. */
class CudaTextsTest {
    private final GoldenLines summaries = new GoldenLines("/torch/cuda/memory_summary.txt");
    private final GoldenLines visible = new GoldenLines("/torch/cuda/visible_devices.txt");

    private Map<String, Long> stats(int number) {
        Map<String, Long> stats = new HashMap<>();
        for (String one : summaries.text("stats" + number).split(" ")) {
            String[] pair = one.split("=");
            stats.put(pair[0], Long.valueOf(pair[1]));
        }
        return stats;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void memorySummary_matchesPyTorch(int number) {
        boolean abbreviated = summaries.text("abbreviated" + number).equals("True");
        assertEquals(
                summaries.text("summary" + number).replace("\\n", "\n"),
                MemorySummary.of(stats(number), number, abbreviated));
    }

    @Test
    void memorySummary_ofStatisticsThatLackOne_namesIt() {
        Map<String, Long> stats = stats(0);
        stats.remove("active.large_pool.peak");
        var refused =
                assertThrows(
                        IllegalArgumentException.class, () -> MemorySummary.of(stats, 0, false));
        assertTrue(refused.getMessage().contains("'active.large_pool.peak'"), refused.toString());
        MemorySummary.of(stats, 0, true);
    }

    @Test
    void visibleDevices_areReadAsPyTorchReads() {
        for (int i = 0; i < 22; i++) {
            String line = visible.text("visible" + i) + " ";
            int arrow = line.indexOf(" => ");
            String variable = line.substring(0, arrow);
            List<String> expected =
                    Arrays.stream(line.substring(arrow + 4).split(" "))
                            .filter(s -> !s.isEmpty())
                            .toList();
            VisibleDevices found = VisibleDevices.parse(variable.equals("None") ? null : variable);
            List<String> got =
                    found.names().isEmpty()
                            ? found.numbers().stream().map(String::valueOf).toList()
                            : found.names();
            if (variable.equals("None")) got = List.of(got.getLast());
            assertEquals(expected, got, variable);
        }
    }

    @Test
    void visibleDevices_byIdentifier_areFoundAsInPyTorch() {
        for (int i = 0; i < 6; i++) {
            String[] line = (visible.text("ordinals" + i) + " ").split(" => ");
            String expected = line.length < 2 ? "" : line[1].strip();
            List<Integer> found =
                    VisibleDevices.ordinals(
                            List.of(line[0].split(" ")), List.of("GPU-111", "GPU-122", "GPU-2"));
            assertEquals(expected, String.join(" ", found.stream().map(String::valueOf).toList()));
        }
    }

    @Test
    void properties_printAsInPyTorch() {
        var properties =
                new DeviceProperties(
                        "NVIDIA H100 80GB HBM3",
                        9,
                        0,
                        85_028_896_768L,
                        132,
                        false,
                        false,
                        2048,
                        1024,
                        32,
                        65536,
                        49152,
                        232448,
                        233472,
                        52_428_800,
                        UUID.fromString("a1b2c3d4-0000-1111-2222-333344445555"),
                        27,
                        0,
                        0,
                        1_980_000,
                        2_619_000,
                        5120);
        assertEquals(
                "_CudaDeviceProperties(name='NVIDIA H100 80GB HBM3', major=9, minor=0, total_memory=81089MB,"
                        + " multi_processor_count=132, uuid=a1b2c3d4-0000-1111-2222-333344445555, pci_bus_id=27,"
                        + " pci_device_id=0, pci_domain_id=0, L2_cache_size=50MB)",
                properties.toString());
    }

    @Test
    void capabilities_compareAndPrintAsPairs() {
        assertEquals("(9, 0)", new DeviceCapability(9, 0).toString());
        assertTrue(new DeviceCapability(7, 5).compareTo(new DeviceCapability(8, 0)) < 0);
        assertTrue(new DeviceCapability(8, 9).compareTo(new DeviceCapability(8, 0)) > 0);
    }

    @Test
    void architectures_areReadFromTheConfiguration() {
        String config =
                """
                PyTorch built with:
                  - CUDA Runtime 13.0
                  - NVCC architecture flags: -gencode;arch=compute_75,code=sm_75;-gencode;arch=compute_90a,code=sm_90a;\
                -gencode;arch=compute_120,code=compute_120
                  - CuDNN 9.13.0
                """;
        List<String> architectures = CudaProperties.architectures(config);
        assertEquals(List.of("sm_75", "sm_90a", "compute_120"), architectures);
        assertEquals(
                "-gencode compute=compute_75,code=sm_75 -gencode compute=compute_90a,code=sm_90a"
                        + " -gencode compute=compute_120,code=compute_120",
                CudaProperties.gencode(architectures));
        assertEquals(List.of(), CudaProperties.architectures("PyTorch built with:\n"));
        assertEquals("", CudaProperties.gencode(List.of()));
    }

    @Test
    void withoutCuda_everythingSaysWhy() {
        if (Cuda.isAvailable()) return;
        String reason = Cuda.unavailableReason();
        for (org.junit.jupiter.api.function.Executable call :
                List.<org.junit.jupiter.api.function.Executable>of(
                        () -> Cuda.getDeviceProperties(),
                        () -> Cuda.getDeviceName(0),
                        () -> Cuda.getDeviceCapability(new Device("cuda", 0)))) {
            var refused = assertThrows(UnsupportedOperationException.class, call);
            assertTrue(refused.getMessage().contains(reason), refused.getMessage());
        }
        assertEquals(false, Cuda.isBf16Supported());
        assertEquals(false, Cuda.isTf32Supported());
        assertThrows(IllegalArgumentException.class, () -> Cuda.getDeviceProperties(Device.CPU));
    }

    @Test
    void withoutDriver_managementSaysSo() {
        TorchException refused;
        try {
            Nvml.open();
            return; // there is one
        } catch (TorchException e) {
            refused = e;
        }
        assertEquals("cuda driver can't be loaded, is cuda enabled?", refused.getMessage());
        assertEquals(Nvml.NO_DRIVER, Cuda.listGpuProcesses());
        assertThrows(TorchException.class, () -> Cuda.temperature());
    }

    @Test
    void processes_printAsInPyTorch() {
        assertEquals(
                "process       1234 uses      512.500 MB GPU memory",
                Nvml.line(new Nvml.Process(1234, 537_395_200L)));
    }
}
