package torch.jit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import torch.Device;

/** With another libtorch than the presets' own every way into TorchScript says what is missing. */
class JitLaneTest {
    @TestFactory
    Stream<DynamicTest> otherLibtorch_says() {
        assumeFalse(Lane.open(), "this libtorch is the presets' own");
        Path file = Recording.file("mlp.pt");
        Map<String, Executable> entries =
                Map.of(
                        "load", () -> Jit.load(file),
                        "load of a name", () -> Jit.load(file.toString()),
                        "load to a device", () -> Jit.load(file, Device.CPU),
                        "load of bytes", () -> Jit.load(new byte[1]),
                        "load of a stream", () -> Jit.load(new ByteArrayInputStream(new byte[1])),
                        "extra files", () -> Jit.extraFiles(file),
                        "compile", () -> Jit.compile("def f(x):\n    return x\n"),
                        "module", () -> new ScriptModule("M"),
                        "fusion", () -> Jit.setFusionStrategy(List.of()),
                        "optimize", () -> Jit.setGraphExecutorOptimize(true));
        return entries.entrySet().stream()
                .map(
                        entry ->
                                DynamicTest.dynamicTest(
                                        entry.getKey(),
                                        () -> {
                                            var e =
                                                    assertThrows(
                                                            UnsupportedOperationException.class,
                                                            entry.getValue());
                                            assertTrue(
                                                    e.getMessage().contains("jtorch.libtorch"),
                                                    e.getMessage());
                                        }));
    }
}
