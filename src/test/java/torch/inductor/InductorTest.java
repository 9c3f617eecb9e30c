package torch.inductor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import torch.FileFormatException;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.internal.Presets;
import torch.internal.TensorAccess;

/** Packages of AOTInductor: those that are none here, a real one where {@code -Dtorch.aoti} names its folder. */
class InductorTest {
    private static boolean presets() {
        try {
            TensorAccess.get().requirePresets();
            return true;
        } catch (UnsupportedOperationException e) {
            return false;
        }
    }

    @Test
    void otherLibtorch_says() {
        assumeFalse(presets(), "this libtorch is the presets' own");
        var e =
                assertThrows(
                        UnsupportedOperationException.class,
                        () -> Inductor.aotiLoadPackage(Path.of("model.pt2")));
        assertTrue(e.getMessage().contains("jtorch.libtorch"), e.getMessage());
    }

    @Test
    void otherFiles_areRefused(@TempDir Path folder) throws IOException {
        assumeTrue(presets(), "the JavaCPP lane needs the presets' own libtorch");
        long live = Presets.live();
        assertThrows(
                UncheckedIOException.class,
                () -> Inductor.aotiLoadPackage(folder.resolve("missing.pt2")));
        Path text = Files.writeString(folder.resolve("text.pt2"), "no package");
        assertThrows(FileFormatException.class, () -> Inductor.aotiLoadPackage(text));
        Path zip = zip(folder.resolve("zip.pt2"), "m/version");
        assertEquals(
                zip + ": no package of AOTInductor: it has no data/aotinductor/",
                assertThrows(FileFormatException.class, () -> Inductor.aotiLoadPackage(zip))
                        .getMessage());
        Path other = zip(folder.resolve("other.pt2"), "m/data/aotinductor/big/m.so");
        assertEquals(
                other + ": Model model not found in package, which has [big]",
                assertThrows(FileFormatException.class, () -> Inductor.aotiLoadPackage(other))
                        .getMessage());
        Path source = zip(folder.resolve("source.pt2"), "m/data/aotinductor/model/m.cpp");
        assertEquals(
                source + ": it has no compiled library of model model",
                assertThrows(FileFormatException.class, () -> Inductor.aotiLoadPackage(source))
                        .getMessage());
        Path out = zip(folder.resolve("out.pt2"), "m/data/aotinductor/model/../../../x.so");
        assertThrows(FileFormatException.class, () -> Inductor.aotiLoadPackage(out));
        Path broken = zip(folder.resolve("broken.pt2"), "m/data/aotinductor/model/m.wrapper.so");
        var e = assertThrows(TorchException.class, () -> Inductor.aotiLoadPackage(broken));
        assertTrue(!e.getMessage().contains("frame #"), e.getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> Inductor.aotiLoadPackage(broken, o -> o.numRunners(0)));
        assertThrows(
                IllegalArgumentException.class,
                () -> Inductor.aotiLoadPackage(broken, o -> o.deviceIndex(-2)));
        assertEquals(live, Presets.live());
    }

    private static Path zip(Path file, String record) throws IOException {
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry(record));
            zip.write("nothing".getBytes());
        }
        return file;
    }

    @Test
    void package_matchesPyTorch() throws IOException {
        assumeTrue(
                System.getProperty("torch.aoti") != null,
                "no folder of src/test/python/aoti_golden.py is given");
        assumeTrue(presets(), "the JavaCPP lane needs the presets' own libtorch");
        Path folder = Path.of(System.getProperty("torch.aoti"));
        Map<String, List<double[]>> recorded = recorded(folder.resolve("mlp.json"));
        long handles = torch.Handles.settled();
        long live = Presets.live();
        try (var scope = Torch.scope();
                AOTICompiledModel model =
                        Inductor.aotiLoadPackage(folder.resolve("mlp.pt2"), o -> o.numRunners(2))) {
            assertEquals("AOTICompiledModel(mlp.pt2)", model.toString());
            Tensor x = Torch.tensor(floats(recorded.get("x").get(0))).reshape(4, 3);
            Tensor y = Torch.tensor(floats(recorded.get("y").get(0))).reshape(4, 2);
            List<Tensor> results = model.call(x, y);
            assertEquals(2, results.size());
            for (int i = 0; i < 2; i++)
                assertArrayEquals(
                        floats(recorded.get("results").get(i)),
                        results.get(i).toFloatArray(),
                        1e-5f);
            assertEquals("cpu", model.metadata().get("AOTI_DEVICE_KEY"));
            assertTrue(model.constantFqns().contains("a.weight"), "" + model.constantFqns());
            model.loadConstants(Map.of("b.weight", Torch.zeros(2, 64)), false);
            List<Tensor> zero = model.call(x, y);
            Tensor difference = zero.get(0).sub(y);
            assertArrayEquals(
                    difference.get(0).toFloatArray(), difference.get(3).toFloatArray(), 1e-6f);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> model.loadConstants(Map.of("nope", x), false));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> model.loadConstants(Map.of("b.weight", x), true));
            assertThrows(TorchException.class, () -> model.call(x));
            model.close();
            assertThrows(IllegalStateException.class, () -> model.call(x, y));
        }
        assertEquals(live, Presets.live());
        assertEquals(handles, Torch.memory().liveHandles());
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) floats[i] = (float) values[i];
        return floats;
    }

    private static Map<String, List<double[]>> recorded(Path file) throws IOException {
        var found = new LinkedHashMap<String, List<double[]>>();
        try (JsonParser json =
                new JsonFactory().createParser(ObjectReadContext.empty(), Files.readString(file))) {
            List<double[]> lists = new ArrayList<>();
            List<Double> numbers = new ArrayList<>();
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                switch (token) {
                    case PROPERTY_NAME -> found.put(json.currentName(), lists = new ArrayList<>());
                    case START_ARRAY -> numbers = new ArrayList<>();
                    case VALUE_NUMBER_FLOAT -> numbers.add(json.getDoubleValue());
                    case END_ARRAY -> {
                        if (!numbers.isEmpty())
                            lists.add(numbers.stream().mapToDouble(v -> v).toArray());
                        numbers = new ArrayList<>();
                    }
                    default -> {}
                }
            }
        }
        return found;
    }
}
