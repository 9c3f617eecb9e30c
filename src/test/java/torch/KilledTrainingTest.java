package torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training that is broken off, or whose process is killed, at any moment, and goes on: the end is the same, bit for bit. */
class KilledTrainingTest {
    /** How often a process is killed; more on demand. */
    private static final int KILLS = Integer.getInteger("jtorch.test.kills", 4);

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({"0, false", "2, false", "2, true", "3, true"})
    void trainingThatIsBrokenOff_endsAsIfItWasNot(int workers, boolean scales) {
        String whole = ResumedTraining.run(folder.resolve("whole"), workers, scales);
        Random random = new Random(workers);
        Path broken = folder.resolve("broken");
        for (long last = 1; last < 28; last += 1 + random.nextInt(5))
            ResumedTraining.run(broken, workers, scales, last);
        assertEquals(whole, ResumedTraining.run(broken, workers, scales));
        assertTrue(whole.lines().count() > 28, whole);
    }

    @Test
    void losses_dependOnWhatIsSaved() {
        // That the losses of a run would tell: they are not those of another one.
        String two = ResumedTraining.run(folder.resolve("two"), 2, false);
        assertNotEquals(two, ResumedTraining.run(folder.resolve("none"), 0, false));
    }

    @Test
    void processThatIsKilled_endsAsIfItWasNot() throws Exception {
        String whole = ResumedTraining.run(folder.resolve("whole"), 2, true);
        Path killed = folder.resolve("killed");
        Random random = new Random(1);
        int kills = 0;
        int runs = 0;
        while (!Files.exists(killed.resolve("log.txt"))) {
            assertTrue(++runs < 10 * (KILLS + 1), "the training does not get on");
            Process process = start(killed);
            try (InputStream out = process.getInputStream()) {
                // The first moments are the JVM's: what is to be hit is the training.
                awaitCheckpoint(process, killed);
                if (kills < KILLS
                        && !process.waitFor(random.nextInt(120), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                    kills++;
                }
                String said = new String(out.readAllBytes());
                int status = process.waitFor();
                assertTrue(status == 0 || status == 137, status + ": " + said);
            }
        }
        assertTrue(kills > 0 || KILLS == 0, "the training was over before it could be killed");
        assertEquals(whole, Files.readString(killed.resolve("log.txt")));
        try (var left = Files.list(killed)) {
            List<String> parts =
                    left.map(f -> f.getFileName().toString()).filter(n -> n.endsWith(".part")).toList();
            // What the last one that was killed left is deleted by the next.
            assertEquals(List.of(), parts);
        }
    }

    private static Process start(Path folder) throws IOException {
        String asked = System.getProperty("jtorch.libtorch", "");
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-Djtorch.libtorch=" + asked,
                        "-cp",
                        System.getProperty("java.class.path"),
                        ResumedTraining.class.getName(),
                        folder.toString(),
                        "2",
                        "true")
                .redirectErrorStream(true)
                .start();
    }

    /** Waits until a process has saved something, or has ended. */
    private static void awaitCheckpoint(Process process, Path folder) throws Exception {
        List<String> before = checkpoints(folder);
        while (process.isAlive() && checkpoints(folder).equals(before)) Thread.sleep(2);
    }

    private static List<String> checkpoints(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) return List.of();
        try (var files = Files.list(folder)) {
            return files.map(Path::toString).filter(n -> n.endsWith(".pt")).sorted().toList();
        }
    }
}
