package examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import torch.Python;
import torch.Tensor;
import torch.Torch;
import torch.ZipResource;

/** The VAE of Python in Java, and back; the files are from src/test/python/serialization_models.py. */
class VaeFilesTest {
    private static final Map<String, byte[]> FILES = ZipResource.read("serialization/models.zip");
    @TempDir private Path folder;

    private Path file(String name) throws IOException {
        return Files.write(folder.resolve(name), FILES.get(name));
    }

    @Test
    void stateOfPython_givesTheOutputsOfPython() throws IOException {
        try (var scope = Torch.scope();
                var off = Torch.noGrad()) {
            var encoder = new Vae.Encoder();
            var decoder = new Vae.Decoder();
            encoder.loadStateDict(Torch.loadStateDict(file("encoder.pt")));
            decoder.loadStateDict(Torch.loadStateDict(file("decoder.pt"), o -> o.mmap(true)));
            Map<String, Tensor> expected = Torch.loadStateDict(file("vae_outputs.pt"));
            outputs(encoder, decoder, expected.get("x"))
                    .forEach(
                            (name, value) ->
                                    assertTrue(
                                            Torch.allclose(value, expected.get(name), 1e-5, 1e-6),
                                            name));
        }
    }

    @Test
    void stateSavedAgain_isTheSameFileInAllButItsNumber() throws IOException {
        try (var scope = Torch.scope()) {
            for (String half : new String[] {"encoder", "decoder"}) {
                var module = half.equals("encoder") ? new Vae.Encoder() : new Vae.Decoder();
                module.loadStateDict(Torch.loadStateDict(file(half + ".pt")));
                var saved = new java.io.ByteArrayOutputStream();
                Torch.save(module.stateDict(), saved);
                byte[] java = saved.toByteArray();
                byte[] python = FILES.get(half + ".pt");
                assertEquals(python.length, java.length);
                // All but the number of the file and its checksum, twice: PyTorch's depends on hashes.
                for (byte[] file : new byte[][] {java, python}) blankNumber(file);
                assertArrayEquals(python, java);
            }
        }
    }

    private static void blankNumber(byte[] file) {
        String text = new String(file, java.nio.charset.StandardCharsets.ISO_8859_1);
        int record = text.indexOf("/.data/serialization_id");
        int descriptor = text.indexOf("PK\7\b", record);
        java.util.Arrays.fill(file, descriptor - 40, descriptor + 8, (byte) 0);
        int entry = text.lastIndexOf("PK\1\2");
        java.util.Arrays.fill(file, entry + 16, entry + 20, (byte) 0);
    }

    @Test
    void stateOfJava_isLoadedByPython() throws Exception {
        Python.check(VaeFilesTest::save, "serialization_models.py", "vae");
    }

    /** Saves what came out of Python's files, and what comes out of the VAE here. */
    private static void save(Path folder) throws IOException {
        try (var scope = Torch.scope();
                var off = Torch.noGrad()) {
            var encoder = new Vae.Encoder();
            var decoder = new Vae.Decoder();
            var in = new java.io.ByteArrayInputStream(FILES.get("vae_outputs.pt"));
            Map<?, ?> given = (Map<?, ?>) Torch.load(in);
            for (var module : new torch.nn.Module[] {encoder, decoder}) {
                int number = module == encoder ? 0 : 6;
                for (var parameter : module.parameters()) fill(parameter, number++);
            }
            Torch.save(encoder.stateDict(), folder.resolve("encoder.pt"));
            Torch.save(decoder.stateDict(), folder.resolve("decoder.pt"));
            Torch.save(
                    outputs(encoder, decoder, (Tensor) given.get("x")),
                    folder.resolve("vae_outputs.pt"));
        }
    }

    private static void fill(Tensor parameter, int number) {
        float[] values = new float[(int) parameter.numel()];
        for (int i = 0; i < values.length; i++)
            values[i] = ((i * 37L + number) % 251 - 125) / 2048f;
        parameter.copy_(Torch.tensor(values).reshape(parameter.shape().toArray()));
    }

    private static Map<String, Tensor> outputs(
            Vae.Encoder encoder, Vae.Decoder decoder, Tensor x) {
        var posterior = encoder.forward(x);
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        outputs.put("x", x);
        outputs.put("mu", posterior.mu());
        outputs.put("logvar", posterior.logvar());
        outputs.put("y", decoder.forward(posterior.mu()));
        return outputs;
    }
}
