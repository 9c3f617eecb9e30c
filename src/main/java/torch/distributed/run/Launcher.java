package torch.distributed.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.distributed.DistException;

/**
 * Starts the same program several times, with the environment by which {@code Dist.initProcessGroup()} finds the others,
 * and waits for its end.
 *
 * {@snippet :
 * var launcher = new Launcher(o -> o.nprocPerNode(4).maxRestarts(1));
 * int status = launcher.run(Launcher.java("-Xmx2g", "org.example.Train", "--epochs", "3"));
 * }
 *
 * <p>When a process fails the others are ended: asked first, killed after {@code shutdownTimeout}. Then all are started
 * again as often as {@code maxRestarts} says; a program goes on from its last checkpoint by itself. If this JVM is ended
 * by a signal its processes are ended before it; if it is killed, by a guard that outlives it.
 *
 * <p>{@link Run} is this on the command line. Mirrors {@code torch.distributed.launcher.api.elastic_launch}, as far as the
 * number of processes is fixed.
 */
public final class Launcher {
    private final LaunchConfig config;

    /** @throws IllegalArgumentException if the options make no sense */
    public Launcher(Consumer<? super LaunchConfig> options) {
        config = LaunchConfig.of(options);
    }

    /**
     * Runs a command in each process.
     *
     * @return 0 if all ended well, else the exit code of the first one that did not
     * @throws UncheckedIOException if it cannot be started
     * @throws DistException if the thread is interrupted; the processes are ended first
     */
    public int run(List<String> command) {
        if (command.isEmpty()) throw new IllegalArgumentException("no command to run");
        Path logs = logs();
        try (var guard = new Guard(config.shutdownTimeout)) {
            for (int round = 0; ; round++) {
                Worker failed =
                        run(
                                command,
                                round,
                                guard,
                                logs == null ? null : logs.resolve("attempt_" + round));
                if (failed == null) return 0;
                boolean again = round < config.maxRestarts;
                System.err.printf(
                        "jtorch run: %s%s%n",
                        failed.ending(),
                        again
                                ? "; all start again (%d of %d)"
                                        .formatted(round + 1, config.maxRestarts)
                                : config.nprocPerNode > 1 ? "; the others were ended" : "");
                if (!again) return failed.process().exitValue();
            }
        }
    }

    private @Nullable Worker run(
            List<String> command, int round, Guard guard, @Nullable Path logs) {
        var group = new WorkerGroup(config, guard);
        // A signal that ends this JVM ends the processes before.
        var hook = new Thread(group::stop, "launcher's end");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            group.start(command, port(), round, logs);
            return group.firstFailure();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DistException("the launcher was interrupted");
        } finally {
            group.stop();
            unhook(hook);
        }
    }

    private static void unhook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM ends: what its processes' end means is not to be reported any more.
            waitForTheEnd();
        }
    }

    private static void waitForTheEnd() {
        while (true) {
            try {
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException e) {
                // The end is near.
            }
        }
    }

    private @Nullable Path logs() {
        if (config.logDir == null) return null;
        try {
            Files.createDirectories(config.logDir);
            return Files.createTempDirectory(config.logDir, config.runId + "_");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int port() {
        if (config.masterPort != null) return config.masterPort;
        return config.nnodes == 1 ? freePort() : LaunchConfig.DEFAULT_PORT;
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The command that starts a program as this JVM was: with its {@code java}, class path, module path and {@code jtorch.*}
     * properties.
     *
     * @param arguments of {@code java}: options, the main class or {@code -m} and a module's, the program's arguments
     */
    public static List<String> java(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Module module = Launcher.class.getModule();
        command.add(
                "--enable-native-access="
                        + (module.isNamed() ? "jtorch,org.bytedeco.javacpp," : "")
                        + "ALL-UNNAMED");
        addPath(command, "--module-path", "jdk.module.path");
        addPath(command, "--class-path", "java.class.path");
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("jtorch."))
                .sorted()
                .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
        for (String argument : arguments) {
            command.add(Objects.requireNonNull(argument, "arguments must not be null"));
        }
        return command;
    }

    private static void addPath(List<String> command, String option, String property) {
        String path = System.getProperty(property, "");
        if (!path.isEmpty()) command.addAll(List.of(option, path));
    }
}
