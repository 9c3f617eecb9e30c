package torch.distributed.run;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;
import torch.cuda.Cuda;

/**
 * {@link Launcher} on the command line, with the options of {@code torchrun} and their defaults, which the environment can
 * set as it sets torchrun's ({@code PET_NNODES} and so on).
 *
 * <pre>
 * java -cp … torch.distributed.run.Run -n 4 org.example.Train --epochs 3
 * java -cp … torch.distributed.run.Run -n 4 -Xmx2g -Dfile.encoding=UTF-8 -- org.example.Train --epochs 3
 * java -cp … torch.distributed.run.Run -n 4 --no-java python3 train.py
 * </pre>
 *
 * <p>The command line is read by picocli ({@code info.picocli:picocli}), which a program that uses this names too.
 */
@Command(
        name = "jtorch run",
        description = "Starts a program several times on this machine, as torchrun does.",
        customSynopsis = {
            "jtorch run [OPTIONS] [JAVA OPTIONS --] MAIN [ARGUMENTS]",
            "jtorch run [OPTIONS] --no-java COMMAND [ARGUMENTS]"
        },
        sortOptions = false)
public final class Run implements Callable<Integer> {
    @Option(
            names = {"-n", "--nproc-per-node"},
            defaultValue = "${env:PET_NPROC_PER_NODE:-1}",
            converter = Processes.class,
            description =
                    "Processes on this machine: a number, 'gpu' for one per GPU, 'cpu' for one per core, 'auto' for gpu or cpu. Default: 1")
    private int nprocPerNode;

    @Option(
            names = "--nnodes",
            defaultValue = "${env:PET_NNODES:-1}",
            converter = Nodes.class,
            description = "Machines, each with as many processes. Default: 1")
    private int nnodes;

    @Option(
            names = "--node-rank",
            defaultValue = "${env:PET_NODE_RANK:-0}",
            description = "Which of the machines this is, from 0.")
    private int nodeRank;

    @Option(
            names = "--master-addr",
            defaultValue = "${env:PET_MASTER_ADDR:-127.0.0.1}",
            description = "Address of the machine of rank 0. Default: 127.0.0.1")
    private String masterAddr = "";

    @Option(
            names = "--master-port",
            defaultValue = "${env:PET_MASTER_PORT}",
            description =
                    "Port at which rank 0 is met. Default: one that is free on one machine, 29500 on several")
    private @Nullable Integer masterPort;

    @Option(
            names = "--standalone",
            description = "One machine and a port that is free, whatever else is said.")
    private boolean standalone;

    @Option(
            names = "--max-restarts",
            defaultValue = "${env:PET_MAX_RESTARTS:-0}",
            description = "How often all start again after one failed. Default: 0")
    private int maxRestarts;

    @Option(
            names = "--rdzv-id",
            defaultValue = "${env:PET_RDZV_ID:-none}",
            description = "Name of the run.")
    private String runId = "";

    @Option(
            names = {"-t", "--tee"},
            defaultValue = "${env:PET_TEE:-0}",
            converter = Streams.class,
            description =
                    "Console lines with their local rank in front, and in files under --log-dir: 1 output, 2 errors, 3 both. Default: 0")
    private Std tee = Std.NONE;

    @Option(
            names = {"-r", "--redirects"},
            defaultValue = "${env:PET_REDIRECTS:-0}",
            converter = Streams.class,
            description = "Files under --log-dir instead of the console: 1, 2 or 3. Default: 0")
    private Std redirects = Std.NONE;

    @Option(
            names = "--log-dir",
            defaultValue = "${env:PET_LOG_DIR}",
            description = "Folder of the files of --tee and --redirects.")
    private @Nullable Path logDir;

    @Option(
            names = "--local-ranks-filter",
            split = ",",
            description = "Show these local ranks only on the console, as 0,1.")
    private @Nullable Set<Integer> localRanksFilter;

    @Option(
            names = "--shutdown-timeout",
            defaultValue = "${env:TORCH_ELASTIC_SHUTDOWN_TIMEOUT:-30}",
            description = "Seconds that processes have to end before they are killed. Default: 30")
    private long shutdownTimeout;

    @Option(
            names = "--no-java",
            description = "What follows is a command, not the arguments of java.")
    private boolean noJava;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this and exit.")
    private boolean help;

    @Parameters(
            arity = "1..*",
            paramLabel = "MAIN",
            description = "Main class or -m and a module's, with its arguments.")
    private List<String> command = List.of();

    private Run() {}

    /** Numbers of processes, or what to count for them. */
    static final class Processes implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            return switch (value) {
                case "cpu" -> Runtime.getRuntime().availableProcessors();
                case "gpu" -> {
                    if (!Cuda.isAvailable()) {
                        throw new TypeConversionException(
                                "Cuda is not available: " + Cuda.unavailableReason());
                    }
                    yield Cuda.deviceCount();
                }
                case "auto" -> convert(Cuda.isAvailable() ? "gpu" : "cpu");
                default -> {
                    try {
                        yield Integer.parseInt(value);
                    } catch (NumberFormatException e) {
                        throw new TypeConversionException(
                                "Unsupported nproc_per_node value: " + value);
                    }
                }
            };
        }
    }

    /** Numbers of machines, as {@code 2} or {@code 2:2}. */
    static final class Nodes implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            String[] limits = value.split(":", -1);
            if (limits.length > 2 || !limits[0].equals(limits[limits.length - 1])) {
                throw new TypeConversionException(
                        "nnodes="
                                + value
                                + ": the number of machines is fixed, MIN:MAX is not supported");
            }
            return Integer.parseInt(limits[0]);
        }
    }

    /** Numbers of streams. */
    static final class Streams implements ITypeConverter<Std> {
        @Override
        public Std convert(String value) {
            try {
                return Std.of(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    @Override
    public Integer call() {
        return new Launcher(
                        o ->
                                o.nprocPerNode(nprocPerNode)
                                        .nnodes(standalone ? 1 : nnodes)
                                        .nodeRank(standalone ? 0 : nodeRank)
                                        .masterAddr(masterAddr)
                                        .masterPort(standalone ? null : masterPort)
                                        .maxRestarts(maxRestarts)
                                        .runId(runId)
                                        .tee(tee)
                                        .redirects(redirects)
                                        .logDir(logDir)
                                        .localRanksFilter(localRanksFilter)
                                        .shutdownTimeout(Duration.ofSeconds(shutdownTimeout)))
                .run(noJava ? command : Launcher.java(withoutDashes().toArray(String[]::new)));
    }

    /** What java gets: {@code --} ends its own options, which it does not know itself. */
    private List<String> withoutDashes() {
        int dashes = command.getFirst().startsWith("-") ? command.indexOf("--") : -1;
        List<String> arguments = new ArrayList<>(command);
        if (dashes >= 0) arguments.remove(dashes);
        return arguments;
    }

    /** Runs the command line, and returns the exit code. */
    static int execute(String... arguments) {
        return new CommandLine(new Run())
                .setStopAtPositional(true)
                .setUnmatchedOptionsArePositionalParams(true)
                .setParameterExceptionHandler(
                        (e, parsed) -> {
                            System.err.println(
                                    "jtorch run: "
                                            + e.getMessage()
                                            + " (--help shows the options)");
                            return 2;
                        })
                .setExecutionExceptionHandler(
                        (e, command, parsed) -> {
                            if (!(e instanceof IllegalArgumentException
                                    || e instanceof UncheckedIOException)) throw e;
                            System.err.println("jtorch run: " + sentence(e));
                            return e instanceof IllegalArgumentException ? 2 : 1;
                        })
                .execute(arguments);
    }

    private static @Nullable String sentence(Exception e) {
        Throwable cause = e.getCause();
        return e instanceof UncheckedIOException && cause != null
                ? cause.getMessage()
                : e.getMessage();
    }

    /** Runs the command line. */
    public static void main(String[] arguments) {
        int status;
        try {
            status = execute(arguments);
        } catch (NoClassDefFoundError e) {
            if (!String.valueOf(e.getMessage()).startsWith("picocli/")) throw e;
            System.err.println(
                    "jtorch run reads its command line by picocli, which is not on the class path: add info.picocli:picocli");
            status = 1;
        }
        System.exit(status);
    }
}
