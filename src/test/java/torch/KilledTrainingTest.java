package torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.util.Event;
import torch.utils.tensorboard.EventReader;

/** Training that is broken off, or whose process is killed, at any moment, and goes on: the end is the same, bit for bit. */
class KilledTrainingTest {
    /** How often a process is killed; more on demand. */
    private static final int KILLS = Integer.getInteger("jtorch.test.kills", 3);

    @TempDir Path folder;

    private static String whole(Path folder, int workers, boolean scales, int epochs) {
        return ResumedTraining.run(folder, workers, scales, epochs, Long.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource({"0, false", "2, false", "2, true", "3, true"})
    void trainingThatIsBrokenOff_endsAsIfItWasNot(int workers, boolean scales) {
        String whole = whole(folder.resolve("whole"), workers, scales, 4);
        assertTrue(whole.lines().count() > 28, whole);
        Random random = new Random(workers);
        Path broken = folder.resolve("broken");
        for (long last = 1; last < 28; last += 1 + random.nextInt(5))
            ResumedTraining.run(broken, workers, scales, 4, last);
        assertEquals(whole, whole(broken, workers, scales, 4));
    }

    @Test
    void losses_dependOnTheWorkersRandomNumbers() {
        // What the tests here compare would show another state.
        String two = whole(folder.resolve("two"), 2, false, 1);
        assertNotEquals(two, whole(folder.resolve("none"), 0, false, 1));
    }

    @Test
    void processThatIsKilled_endsAsIfItWasNot() throws Exception {
        int epochs = 4 + KILLS;
        String whole = whole(folder.resolve("whole"), 2, true, epochs);
        Path killed = Files.createDirectory(folder.resolve("killed"));
        Random random = new Random(1);
        int kills = 0;
        while (!Files.exists(killed.resolve("log.txt"))) {
            Path output = folder.resolve("output.txt");
            Process process = start(killed, epochs, output);
            // The first moments are the JVM's: what is to be hit is the training.
            awaitCheckpoint(process, killed);
            if (kills < KILLS && !process.waitFor(random.nextInt(60), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                kills++;
            }
            int status = process.waitFor();
            String said = Files.readString(output);
            assertTrue(status == 0 || status == 137, status + ": " + said);
            assertTrue(status == 0 || !Files.exists(killed.resolve("log.txt")));
        }
        assertTrue(kills > KILLS / 2, "the training was over after " + kills + " kills");
        assertEquals(whole, Files.readString(killed.resolve("log.txt")));
        checkEvents(killed.resolve("events"), whole);
        try (var left = Files.list(killed)) {
            // What a process that was killed left of a file was deleted by the next one.
            assertFalse(left.anyMatch(file -> file.toString().endsWith(".part")));
        }
    }

    /** The event files are all readable, and together have each step's loss once, but for what was killed on its way. */
    private static void checkEvents(Path folder, String log) throws IOException {
        Map<Long, Float> losses = new HashMap<>();
        for (String line : log.lines().filter(l -> l.matches("\\d+ \\d+ [-\\d.E]+")).toList()) {
            String[] parts = line.split(" ");
            losses.put(Long.parseLong(parts[1]), Float.parseFloat(parts[2]));
        }
        Set<Long> seen = new HashSet<>();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                List<Event> events = EventReader.read(file);
                if (!events.isEmpty())
                    assertEquals("brain.Event:2", events.getFirst().getFileVersion());
                for (Event event : events) {
                    if (event.getSummary().getValueCount() == 0) continue;
                    float loss = event.getSummary().getValue(0).getSimpleValue();
                    assertEquals(losses.get(event.getStep()), loss, 1e-7f * loss);
                    seen.add(event.getStep());
                }
            }
        }
        // The last process was not killed: what it did is there.
        assertTrue(seen.contains((long) losses.size() - 1), seen.toString());
    }

    @Test
    void fullDisk_isAnErrorAndKeepsWhatIsThere() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")));
        Path run = Files.createDirectory(folder.resolve("run"));
        ResumedTraining.run(run, 0, false, 1, 4);
        List<String> before = checkpoints(run);
        assertEquals(1, before.size());
        // No file may have more than 8 KiB, and a checkpoint has more.
        List<String> java = command(run, 1);
        List<String> command =
                new ArrayList<>(List.of("/bin/bash", "-c", "ulimit -f 8; exec \"$@\"", "bash"));
        command.addAll(java.subList(0, 1));
        command.add("-XX:-UsePerfData");
        command.addAll(java.subList(1, java.size()));
        Path output = folder.resolve("output.txt");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        assertEquals(1, process.waitFor(), Files.readString(output));
        assertTrue(
                Files.readString(output).contains("UncheckedIOException"),
                Files.readString(output));
        assertEquals(before, checkpoints(run));
        try (var left = Files.list(run)) {
            assertFalse(left.anyMatch(file -> file.toString().endsWith(".part")));
        }
        String whole = whole(folder.resolve("whole"), 0, false, 1);
        assertEquals(whole, whole(run, 0, false, 1));
    }

    private static Process start(Path folder, int epochs, Path output) throws IOException {
        return new ProcessBuilder(command(folder, epochs))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private static List<String> command(Path folder, int epochs) {
        String asked = System.getProperty("jtorch.libtorch", "");
        return List.of(
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
                "true",
                String.valueOf(epochs));
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
