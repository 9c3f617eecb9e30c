package torch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Files of PyTorch, written by src/test/python/serialization_golden.py. */
@ExtendWith(HandlesReturn.class)
class SerializationGoldenTest {
    private static final Map<String, byte[]> GOLDEN = new LinkedHashMap<>();
    @TempDir private Path folder;

    @BeforeAll
    static void read() throws IOException {
        Torch.zeros(1).close();
        try (var in =
                new ZipInputStream(
                        SerializationGoldenTest.class.getResourceAsStream(
                                "serialization/golden.zip"))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry())
                GOLDEN.put(entry.getName(), in.readAllBytes());
        }
    }

    private interface Way {
        Object load(int seed, byte[] file) throws IOException;
    }

    private void compare(Way way) throws IOException {
        int compared = 0;
        for (int seed = 0; GOLDEN.containsKey(seed + ".pt"); seed++) {
            String expected = new String(GOLDEN.get(seed + ".txt"), StandardCharsets.US_ASCII);
            Object value = way.load(seed, GOLDEN.get(seed + ".pt"));
            if (value == this) continue;
            assertEquals(expected, Described.of(value), "seed " + seed);
            Loaded.close(value);
            compared++;
        }
        assertEquals(true, compared >= 200, compared + " files");
    }

    private Path file(int seed, byte[] content) throws IOException {
        return Files.write(folder.resolve(seed + ".pt"), content);
    }

    @Test
    void load_matchesPyTorch() throws IOException {
        compare((seed, file) -> Torch.load(file(seed, file)));
    }

    @Test
    void loadMapped_matchesPyTorch() throws IOException {
        compare(
                (seed, file) ->
                        seed % 3 == 2 && seed < 300
                                ? this // the format from before PyTorch 1.6 cannot be mapped
                                : Torch.load(file(seed, file), o -> o.mmap(true)));
    }

    @Test
    void savedAgain_isLoadedTheSame() throws IOException {
        compare(
                (seed, file) -> {
                    Object value = Torch.load(new ByteArrayInputStream(file));
                    var out = new ByteArrayOutputStream();
                    Torch.save(value, out);
                    Loaded.close(value);
                    return Torch.load(new ByteArrayInputStream(out.toByteArray()));
                });
    }
}
