package torch.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import torch.Aten;
import torch.Device;
import torch.DeviceContext;
import torch.Generator;
import torch.Handles;
import torch.Scope;
import torch.Tensor;
import torch.TensorOptions;
import torch.Torch;
import torch.TorchException;
import torch.nn.Linear;
import torch.serialization.Safetensors;

/** Where there is no CUDA: who asks for it is told why not, and nothing runs on the CPU instead. */
class AbsenceTest {
    private static final TensorOptions CUDA = Torch.device("cuda");

    @TempDir Path folder;

    @BeforeEach
    void withoutCuda() {
        org.junit.jupiter.api.Assumptions.assumeFalse(Cuda.isAvailable(), "there is a CUDA device");
    }

    @Test
    void reason_isThereWhereCudaIsNot() {
        assertEquals(0, Cuda.deviceCount());
        String reason = Cuda.unavailableReason();
        assertNotNull(reason);
        assertEquals(reason, Cuda.unavailableReason());
        assertFalse(reason.contains("\n"), reason);
        if (reason.startsWith("Torch not compiled with CUDA enabled: "))
            assertTrue(reason.contains("libtorch " + Torch.version()), reason);
    }

    @Test
    void names_ofDevicesNeedNone() {
        assertEquals("cuda:3", new Device("cuda", 3).toString());
        assertEquals("cuda", Device.of("cuda").toString());
        assertFalse(Torch.isAutocastEnabled("cuda"));
        assertEquals(List.of(), Cuda.getRngStateAll());
        Cuda.setRngStateAll(List.of());
    }

    private List<Way> ways() {
        return List.of(
                way("zeros", () -> Torch.zeros(2, CUDA)),
                way("zeros on another", () -> Torch.zeros(2, Torch.device("cuda:1"))),
                way("empty", () -> Torch.empty(2, CUDA)),
                way("rand", () -> Torch.rand(Torch.shape(2), CUDA)),
                way("arange", () -> Torch.arange(3, CUDA)),
                way("tensor", () -> Torch.tensor(new double[] {1}, CUDA)),
                way("asTensor", () -> Torch.asTensor(new double[] {1}, CUDA)),
                way("onesLike", () -> Torch.onesLike(x(), CUDA)),
                way("to, a name", () -> x().to("cuda")),
                way("to, a device", () -> x().to(new Device("cuda", 0))),
                way("to, from meta", () -> x().to("meta").to("cuda")),
                way("cuda", () -> x().cuda()),
                way("cuda, an index", () -> x().cuda(0)),
                way("type", () -> x().type("torch.cuda.FloatTensor")),
                way("operator", () -> Aten.eye(2, null, null, Device.of("cuda"), null)),
                way("Module.to", () -> new Linear(2, 1).to("cuda")),
                way("Module.cuda", () -> new Linear(2, 1).cuda()),
                way("a layer's option", () -> new Linear(2, 1, o -> o.device("cuda"))),
                way("Generator", () -> new Generator("cuda")),
                way("default device", () -> byDefault("cuda")),
                way("withDevice", () -> within("cuda")),
                way("forkRng", () -> Torch.forkRng(List.of(0), true)),
                way("safetensors", this::safetensors));
    }

    @Test
    void cuda_askedForLeavesNothingBehind() {
        long before = Handles.settled();
        for (Way way : ways()) {
            try (Scope scope = Torch.scope()) {
                assertThrows(UnsupportedOperationException.class, way.asks);
            }
        }
        assertEquals(before, Handles.settled());
    }

    @TestFactory
    Stream<DynamicTest> cuda_askedForSaysWhyThereIsNone() {
        return ways().stream()
                .map(
                        way ->
                                DynamicTest.dynamicTest(
                                        way.name,
                                        () -> {
                                            try (Scope scope = Torch.scope()) {
                                                assertEquals(
                                                        Cuda.unavailableReason(),
                                                        assertThrows(
                                                                        UnsupportedOperationException
                                                                                .class,
                                                                        way.asks)
                                                                .getMessage());
                                            }
                                        }));
    }

    @TestFactory
    Stream<DynamicTest> cuda_impliedSaysWhatPyTorchDoesAndWhy() {
        return Stream.of(
                        way(
                                "Attempting to deserialize object on a CUDA device but Cuda.isAvailable() is false.",
                                this::load),
                        way(
                                "Cannot access accelerator device when none is available.",
                                () -> x().pinMemory()),
                        way(
                                "pin_memory=True requires a CUDA or other accelerator backend;",
                                () -> Torch.zeros(2, TensorOptions.DEFAULT.pinMemory(true))))
                .map(
                        way ->
                                DynamicTest.dynamicTest(
                                        way.name,
                                        () -> {
                                            try (Scope scope = Torch.scope()) {
                                                String text =
                                                        assertThrows(TorchException.class, way.asks)
                                                                .getMessage();
                                                assertTrue(text.contains(way.name), text);
                                                assertTrue(
                                                        text.endsWith(
                                                                " " + Cuda.unavailableReason()),
                                                        text);
                                            }
                                        }));
    }

    private record Way(String name, Executable asks) {}

    private static Way way(String name, Executable asks) {
        return new Way(name, asks);
    }

    private static Tensor x() {
        return Torch.ones(2);
    }

    private static void byDefault(String device) {
        Torch.setDefaultDevice(device);
        try {
            Torch.zeros(2);
        } finally {
            Torch.setDefaultDevice((Device) null);
        }
    }

    private static void within(String device) {
        try (DeviceContext context = Torch.withDevice(device)) {
            new Linear(2, 1);
        }
    }

    private void load() {
        Path file = folder.resolve("x.pt");
        Torch.save(x(), file);
        Torch.load(file, o -> o.mapLocation("cuda"));
    }

    private void safetensors() {
        Path file = folder.resolve("x.safetensors");
        Safetensors.saveFile(Map.of("x", x()), file);
        Safetensors.loadFile(file, o -> o.device("cuda"));
    }
}
