package torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Has Python read what Java wrote, where {@code -Djtorch.python=…} names a Python that has PyTorch. */
class SerializationPythonTest {
    @Test
    void savedFiles_areReadByPython() throws Exception {
        String python = System.getProperty("jtorch.python", "");
        assumeTrue(!python.isBlank(), "no -Djtorch.python");
        Path folder = Files.createTempDirectory(Path.of("target"), "for-python").toAbsolutePath();
        try {
            FilesForPython.write(folder);
            Process process =
                    new ProcessBuilder(
                                    python,
                                    Path.of("src/test/python/serialization_check.py")
                                            .toAbsolutePath()
                                            .toString(),
                                    folder.toString())
                            .redirectErrorStream(true)
                            .start();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), output);
            System.out.print(output);
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> left = Files.walk(folder)) {
            for (Path path : left.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
        }
    }
}
