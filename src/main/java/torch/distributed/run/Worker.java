package torch.distributed.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One process of a run. */
final class Worker {
    private static final long OUTPUT_MILLIS = 5_000;

    private final int rank;
    private final Process process;
    private final List<Thread> pumps;

    private Worker(int rank, Process process, List<Thread> pumps) {
        this.rank = rank;
        this.process = process;
        this.pumps = pumps;
    }

    /**
     * Starts it.
     *
     * @param logs the folder of this round's files, or null
     */
    static Worker start(
            LaunchConfig config,
            List<String> command,
            int localRank,
            int port,
            int round,
            @Nullable Path logs)
            throws IOException {
        Path folder =
                logs == null
                        ? null
                        : Files.createDirectories(logs.resolve(String.valueOf(localRank)));
        WorkerOutput out = WorkerOutput.of(config, Std.OUT, localRank, folder);
        WorkerOutput err = WorkerOutput.of(config, Std.ERR, localRank, folder);
        var builder =
                new ProcessBuilder(command)
                        .redirectInput(ProcessBuilder.Redirect.INHERIT)
                        .redirectOutput(out.redirect())
                        .redirectError(err.redirect());
        environment(config, localRank, port, round, System.getenv())
                .forEach(builder.environment()::put);
        Process process = builder.start();
        List<Thread> pumps =
                Stream.of(
                                out.pump(process.getInputStream(), System.out, localRank),
                                err.pump(process.getErrorStream(), System.err, localRank))
                        .filter(Objects::nonNull)
                        .toList();
        return new Worker(config.nodeRank * config.nprocPerNode + localRank, process, pumps);
    }

    /** What torchrun sets, and NODE_RANK, which other launchers do. */
    static Map<String, String> environment(
            LaunchConfig config, int localRank, int port, int round, Map<String, String> outer) {
        int world = config.nnodes * config.nprocPerNode;
        int rank = config.nodeRank * config.nprocPerNode + localRank;
        Map<String, String> variables = new TreeMap<>();
        variables.put("RANK", String.valueOf(rank));
        variables.put("WORLD_SIZE", String.valueOf(world));
        variables.put("LOCAL_RANK", String.valueOf(localRank));
        variables.put("LOCAL_WORLD_SIZE", String.valueOf(config.nprocPerNode));
        variables.put("GROUP_RANK", String.valueOf(config.nodeRank));
        variables.put("GROUP_WORLD_SIZE", String.valueOf(config.nnodes));
        variables.put("NODE_RANK", String.valueOf(config.nodeRank));
        variables.put("ROLE_NAME", "default");
        variables.put("ROLE_RANK", String.valueOf(rank));
        variables.put("ROLE_WORLD_SIZE", String.valueOf(world));
        variables.put("MASTER_ADDR", config.masterAddr);
        variables.put("MASTER_PORT", String.valueOf(port));
        variables.put("TORCHELASTIC_RESTART_COUNT", String.valueOf(round));
        variables.put("TORCHELASTIC_MAX_RESTARTS", String.valueOf(config.maxRestarts));
        variables.put("TORCHELASTIC_RUN_ID", config.runId);
        variables.put("TORCHELASTIC_USE_AGENT_STORE", "False"); // rank 0 serves it
        variables.put(
                "TORCH_NCCL_ASYNC_ERROR_HANDLING",
                outer.getOrDefault("TORCH_NCCL_ASYNC_ERROR_HANDLING", "1"));
        if (config.nprocPerNode > 1 && !outer.containsKey("OMP_NUM_THREADS")) {
            variables.put("OMP_NUM_THREADS", "1"); // or each would take all cores
        }
        return variables;
    }

    int rank() {
        return rank;
    }

    Process process() {
        return process;
    }

    /** Waits for what the process wrote before it ended; not for what it started and left behind. */
    void drain() throws InterruptedException {
        for (Thread pump : pumps) pump.join(OUTPUT_MILLIS);
    }

    /** How it ended, as a sentence's end. */
    String ending() {
        int status = process.exitValue();
        return "rank %d (pid %d) ended with exit code %d%s"
                .formatted(
                        rank,
                        process.pid(),
                        status,
                        status > 128 && status < 160 ? ", by signal " + (status - 128) : "");
    }
}
