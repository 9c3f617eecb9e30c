package torch.distributed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import torch.ChildJvm;
import torch.Torch;

/** Processes on this machine that meet over the loopback interface. */
class DistTest {
    @BeforeEach
    void needPresets(org.junit.jupiter.api.TestInfo test) {
        boolean other = test.getDisplayName().startsWith("otherLibtorch");
        if (other) assumeFalse(Dist.isAvailable(), "this libtorch is the presets' own");
        else assumeTrue(Dist.isAvailable(), "c10d is reached through the presets' own libtorch");
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Runs a scenario in several processes; what each of them printed. */
    private static List<ChildJvm.Ended> run(String scenario, int world, int timeoutSeconds)
            throws Exception {
        return run(scenario, world, timeoutSeconds, Map.of());
    }

    private static List<ChildJvm.Ended> run(
            String scenario, int world, int timeoutSeconds, Map<String, String> environment)
            throws Exception {
        int port = freePort();
        try (var pool = Executors.newFixedThreadPool(world)) {
            List<Callable<ChildJvm.Ended>> ranks = new ArrayList<>();
            for (int rank = 0; rank < world; rank++) {
                ChildJvm jvm =
                        new ChildJvm()
                                .flag("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
                                .environment("OMP_NUM_THREADS", "1")
                                .environment("MASTER_ADDR", "127.0.0.1")
                                .environment("MASTER_PORT", String.valueOf(port))
                                .environment("WORLD_SIZE", String.valueOf(world))
                                .environment("RANK", String.valueOf(rank));
                environment.forEach(jvm::environment);
                ranks.add(
                        () ->
                                jvm.run(
                                        120,
                                        RankProgram.class,
                                        scenario,
                                        String.valueOf(timeoutSeconds)));
            }
            List<ChildJvm.Ended> ended = new ArrayList<>();
            for (Future<ChildJvm.Ended> rank : pool.invokeAll(ranks)) ended.add(rank.get());
            return ended;
        }
    }

    private static void assertWell(List<ChildJvm.Ended> ranks) {
        for (ChildJvm.Ended rank : ranks) {
            assertEquals(0, rank.status(), rank::output);
            assertTrue(rank.output().contains("ended well"), rank::output);
        }
    }

    private static String line(ChildJvm.Ended rank, String start) {
        return rank.output()
                .lines()
                .filter(l -> l.startsWith(start))
                .findFirst()
                .orElseThrow(() -> new AssertionError(rank.output()));
    }

    /** Collectives, messages, groups, training; one start of the processes serves them all. */
    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void processes_computeTogether(int world) throws Exception {
        List<ChildJvm.Ended> ranks = run("well", world, 60);
        assertWell(ranks);
        Torch.manualSeed(0);
        var net = new RankProgram.Net();
        String alone = "losses " + RankProgram.training(0, 1, net, net::call);
        for (ChildJvm.Ended rank : ranks) assertNear(alone, line(rank, "losses"));
        String refused = line(ranks.getFirst(), "refused");
        assertTrue(
                refused.contains("Expected to have finished reduction in the prior iteration"),
                refused);
        String mismatch = line(ranks.getFirst(), "mismatch");
        assertTrue(
                mismatch.contains("DDP expects same model across all ranks, but [0]: params[0]"),
                mismatch);
    }

    private static void assertNear(String expected, String actual) {
        String[] left = expected.split(" ");
        String[] right = actual.split(" ");
        assertEquals(left.length, right.length, actual);
        for (int i = 1; i < left.length; i++) {
            assertEquals(Double.parseDouble(left[i]), Double.parseDouble(right[i]), 2e-4, actual);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void names_doWhatPyTorchsDo(int world) throws Exception {
        assertWell(run("names", world, 60));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void dataParallel_takesPyTorchsOptions(int world) throws Exception {
        assertWell(run("ddp", world, 60));
    }

    @Test
    void detail_namesWhatRanksDoDifferently() throws Exception {
        List<ChildJvm.Ended> ranks =
                run("detail", 2, 30, Map.of("TORCH_DISTRIBUTED_DEBUG", "DETAIL"));
        assertWell(ranks);
        assertEquals(
                "shape: Detected mismatch between collectives on ranks. Rank 0 is running collective: "
                        + "CollectiveFingerPrint(SequenceNumber=2, OpType=ALL_REDUCE, TensorShape=[2], TensorDtypes=torch.float32, TensorDeviceTypes=cpu), "
                        + "but Rank 1 is running collective: "
                        + "CollectiveFingerPrint(SequenceNumber=2, OpType=ALL_REDUCE, TensorShape=[3], TensorDtypes=torch.float32, TensorDeviceTypes=cpu)."
                        + "Collectives differ in the following aspects:   Tensor Tensor shapes: [2]vs [3]",
                line(ranks.get(0), "shape"));
        String dtype = line(ranks.get(1), "dtype");
        assertTrue(dtype.endsWith("Tensor Tensor dtypes: torch.float64vs torch.float32"), dtype);
        String other = line(ranks.get(1), "other");
        assertTrue(other.endsWith("Op type: BROADCASTvs ALL_REDUCE"), other);
        assertEquals("same: worked", line(ranks.get(1), "same"));
    }

    @Test
    void killedRank_isNoticedByTheOthers() throws Exception {
        List<ChildJvm.Ended> ranks = run("killed", 3, 20);
        assertEquals(9, ranks.get(1).status());
        for (int rank : new int[] {0, 2}) {
            assertEquals(0, ranks.get(rank).status(), ranks.get(rank)::output);
            String said = line(ranks.get(rank), "noticed");
            assertTrue(said.contains("all_reduce: "), said);
            assertFalse(said.contains("Exception raised from"), said);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gone", "hung"})
    void partnerThatDoesNotAnswer_failsEveryCall(String how) throws Exception {
        List<ChildJvm.Ended> ranks = run(how, 2, 20);
        assertEquals(9, ranks.get(1).status());
        assertEquals(0, ranks.get(0).status(), ranks.get(0)::output);
        String last = line(ranks.get(0), "DistributedDataParallel");
        assertTrue(last.contains("all_gather: "), last);
        if (how.equals("hung")) {
            String said = line(ranks.get(0), "first");
            assertTrue(said.contains("Ranks 1 failed to pass monitoredBarrier in 1000 ms"), said);
        }
    }

    // ---- Meeting

    private static DistException fails(java.util.function.Consumer<InitOptions> options) {
        long start = System.nanoTime();
        DistException e = assertThrows(DistException.class, () -> Dist.initProcessGroup(options));
        assertTrue(System.nanoTime() - start < 30_000_000_000L, "waited longer than the time-out");
        assertFalse(Dist.isInitialized());
        assertFalse(e.getMessage().contains("Exception raised from"), e.getMessage());
        return e;
    }

    @Test
    void worldSize_thatIsTooLargeEndsInATimeOut() throws Exception {
        int port = freePort();
        DistException e =
                fails(
                        o ->
                                o.backend("gloo")
                                        .initMethod("tcp://127.0.0.1:" + port)
                                        .rank(0)
                                        .worldSize(2)
                                        .timeout(Duration.ofSeconds(2)));
        assertTrue(
                e.getMessage().toLowerCase().contains("timed out")
                        || e.getMessage().contains("timeout"),
                e.getMessage());
    }

    @Test
    void port_thatIsBusyIsNamed() throws Exception {
        try (var socket = new ServerSocket(0)) {
            int port = socket.getLocalPort();
            DistException e =
                    fails(
                            o ->
                                    o.backend("gloo")
                                            .initMethod("tcp://127.0.0.1:" + port)
                                            .rank(0)
                                            .worldSize(1)
                                            .timeout(Duration.ofSeconds(2)));
            assertTrue(e.getMessage().contains(String.valueOf(port)), e.getMessage());
            assertTrue(
                    e.getMessage().contains("EADDRINUSE") || e.getMessage().contains("in use"),
                    e.getMessage());
        }
    }

    @Test
    void master_thatIsNotThereIsNamed() throws Exception {
        int port = freePort();
        DistException e =
                fails(
                        o ->
                                o.backend("gloo")
                                        .initMethod("tcp://127.0.0.1:" + port)
                                        .rank(1)
                                        .worldSize(2)
                                        .timeout(Duration.ofSeconds(2)));
        assertTrue(
                e.getMessage().contains("127.0.0.1")
                        && e.getMessage().contains(String.valueOf(port)),
                e.getMessage());
    }

    @Test
    void oneProcess_meetsItselfInAFile(@TempDir Path folder) {
        for (int again = 0; again < 2; again++) {
            Path file = folder.resolve("store" + again);
            Dist.initProcessGroup(o -> o.initMethod("file://" + file).rank(0).worldSize(1));
            try {
                assertEquals(0, Dist.getRank());
                assertEquals(1, Dist.getWorldSize());
                assertEquals("undefined", Dist.getBackend());
                assertEquals("cpu:gloo", Dist.getBackendConfig());
                var x = Torch.ones(2);
                Dist.allReduce(x);
                assertArrayEquals(new float[] {1, 1}, x.toFloatArray());
                assertEquals(
                        "trying to initialize the default process group twice!",
                        assertThrows(IllegalArgumentException.class, () -> Dist.initProcessGroup())
                                .getMessage());
                // Bad arguments are refused, and the group goes on.
                assertThrows(IllegalArgumentException.class, () -> Dist.allReduce(null));
                assertThrows(DistException.class, () -> Dist.broadcast(x, 1));
                assertThrows(DistException.class, () -> Dist.broadcast(x, -1));
                assertThrows(IllegalArgumentException.class, () -> Dist.send(x, 0));
                assertThrows(IllegalArgumentException.class, () -> Dist.gather(x, null, 0));
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Dist.allGather(List.of(Torch.ones(2).toDouble()), x));
                assertThrows(IllegalArgumentException.class, () -> Dist.newGroup(1));
                assertThrows(IllegalArgumentException.class, () -> Dist.newGroup(0, 0));
                assertThrows(RuntimeException.class, () -> Dist.allGather(List.of(), x));
                Dist.barrier();
            } finally {
                Dist.destroyProcessGroup();
            }
            assertFalse(Dist.isInitialized());
        }
    }

    @Test
    void environment_thatIsNotSetIsNamed() {
        var e =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                Rendezvous.at(
                                        "env://",
                                        -1,
                                        -1,
                                        Duration.ofSeconds(1),
                                        Map.of("RANK", "0")));
        assertEquals(
                "Error initializing torch.distributed using env:// rendezvous: environment variable WORLD_SIZE expected, but not set",
                e.getMessage());
        e =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                Rendezvous.at(
                                        "tcp://localhost", 0, 1, Duration.ofSeconds(1), Map.of()));
        assertEquals(
                "Error initializing torch.distributed using tcp:// rendezvous: port number missing",
                e.getMessage());
        e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Dist.initProcessGroup(o -> o.backend("smoke")));
        assertEquals("Unknown backend type smoke", e.getMessage());
        assertThrows(UnsupportedOperationException.class, () -> Dist.initProcessGroup("nccl"));
        assertThrows(IllegalArgumentException.class, Dist::getRank);
    }

    /** As under torchrun, whose agent serves the store: rank 0 must not serve one too. */
    @Test
    void store_ofTorchrunsAgentIsJoined() throws Exception {
        var agent = new TCPStore("127.0.0.1", 0, null, true, Duration.ofSeconds(5));
        for (String attempt : List.of("0", "1")) {
            Rendezvous met =
                    Rendezvous.at(
                            "env://",
                            -1,
                            -1,
                            Duration.ofSeconds(5),
                            Map.of(
                                    "RANK",
                                    "0",
                                    "WORLD_SIZE",
                                    "1",
                                    "MASTER_ADDR",
                                    "127.0.0.1",
                                    "MASTER_PORT",
                                    String.valueOf(agent.port()),
                                    "TORCHELASTIC_USE_AGENT_STORE",
                                    "True",
                                    "TORCHELASTIC_RESTART_COUNT",
                                    attempt));
            assertFalse(met.store().check(List.of("key")), "a key of the processes before");
            met.store().set("key", "of " + attempt);
            assertEquals(0, met.rank());
        }
        assertEquals("of 0", agent.getString("key"));
        assertEquals("of 1", agent.getString("/worker/attempt_1/key"));
    }

    // ---- Stores

    @Test
    void stores_shareKeys(@TempDir Path folder) {
        var tcp = new TCPStore("127.0.0.1", 0, null, true, Duration.ofSeconds(2));
        for (Store store : List.of(tcp, new FileStore(folder.resolve("store"), 1))) {
            var part = new PrefixStore("part", store);
            part.set("a", "ä");
            assertEquals("ä", part.getString("a"));
            assertEquals("ä", store.getString("part/a"));
            assertEquals(3, store.add("n", 3));
            assertEquals(5, store.add("n", 2));
            assertTrue(store.check(List.of("n", "part/a")));
            assertFalse(store.check(List.of("m")));
            store.setTimeout(Duration.ofMillis(200));
            DistException e = assertThrows(DistException.class, () -> store.get("missing"));
            assertFalse(e.getMessage().contains("frame #"), e.getMessage());
            System.gc();
            assertEquals("ä", part.getString("a"));
        }
        assertEquals("new", tcp.compareSet("c", "", "new"));
        assertEquals("new", tcp.compareSet("c", "other", "newer"));
        assertTrue(tcp.deleteKey("c"));
        assertFalse(tcp.deleteKey("c"));
        assertThrows(
                IllegalArgumentException.class,
                () -> new TCPStore("127.0.0.1", 70000, null, true, Duration.ofSeconds(1)));
    }

    @Test
    void otherLibtorch_says() {
        var e =
                assertThrows(
                        UnsupportedOperationException.class, () -> Dist.initProcessGroup("gloo"));
        assertTrue(e.getMessage().contains("jtorch.libtorch"), e.getMessage());
        assertFalse(Dist.isGlooAvailable());
    }
}
