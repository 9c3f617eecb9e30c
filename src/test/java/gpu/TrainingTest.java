package gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import torch.Torch;

/**
 * On the CPU the trainings print what training.py printed, whose output lies in the resources under its arguments: every
 * digit on the libtorch and the kind of processor it ran on, elsewhere the first
 * digits of the first steps, after which a GAN goes its own way.
 */
class TrainingTest {
    private static final List<String> RECORDED = read("training-2.14.1.txt");
    private static final int FIRST_STEPS = 5;
    private static final double FOUR_DIGITS = 5e-4;
    private static final double BFLOAT16_DIGITS = 5e-3;

    private final int threads = Torch.getNumThreads();

    @AfterEach
    void restoreThreads() {
        Torch.setNumThreads(threads);
    }

    /** The recorded output by the arguments that made it. */
    static Map<String, List<String>> runs() {
        var runs = new LinkedHashMap<String, List<String>>();
        for (String line : RECORDED) {
            if (line.startsWith("# --")) runs.put(line.substring(2), new ArrayList<>());
            else if (!line.startsWith("#")) runs.lastEntry().getValue().add(line);
        }
        return runs;
    }

    static Stream<String> arguments() {
        return runs().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("arguments")
    void losses_matchPyTorch(String arguments) throws IOException {
        List<String> expected = runs().get(arguments);
        long steps = expected.stream().filter(line -> line.startsWith("step ")).count();
        List<String> actual = run(arguments, "losses " + steps + "\n");
        if (isSameBuild()) {
            assertEquals(String.join("\n", expected), String.join("\n", actual));
            return;
        }
        assertEquals(expected.size(), actual.size());
        double tolerance = arguments.contains("--bf16") ? BFLOAT16_DIGITS : FOUR_DIGITS;
        for (int i = 0; i <= FIRST_STEPS; i++)
            assertClose(expected.get(i), actual.get(i), tolerance);
    }

    private static boolean isSameBuild() {
        String capability = RECORDED.getFirst().replaceAll(".*CPU capability (\\w+).*", "$1");
        return Torch.version().startsWith("2.14.")
                && Torch.showConfig().contains("CPU capability usage: " + capability + "\n");
    }

    private static void assertClose(String expected, String actual, double tolerance) {
        String[] expectedWords = expected.split(" +"), actualWords = actual.split(" +");
        assertEquals(expectedWords.length, actualWords.length, actual);
        for (int i = 0; i < expectedWords.length; i++) {
            if (!expectedWords[i].contains(".")) {
                assertEquals(expectedWords[i], actualWords[i], actual);
                continue;
            }
            double value = Double.parseDouble(expectedWords[i]);
            double delta = Math.abs(value) * tolerance;
            assertEquals(value, Double.parseDouble(actualWords[i]), delta, actual);
        }
    }

    private static List<String> run(String arguments, String commands) throws IOException {
        var printed = new ByteArrayOutputStream();
        try (var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
                var scope = Torch.scope()) {
            Training.run(Settings.of(arguments.split(" ")), new StringReader(commands), out);
        }
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static List<String> read(String resource) {
        try (var in = TrainingTest.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
