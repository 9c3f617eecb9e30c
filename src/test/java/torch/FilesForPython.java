package torch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes files for src/test/python/serialization_check.py: for each seed a value, N.pt, and what it is as text, N.txt.
 */
final class FilesForPython {
    static final int COUNT = 400;

    private FilesForPython() {}

    public static void main(String[] args) throws IOException {
        write(Path.of(args[0]));
    }

    static void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (int seed = 0; seed < COUNT; seed++) {
            try (var scope = Torch.scope()) {
                Object value = new RandomValues(seed).value(0);
                Torch.save(value, folder.resolve(seed + ".pt"));
                Files.writeString(
                        folder.resolve(seed + ".txt"),
                        Described.of(value),
                        StandardCharsets.US_ASCII);
            }
        }
    }
}
