package torch.distributed.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import torch.ChildJvm;
import torch.distributed.DistException;

/** Shells and small programs as processes of a run. */
@Timeout(60)
class LauncherTest {
    @TempDir Path folder;

    private int sh(java.util.function.Consumer<LaunchConfig> options, String script) {
        return new Launcher(options).run(List.of("/bin/sh", "-c", script, "sh", folder.toString()));
    }

    private String read(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    private static void await(BooleanSupplier condition, String what) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, what);
            Thread.sleep(10);
        }
    }

    // ---- Environment

    /** The first processes that torchrun started; see src/test/python/launch_golden.py. */
    @Test
    void environment_matchesPyTorch() throws IOException {
        String[] arguments = {};
        int compared = 0;
        for (String line : resource("/torch/distributed/torchrun-2.14.1.txt")) {
            if (line.startsWith("# torchrun")) arguments = line.substring(11).split(" ");
            if (line.startsWith("#")) continue;
            Map<String, String> expected = new TreeMap<>();
            for (String variable : line.split(" {2,}")) {
                int equals = variable.indexOf('=');
                expected.put(variable.substring(0, equals), variable.substring(equals + 1));
            }
            expected.put("TORCHELASTIC_USE_AGENT_STORE", "False"); // the store is rank 0's
            expected.remove("TORCHELASTIC_SIGNALS_TO_HANDLE");
            expected.put("NODE_RANK", expected.get("GROUP_RANK"));
            int localRank = Integer.parseInt(expected.get("LOCAL_RANK"));
            assertEquals(
                    expected, Worker.environment(config(arguments), localRank, 29511, 0, Map.of()));
            compared++;
        }
        assertEquals(5, compared);
    }

    private static List<String> resource(String name) throws IOException {
        try (var stream = LauncherTest.class.getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    private static LaunchConfig config(String[] arguments) {
        return LaunchConfig.of(
                o -> {
                    for (String argument : arguments) {
                        String value = argument.substring(argument.indexOf('=') + 1);
                        switch (argument.substring(0, argument.indexOf('='))) {
                            case "--nnodes" -> o.nnodes(Integer.parseInt(value));
                            case "--nproc-per-node" -> o.nprocPerNode(Integer.parseInt(value));
                            case "--master-port" -> o.masterPort(Integer.parseInt(value));
                            case "--master-addr" -> o.masterAddr(value);
                            case "--max-restarts" -> o.maxRestarts(Integer.parseInt(value));
                            case "--rdzv-id" -> o.runId(value);
                            default -> throw new AssertionError(argument);
                        }
                    }
                });
    }

    @Test
    void secondNode_hasTheRanksThatFollow() {
        LaunchConfig config = LaunchConfig.of(o -> o.nnodes(3).nodeRank(2).nprocPerNode(4));
        Map<String, String> variables =
                Worker.environment(config, 1, 29500, 2, Map.of("OMP_NUM_THREADS", "5"));
        assertEquals("9", variables.get("RANK"));
        assertEquals("12", variables.get("WORLD_SIZE"));
        assertEquals("2", variables.get("NODE_RANK"));
        assertEquals("2", variables.get("TORCHELASTIC_RESTART_COUNT"));
        assertFalse(variables.containsKey("OMP_NUM_THREADS"), "what the user set stays");
    }

    // ---- Ends

    @Test
    void processes_thatEndWellAreZero() throws IOException {
        int status = sh(o -> o.nprocPerNode(3), "echo $WORLD_SIZE $MASTER_PORT > $1/$RANK");
        assertEquals(0, status);
        assertTrue(read("0").startsWith("3 "));
        assertEquals(read("0"), read("2"), "one port for all");
    }

    @Test
    void firstFailure_isTheExitCodeAndEndsTheOthers() throws Exception {
        long start = System.nanoTime();
        int status =
                sh(
                        o -> o.nprocPerNode(3).shutdownTimeout(Duration.ofSeconds(30)),
                        """
                        trap 'echo asked > $1/$RANK.asked; exit 0' TERM
                        echo $$ > $1/$RANK.pid
                        while [ ! -e $1/0.pid ] || [ ! -e $1/2.pid ]; do sleep 0.05; done
                        [ $RANK != 1 ] || exit 42
                        while :; do sleep 0.05; done
                        """);
        assertEquals(42, status);
        assertTrue(System.nanoTime() - start < Duration.ofSeconds(20).toNanos(), "waited");
        for (String rank : List.of("0", "2")) {
            assertEquals("asked\n", read(rank + ".asked"));
            assertFalse(isAlive(rank));
        }
    }

    private boolean isAlive(String rank) {
        try {
            return ProcessHandle.of(Long.parseLong(read(rank + ".pid").strip()))
                    .map(ProcessHandle::isAlive)
                    .orElse(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void processThatDoesNotEnd_isKilled() throws Exception {
        int status =
                sh(
                        o -> o.nprocPerNode(2).shutdownTimeout(Duration.ofMillis(300)),
                        """
                        trap '' TERM
                        echo $$ > $1/$RANK.pid
                        while [ ! -e $1/0.pid ]; do sleep 0.05; done
                        [ $RANK != 1 ] || kill -9 $$
                        while :; do sleep 0.05; done
                        """);
        assertEquals(128 + 9, status);
        assertFalse(isAlive("0"));
    }

    @Test
    void failure_startsAllAgain() throws IOException {
        int status =
                sh(
                        o -> o.nprocPerNode(2).maxRestarts(2),
                        """
                        touch $1/0 $1/1; echo $TORCHELASTIC_RESTART_COUNT $TORCHELASTIC_MAX_RESTARTS >> $1/$RANK
                        [ $RANK = 0 ] || exit 0
                        while [ "$(wc -l < $1/1)" != "$(wc -l < $1/0)" ]; do sleep 0.05; done
                        [ $TORCHELASTIC_RESTART_COUNT = 2 ] || exit 3
                        """);
        assertEquals(0, status);
        assertEquals("0 2\n1 2\n2 2\n", read("0"));
        assertEquals("0 2\n1 2\n2 2\n", read("1"));
    }

    @Test
    void failures_thatAreTooManyEndIt() throws IOException {
        assertEquals(6, sh(o -> o.maxRestarts(1), "echo . >> $1/log; exit 6"));
        assertEquals(".\n.\n", read("log"));
    }

    @Test
    void command_thatIsNotThereIsNamed() {
        var launcher = new Launcher(o -> o.nprocPerNode(2));
        var e =
                assertThrows(
                        UncheckedIOException.class, () -> launcher.run(List.of("/no/program")));
        assertTrue(e.getMessage().contains("/no/program"), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> launcher.run(List.of()));
    }

    @Test
    void interrupt_endsTheProcesses() throws Exception {
        var thrown = new ArrayList<Throwable>();
        Thread thread =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        sh(
                                                o -> o.nprocPerNode(2),
                                                "echo $$ > $1/$RANK.pid; while :; do sleep 0.05; done");
                                    } catch (DistException e) {
                                        thrown.add(e);
                                    }
                                });
        await(
                () ->
                        Files.exists(folder.resolve("0.pid"))
                                && Files.exists(folder.resolve("1.pid")),
                "no start");
        Thread.sleep(50); // for the numbers to be written
        thread.interrupt();
        thread.join(TimeUnit.SECONDS.toMillis(20));
        assertEquals("the launcher was interrupted", thrown.getFirst().getMessage());
        assertFalse(isAlive("0") || isAlive("1"));
    }

    @Test
    void badOptions_areRefused() {
        for (java.util.function.Consumer<LaunchConfig> bad :
                List.<java.util.function.Consumer<LaunchConfig>>of(
                        o -> o.nprocPerNode(0),
                        o -> o.nnodes(0),
                        o -> o.nodeRank(1),
                        o -> o.nodeRank(-1),
                        o -> o.masterPort(0),
                        o -> o.masterPort(70000),
                        o -> o.maxRestarts(-1),
                        o -> o.shutdownTimeout(Duration.ofSeconds(-1)),
                        o -> o.redirects(Std.OUT))) {
            assertThrows(IllegalArgumentException.class, () -> new Launcher(bad));
        }
        assertThrows(NullPointerException.class, () -> new Launcher(o -> o.tee(null)));
    }

    // ---- Output

    @Test
    void output_goesToFilesAndWithPrefixesToTheConsole() throws Exception {
        ChildJvm.Ended ended =
                run(
                        "-n",
                        "2",
                        "--tee",
                        "1",
                        "--redirects",
                        "2",
                        "--log-dir",
                        folder.toString(),
                        "--max-restarts",
                        "1",
                        "--rdzv-id",
                        "night",
                        "--no-java",
                        "/bin/sh",
                        "-c",
                        "echo out $RANK; echo error $RANK >&2; printf rest; exit $((1 - TORCHELASTIC_RESTART_COUNT))");
        assertEquals(0, ended.status(), ended::output);
        List<String> lines = ended.output().lines().toList();
        for (String line : List.of("[default0]:out 0", "[default1]:out 1", "[default0]:rest")) {
            assertEquals(1, lines.stream().filter(line::equals).count() - again(ended, line), line);
        }
        assertFalse(ended.output().contains("error 0"), ended::output);
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString().replaceAll("^night_\\d+", "run");
                files.put(name, Files.readString(file));
            }
        }
        assertEquals("out 1\nrest\n", files.get("run/attempt_1/1/stdout.log"), files::toString);
        assertEquals("error 0\n", files.get("run/attempt_1/0/stderr.log"), files::toString);
        assertTrue(files.keySet().stream().anyMatch(name -> name.startsWith("run/attempt_0/")));
    }

    /** How often a line came in the round that failed, which may have ended one process before it wrote. */
    private static long again(ChildJvm.Ended ended, String line) {
        String first = ended.output().split("all start again")[0];
        return first.lines().filter(line::equals).count();
    }

    @Test
    void output_ofAProcessThatIsAskedToEndIsNotLost() {
        ChildJvm.Ended ended =
                run(
                        "-n",
                        "2",
                        "--tee",
                        "1",
                        "--no-java",
                        "/bin/sh",
                        "-c",
                        """
                        trap 'echo goodbye; exit 0' TERM
                        touch $1/$RANK.ready
                        while [ $RANK = 0 ] || [ ! -e $1/0.ready ]; do sleep 0.05; done
                        printf 'bad luck'
                        exit 5
                        """,
                        "sh",
                        folder.toString());
        assertEquals(5, ended.status(), ended::output);
        assertTrue(ended.output().contains("[default0]:goodbye\n"), ended::output);
        assertTrue(ended.output().contains("[default1]:bad luck\n"), ended::output);
    }

    @Test
    void output_ofOtherRanksIsNotShown() throws Exception {
        ChildJvm.Ended ended =
                run(
                        "-n",
                        "3",
                        "--local-ranks-filter",
                        "0,2",
                        "--no-java",
                        "/bin/sh",
                        "-c",
                        "echo I am $RANK");
        assertEquals(List.of("I am 0", "I am 2"), ended.output().lines().sorted().toList());
    }

    // ---- The launcher as a program

    private static ChildJvm launcher() {
        return new ChildJvm().flag("-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    }

    private static ChildJvm.Ended run(String... arguments) {
        return launcher().run(60, Run.class, arguments);
    }

    /** What a program sees that was started as this JVM was. */
    static final class Shown {
        public static void main(String[] arguments) {
            System.out.println(
                    String.join(
                            " ",
                            System.getenv("RANK"),
                            System.getProperty("jtorch.mark"),
                            System.getProperty("mark"),
                            Arrays.toString(arguments)));
        }
    }

    @Test
    void javaProgram_hasTheClassPathAndItsOwnOptions() {
        ChildJvm.Ended ended =
                launcher()
                        .flag("-Djtorch.mark=all")
                        .run(
                                60,
                                Run.class,
                                "-n",
                                "2",
                                "-Xmx64m",
                                "-Dmark=own",
                                "--",
                                Shown.class.getName(),
                                "--epochs",
                                "3",
                                "--",
                                "-n");
        assertEquals(0, ended.status(), ended::output);
        assertEquals(
                List.of("0 all own [--epochs, 3, --, -n]", "1 all own [--epochs, 3, --, -n]"),
                ended.output().lines().sorted().toList());
        ended = run("--standalone", Shown.class.getName(), "--", "-n");
        assertEquals("0 null null [--, -n]\n", ended.output());
    }

    @Test
    void commandLine_thatIsWrongIsTwo() {
        Map<String, List<String>> wrong =
                Map.of(
                        "Missing required parameter: 'MAIN'", List.of("-n", "2"),
                        "Unsupported nproc_per_node value: many", List.of("-n", "many", "Main"),
                        "nnodes=1:2: the number of machines is fixed",
                                List.of("--nnodes", "1:2", "Main"),
                        "5 does not match", List.of("--tee", "5", "Main"),
                        "nproc_per_node must be >= 1, got 0", List.of("-n", "0", "Main"));
        wrong.forEach(
                (message, arguments) -> {
                    PrintStream stderr = System.err;
                    var said = new ByteArrayOutputStream();
                    System.setErr(new PrintStream(said, true));
                    try {
                        assertEquals(2, Run.execute(arguments.toArray(String[]::new)));
                    } finally {
                        System.setErr(stderr);
                    }
                    assertTrue(said.toString().startsWith("jtorch run: "), said::toString);
                    assertTrue(said.toString().contains(message), said::toString);
                });
    }

    /** As Kubeflow sets torchrun's options. */
    @Test
    void options_areTakenFromTheEnvironment() {
        ChildJvm.Ended ended =
                launcher()
                        .environment("PET_NNODES", "2")
                        .environment("PET_NODE_RANK", "1")
                        .environment("PET_NPROC_PER_NODE", "2")
                        .environment("PET_MASTER_ADDR", "trainer-0")
                        .environment("PET_MASTER_PORT", "1234")
                        .run(
                                60,
                                Run.class,
                                "--no-java",
                                "/bin/sh",
                                "-c",
                                "echo $RANK/$WORLD_SIZE $MASTER_ADDR:$MASTER_PORT");
        assertEquals(
                List.of("2/4 trainer-0:1234", "3/4 trainer-0:1234"),
                ended.output().lines().sorted().toList());
    }

    private Process startLoops(String trap) throws Exception {
        Process launcher =
                launcher()
                        .start(
                                Run.class,
                                "-n",
                                "2",
                                "--shutdown-timeout",
                                "1",
                                "--no-java",
                                "/bin/sh",
                                "-c",
                                "trap '%s' TERM; echo $$ > $1/$RANK.part; mv $1/$RANK.part $1/$RANK.pid; while :; do sleep 0.05; done"
                                        .formatted(trap),
                                "sh",
                                folder.toString());
        await(
                () ->
                        Files.exists(folder.resolve("0.pid"))
                                && Files.exists(folder.resolve("1.pid")),
                "no start");
        return launcher;
    }

    @Test
    void launcherKilled_leavesNoProcess() throws Exception {
        Process launcher = startLoops("");
        assertTrue(isAlive("0") && isAlive("1"));
        launcher.destroyForcibly().waitFor();
        await(() -> !isAlive("0") && !isAlive("1"), "processes outlived their launcher");
    }

    @Test
    void launcherEnded_endsItsProcessesBefore() throws Exception {
        Process launcher = startLoops("echo asked > $1/$RANK.asked; exit 0");
        launcher.destroy();
        assertTrue(launcher.waitFor(20, TimeUnit.SECONDS));
        assertEquals(128 + 15, launcher.exitValue());
        assertFalse(isAlive("0") || isAlive("1"));
        assertEquals("asked\n", read("0.asked"));
        assertEquals("asked\n", read("1.asked"));
    }

    @Test
    void script_findsJavaAndTheClassPath() throws Exception {
        var builder =
                new ProcessBuilder(
                                Path.of("bin/jtorch").toAbsolutePath().toString(),
                                "run",
                                "-n",
                                "2",
                                "-Dmark=script",
                                "--",
                                Shown.class.getName())
                        .redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("JTORCH_CLASSPATH", System.getProperty("java.class.path"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        assertEquals(
                List.of("0 null script []", "1 null script []"), output.lines().sorted().toList());
    }
}
