package examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import torch.Torch;

/**
 * The examples print what their Python twins printed, whose output lies in the resources under the command that made it.
 *
 * <p>On the libtorch that Python used every line is the same. Another build brings another BLAS: there four significant
 * digits hold over the first steps, and the runs drift apart later, as Python's own do between two builds.
 */
class TwinsTest {
    private static final int FIRST_STEPS = 20;
    private static final double FOUR_DIGITS = 5e-4;

    @TempDir Path out;
    private final int threads = Torch.getNumThreads();

    @AfterEach
    void restoreThreads() {
        Torch.setNumThreads(threads);
    }

    @Test
    void vae_matchesPython() throws IOException {
        assertTwin("vae-2.14.1.txt", new Vae(), "loss.png", "reconstructions.png", "samples.png");
    }

    @Test
    void vaeWithScopes_matchesPython() throws IOException {
        assertTwin("vae-2.14.1.txt", new Vae(), List.of("--scope"), "samples.png");
    }

    @Test
    void gan_matchesPython() throws IOException {
        assertTwin("gan-2.14.1.txt", new Gan(), "loss.png", "samples.png");
    }

    @Test
    void classifier_matchesPython() throws IOException {
        assertTwin("classifier-2.14.1.txt", new Classifier(), "loss.png");
    }

    @Test
    void classifierOnMnist_matchesPython() throws IOException {
        assumeTrue(
                Files.isDirectory(Path.of("../shared/data/mnist")),
                "MNIST's files are not in ../shared/data/mnist");
        assertTwin("classifier-mnist-2.14.1.txt", new Classifier(), "loss.png");
    }

    @Test
    void charLstm_matchesPython() throws IOException {
        assertTwin("char-lstm-2.14.1.txt", new CharLstm(), "loss.png");
    }

    @Test
    void charTransformer_matchesPython() throws IOException {
        assertTwin("char-transformer-2.14.1.txt", new CharTransformer(), "loss.png");
    }

    private void assertTwin(String resource, Callable<Integer> example, String... pictures)
            throws IOException {
        assertTwin(resource, example, List.of(), pictures);
    }

    private void assertTwin(
            String resource, Callable<Integer> example, List<String> more, String... pictures)
            throws IOException {
        List<String> recorded = read(resource);
        var args = new ArrayList<>(arguments(recorded));
        args.addAll(more);
        args.addAll(List.of("--out", out.toString()));
        List<String> expected = recorded.stream().filter(line -> !line.startsWith("#")).toList();
        // libtorch has other kernels for other CPUs, which round differently, in Python too.
        String capability = recorded.getFirst().replaceAll(".*CPU capability (\\w+).*", "$1");
        boolean sameBits =
                Torch.version().startsWith("2.14.")
                        && Torch.showConfig()
                                .matches("(?s).*CPU capability usage: " + capability + "\\b.*");
        List<String> actual =
                run(example, args).lines().filter(line -> !line.startsWith("wrote ")).toList();
        if (!sameBits) { // the data, then the steps
            expected = firstSteps(expected);
            actual = firstSteps(actual);
        }

        if (sameBits) {
            assertEquals(String.join("\n", expected), String.join("\n", actual));
        } else {
            assertEquals(expected.size(), actual.size());
            for (int i = 0; i < expected.size(); i++) {
                assertSameToFourDigits(expected.get(i), actual.get(i));
            }
        }
        for (String picture : pictures) {
            if (Pictures.hasFonts() || !picture.equals("loss.png")) {
                assertTrue(ImageIO.read(out.resolve(picture).toFile()).getWidth() > 0, picture);
            }
        }
    }

    private static List<String> firstSteps(List<String> lines) {
        long before = lines.stream().takeWhile(line -> !line.startsWith("step ")).count();
        return lines.subList(0, (int) before + FIRST_STEPS);
    }

    /** Compares a line word by word: numbers with a decimal point to four significant digits, the rest exactly. */
    static void assertSameToFourDigits(String expected, String actual) {
        String[] expectedWords = expected.split(" +"), actualWords = actual.split(" +");
        assertEquals(expectedWords.length, actualWords.length, actual);
        for (int i = 0; i < expectedWords.length; i++) {
            if (expectedWords[i].matches("-?\\d+\\.\\d+")) {
                double value = Double.parseDouble(expectedWords[i]);
                assertEquals(
                        value,
                        Double.parseDouble(actualWords[i]),
                        Math.abs(value) * FOUR_DIGITS,
                        actual);
            } else {
                assertEquals(expectedWords[i], actualWords[i], actual);
            }
        }
    }

    static String run(Callable<Integer> example, List<String> args) {
        PrintStream stdout = System.out;
        var captured = new ByteArrayOutputStream();
        System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            assertEquals(0, Options.run(example, args.toArray(String[]::new)));
        } finally {
            System.setOut(stdout);
        }
        return captured.toString(StandardCharsets.UTF_8);
    }

    /** The arguments in the line {@code # python3 vae.py --steps 100 …}. */
    static List<String> arguments(List<String> recorded) {
        String command =
                recorded.stream()
                        .filter(line -> line.startsWith("# python3 "))
                        .findFirst()
                        .orElseThrow();
        return Arrays.stream(command.split(" ")).skip(3).toList();
    }

    static List<String> read(String resource) throws IOException {
        try (var stream = TwinsTest.class.getResourceAsStream(resource)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
