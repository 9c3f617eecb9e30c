package torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * JVMs that save over one file again and again are killed at moments by chance: the file has the whole of one saving at any
 * time. {@code -Djtorch.kills=N} kills N of them instead of 12.
 */
class KilledSaveTest {
    private static final int KILLS = Integer.getInteger("jtorch.kills", 12);
    private static final int TENSORS = 8;
    private static final int ELEMENTS = 1 << 18;

    /** Saves a state of which every element is the number of the saving. */
    static final class Saves {
        private Saves() {}

        public static void main(String[] args) {
            Path file = Path.of(args[0]);
            long first = Long.parseLong(args[1]);
            Torch.zeros(1).close();
            System.out.println("saves");
            for (long generation = first; ; generation++) {
                try (var scope = Torch.scope()) {
                    Map<String, Object> state = new LinkedHashMap<>();
                    state.put("generation", generation);
                    for (int i = 0; i < TENSORS; i++)
                        state.put("" + i, Torch.full(Torch.shape(ELEMENTS), generation));
                    Torch.save(state, file);
                }
                if (generation == first) System.out.println("saved");
            }
        }
    }

    @Test
    void killedSaving_leavesTheOldFileOrTheNew(@TempDir Path folder) throws Exception {
        List<Callable<Integer>> halves = new ArrayList<>();
        for (int half = 0; half < 2; half++) {
            Path own = Files.createDirectory(folder.resolve("half" + half));
            int seed = half;
            halves.add(() -> kill(own, KILLS / 2, new Random(seed)));
        }
        int interrupted = 0;
        try (var threads = Executors.newFixedThreadPool(2)) {
            for (Future<Integer> half : threads.invokeAll(halves)) interrupted += half.get();
        }
        assertTrue(interrupted > 0, "no kill met a saving");
        System.out.printf("%d JVMs killed, %d while they wrote%n", KILLS / 2 * 2, interrupted);
    }

    /** How many kills left a part of a file, under a name of its own. */
    private static int kill(Path folder, int kills, Random random) throws Exception {
        Path file = folder.resolve("model.pt");
        Set<Path> parts = new TreeSet<>();
        for (int kill = 0; kill < kills; kill++) {
            long first = 1000L * (kill + 1);
            Process child =
                    new ChildJvm()
                            .flag("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
                            .start(Saves.class, file.toString(), Long.toString(first));
            try (var output =
                    new BufferedReader(
                            new InputStreamReader(
                                    child.getInputStream(), StandardCharsets.UTF_8))) {
                // every third at its first saving, over the file of the JVM before
                String awaited = kill > 0 && kill % 3 == 0 ? "saves" : "saved";
                String line = output.readLine();
                while (line != null && !line.equals(awaited)) line = output.readLine();
                assertNotNull(line, "the JVM ended by itself");
                awaitPart(folder, parts, child);
                Thread.sleep(random.nextInt(60));
            } finally {
                child.destroyForcibly().waitFor();
            }
            assertWhole(file);
            parts.addAll(parts(folder));
        }
        return parts.size();
    }

    private static List<Path> parts(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(p -> p.toString().endsWith(".part")).toList();
        }
    }

    /** Waits until the JVM has begun to write. */
    private static void awaitPart(Path folder, Set<Path> known, Process child) throws Exception {
        while (child.isAlive()) {
            for (Path part : parts(folder)) if (!known.contains(part)) return;
            Thread.sleep(1);
        }
    }

    private static void assertWhole(Path file) throws IOException {
        try (var scope = Torch.scope()) {
            Map<?, ?> state = (Map<?, ?>) Torch.load(file);
            assertNotNull(state);
            assertEquals(TENSORS + 1, state.size());
            long generation = (Long) state.get("generation");
            for (int i = 0; i < TENSORS; i++) {
                Tensor tensor = (Tensor) state.get("" + i);
                assertEquals(ELEMENTS, tensor.numel());
                assertTrue(
                        Torch.all(tensor.eq(generation)).itemBoolean(),
                        file + " mixes savings");
            }
        }
    }
}
