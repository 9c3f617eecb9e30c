package examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import torch.Torch;
import torch.cuda.Cuda;

/** What the examples' command lines say of devices, precision and checkpoints. */
class TrainingTest {
    @TempDir Path folder;
    private final int threads = Torch.getNumThreads();

    @AfterEach
    void restoreThreads() {
        Torch.setNumThreads(threads);
    }

    private List<String> steps(Callable<Integer> example, String... options) {
        List<String> all =
                new ArrayList<>(
                        List.of("--log-every", "1", "--batch", "16", "--out", folder.toString()));
        all.addAll(List.of(options));
        return TwinsTest.run(example, all)
                .lines()
                .filter(line -> line.startsWith("step "))
                .toList();
    }

    private static Callable<Integer> example(String name) {
        return switch (name) {
            case "vae" -> new Vae();
            case "gan" -> new Gan();
            default -> new Classifier();
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"vae", "gan", "classifier"})
    void resumedRun_goesOnAsIfItHadNotStopped(String name) {
        String checkpoints = folder.resolve("checkpoints").toString();
        List<String> straight = steps(example(name), "--steps", "8");
        // One that is stopped after its third checkpoint, and goes on from there.
        steps(
                example(name),
                "--steps",
                "8",
                "--checkpoint",
                checkpoints,
                "--checkpoint-every",
                "2");
        assertTrue(folder.resolve("checkpoints/checkpoint-000000008.pt").toFile().delete());
        assertEquals(
                straight.subList(6, 8),
                steps(example(name), "--steps", "8", "--checkpoint", checkpoints, "--resume"));
    }

    @Test
    void checkpointsOfAnotherRun_areNotOverwritten() {
        String checkpoints = folder.resolve("checkpoints").toString();
        steps(new Vae(), "--steps", "1", "--checkpoint", checkpoints);
        String said = fails(1, new Vae(), "--steps", "1", "--checkpoint", checkpoints);
        assertTrue(said.contains("--resume goes on from the last one"), said);
    }

    private static String fails(int status, Callable<Integer> example, String... arguments) {
        PrintStream stderr = System.err;
        var said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true));
        try {
            assertEquals(status, Options.run(example, arguments));
        } finally {
            System.setErr(stderr);
        }
        return said.toString();
    }

    @Test
    void cuda_thatIsMissingIsSaid() {
        String reason = Cuda.unavailableReason();
        assumeFalse(reason == null, "there is CUDA");
        String said = fails(2, new Vae(), "--device", "cuda", "--steps", "1");
        assertTrue(said.contains("no CUDA: " + reason), said);
    }

    /** bfloat16 has two digits and a half. */
    @ParameterizedTest
    @ValueSource(strings = {"vae", "gan"})
    void mixedPrecision_losesLittle(String name) {
        List<String> exact = steps(example(name), "--steps", "4");
        List<String> mixed = steps(example(name), "--steps", "4", "--amp", "bf16");
        assertTrue(!exact.equals(mixed), "nothing was computed in bfloat16");
        for (int step = 0; step < exact.size(); step++) {
            double expected = Double.parseDouble(exact.get(step).split(" +")[3]);
            double actual = Double.parseDouble(mixed.get(step).split(" +")[3]);
            assertEquals(expected, actual, 0.03 * expected, mixed.get(step));
        }
    }
}
