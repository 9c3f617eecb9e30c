package examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import torch.ChildJvm;
import torch.Tensor;
import torch.Torch;
import torch.distributed.Dist;
import torch.distributed.run.Launcher;
import torch.distributed.run.Std;

/** The examples in several processes, beside Python's with gloo and beside one process. */
class ProcessesTest {
    private static final String[] SMALL = {
        "-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"
    };

    @TempDir Path folder;

    @BeforeEach
    void needPresets() {
        assumeTrue(Dist.isAvailable(), "c10d is reached through the presets' own libtorch");
    }

    /** Losses of the first steps, means over all processes; a GAN drifts apart sooner between two builds of libtorch. */
    @ParameterizedTest
    @CsvSource({"vae-world2, Vae, 20", "vae-world4, Vae, 20", "gan-world2, Gan, 8"})
    void losses_matchPyTorch(String recording, String example, int steps) throws Exception {
        List<String> recorded = TwinsTest.read(recording + "-2.14.1.txt");
        List<String> arguments = new ArrayList<>(TwinsTest.arguments(recorded));
        arguments.addAll(List.of("--out", folder.toString()));
        ChildJvm.Ended ended =
                new ChildJvm()
                        .flag(SMALL)
                        .environment("OMP_NUM_THREADS", "1")
                        .run(
                                180,
                                Class.forName("examples." + example),
                                arguments.toArray(String[]::new));
        assertEquals(0, ended.status(), ended::output);
        List<String> expected = recorded.stream().filter(line -> !line.startsWith("#")).toList();
        List<String> actual =
                ended.output().lines().filter(line -> line.matches("(digits|step).*")).toList();
        assertEquals(expected.size(), actual.size(), ended::output);
        for (int i = 0; i <= steps; i++) { // the data, then the steps
            TwinsTest.assertSameToFourDigits(expected.get(i), actual.get(i));
        }
        assertTrue(Files.exists(folder.resolve("samples.png")));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void gradients_areThoseOfTheJoinedBatch(int world) throws Exception {
        String output = launch(world, 0, JoinedBatch.class);
        assertEquals(world, output.lines().filter("the same"::equals).count(), output);
    }

    /** Runs a program under the launcher; what all its processes printed. */
    private String launch(int world, int restarts, Class<?> program, String... arguments)
            throws IOException {
        Path logs = folder.resolve("logs");
        var launcher =
                new Launcher(
                        o ->
                                o.nprocPerNode(world)
                                        .maxRestarts(restarts)
                                        .redirects(Std.ALL)
                                        .logDir(logs));
        List<String> command = new ArrayList<>(List.of(SMALL));
        command.add(program.getName());
        command.addAll(List.of(arguments));
        int status = launcher.run(Launcher.java(command.toArray(String[]::new)));
        var output = new StringBuilder();
        try (Stream<Path> files = Files.walk(logs)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                output.append(Files.readString(file));
            }
        }
        assertEquals(0, status, output::toString);
        return output.toString();
    }

    // ---- Checkpoints

    private static final String[] RUN = {
        "--steps", "24", "--batch", "32", "--log-every", "1", "--checkpoint-every", "8", "--resume"
    };

    /** A run's losses, which go on in the same file when it is started again. */
    private String train(String name, Class<?> program, int restarts) throws IOException {
        Path checkpoints = folder.resolve(name);
        List<String> arguments = new ArrayList<>(List.of(RUN));
        arguments.addAll(List.of("--checkpoint", checkpoints.toString()));
        arguments.addAll(List.of("--out", folder.toString()));
        if (program == KilledVae.class) arguments.addFirst(checkpoints.toString());
        return launch(2, restarts, program, arguments.toArray(String[]::new));
    }

    @Test
    void killedRank_isStartedAgainAndEndsAsIfNothingHadHappened() throws IOException {
        train("undisturbed", Vae.class, 0);
        String output = train("killed", KilledVae.class, 1);
        assertTrue(
                output.contains("going on from checkpoint-0000000"),
                () -> "it did not go on from a checkpoint: " + output);
        try (var _ = Torch.scope()) {
            assertSameState(
                    "", state(folder.resolve("undisturbed")), state(folder.resolve("killed")));
        }
    }

    private static Object state(Path checkpoints) {
        return Torch.load(checkpoints.resolve("checkpoint-000000024.pt"));
    }

    private static void assertSameState(String where, Object expected, Object actual) {
        switch (expected) {
            case Tensor tensor -> assertTrue(tensor.equal((Tensor) actual), where);
            case Map<?, ?> map -> {
                assertEquals(map.keySet(), ((Map<?, ?>) actual).keySet(), where);
                map.forEach(
                        (key, value) ->
                                assertSameState(
                                        where + "/" + key, value, ((Map<?, ?>) actual).get(key)));
            }
            case List<?> list -> {
                assertEquals(list.size(), ((List<?>) actual).size(), where);
                for (int i = 0; i < list.size(); i++) {
                    assertSameState(where + "/" + i, list.get(i), ((List<?>) actual).get(i));
                }
            }
            case null, default -> assertEquals(expected, actual, where);
        }
    }
}
