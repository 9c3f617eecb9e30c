package torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Has Python look at what Java wrote, where {@code -Djtorch.python=…} names a Python that has PyTorch. */
public final class Python {
    /** What writes files into a folder. */
    public interface Writer {
        void write(Path folder) throws IOException;
    }

    private Python() {}

    /** Skips the test where there is no Python; runs a script of src/test/python over a folder of files. */
    public static void check(Writer writer, String script, String... arguments) throws Exception {
        String python = System.getProperty("jtorch.python", "");
        assumeTrue(!python.isBlank(), "no -Djtorch.python");
        // in this folder, for a Python that sees no other
        Path folder = Files.createTempDirectory(Path.of("target"), "for-python").toAbsolutePath();
        try {
            writer.write(folder);
            List<String> command = new ArrayList<>();
            command.add(python);
            command.add(Path.of("src/test/python", script).toAbsolutePath().toString());
            command.addAll(List.of(arguments));
            command.add(folder.toString());
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), output);
            System.out.print(output);
        } finally {
            try (Stream<Path> left = Files.walk(folder)) {
                for (Path path : left.sorted(Comparator.reverseOrder()).toList())
                    Files.delete(path);
            }
        }
    }
}
