package torch.distributed.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How {@link Launcher} starts processes, with torchrun's defaults. Mirrors
 * {@code torch.distributed.launcher.api.LaunchConfig}.
 */
public final class LaunchConfig {
    /** Where rank 0 is met on several machines unless something else is said; torchrun's. */
    static final int DEFAULT_PORT = 29500;

    int nprocPerNode = 1;
    int nnodes = 1;
    int nodeRank = 0;
    String masterAddr = "127.0.0.1";
    @Nullable Integer masterPort;
    int maxRestarts = 0;
    String runId = "none";
    Std tee = Std.NONE;
    Std redirects = Std.NONE;
    @Nullable Path logDir;
    @Nullable Set<Integer> localRanksFilter;
    Duration shutdownTimeout = Duration.ofSeconds(30);

    private LaunchConfig() {}

    static LaunchConfig of(Consumer<? super LaunchConfig> options) {
        var config = new LaunchConfig();
        options.accept(config);
        config.check();
        return config;
    }

    private void check() {
        atLeast("nproc_per_node", nprocPerNode, 1);
        atLeast("nnodes", nnodes, 1);
        atLeast("max_restarts", maxRestarts, 0);
        if (nodeRank < 0 || nodeRank >= nnodes) {
            throw new IllegalArgumentException(
                    "node_rank %d is not in a run of %d nodes: it counts from 0"
                            .formatted(nodeRank, nnodes));
        }
        if (masterPort != null && (masterPort < 1 || masterPort > 65535)) {
            throw new IllegalArgumentException("master_port " + masterPort + " is no port");
        }
        if (shutdownTimeout.isNegative()) {
            throw new IllegalArgumentException("shutdown_timeout must not be negative");
        }
        if (redirects != Std.NONE && logDir == null) {
            throw new IllegalArgumentException("redirects need a log_dir to write to");
        }
    }

    private static void atLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be >= " + least + ", got " + value);
        }
    }

    /** How many processes this machine runs. Default: 1 */
    public LaunchConfig nprocPerNode(int nprocPerNode) {
        this.nprocPerNode = nprocPerNode;
        return this;
    }

    /** How many machines take part, each with as many processes. Default: 1 */
    public LaunchConfig nnodes(int nnodes) {
        this.nnodes = nnodes;
        return this;
    }

    /** Which of the machines this is, from 0. Default: 0 */
    public LaunchConfig nodeRank(int nodeRank) {
        this.nodeRank = nodeRank;
        return this;
    }

    /** The address of the machine of rank 0. Default: {@code 127.0.0.1} */
    public LaunchConfig masterAddr(String masterAddr) {
        this.masterAddr = Objects.requireNonNull(masterAddr, "masterAddr");
        return this;
    }

    /** The port at which rank 0 is met. Default: null, one that is free on one machine, and 29500 on several */
    public LaunchConfig masterPort(@Nullable Integer masterPort) {
        this.masterPort = masterPort;
        return this;
    }

    /** How often all processes are started again after one failed. Default: 0 */
    public LaunchConfig maxRestarts(int maxRestarts) {
        this.maxRestarts = maxRestarts;
        return this;
    }

    /** The name of the run, for the processes and the folders of logs. Default: {@code none} */
    public LaunchConfig runId(String runId) {
        this.runId = Objects.requireNonNull(runId, "runId");
        return this;
    }

    /** What goes to the console with {@code [default<local rank>]:} before each line, and to files too if there is a {@code logDir}. Default: NONE */
    public LaunchConfig tee(Std tee) {
        this.tee = Objects.requireNonNull(tee, "tee");
        return this;
    }

    /** What goes to files under {@code logDir} instead of the console. Default: NONE */
    public LaunchConfig redirects(Std redirects) {
        this.redirects = Objects.requireNonNull(redirects, "redirects");
        return this;
    }

    /** Where the files of {@code tee} and {@code redirects} are: {@code <run>/attempt_<n>/<local rank>/stdout.log}. Default: null, no files */
    public LaunchConfig logDir(@Nullable Path logDir) {
        this.logDir = logDir;
        return this;
    }

    /** The local ranks whose output the console shows. Default: null, all */
    public LaunchConfig localRanksFilter(@Nullable Set<Integer> localRanksFilter) {
        this.localRanksFilter = localRanksFilter == null ? null : Set.copyOf(localRanksFilter);
        return this;
    }

    /** How long processes that are asked to end may take before they are killed. Default: 30 seconds */
    public LaunchConfig shutdownTimeout(Duration shutdownTimeout) {
        this.shutdownTimeout = Objects.requireNonNull(shutdownTimeout, "shutdownTimeout");
        return this;
    }
}
