package benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import torch.distributed.run.Launcher;
import torch.distributed.run.Std;

/**
 * Runs {@link Distributed} beside Python's gloo: a round of JTorch, a round of Python, and again, each in 1, 2 and 4
 * processes. Prints each one's time as a ratio to Python's.
 *
 * <p>Arguments: the number of rounds, the numbers of processes as {@code 1,2,4}, and the command that starts Python.
 */
public final class CompareDistributed {
    private CompareDistributed() {}

    public static void main(String[] arguments) throws IOException {
        int rounds = Integer.parseInt(arguments[0]);
        List<String> python = new ArrayList<>(List.of(arguments).subList(2, arguments.length));
        python.add("python/distributed.py");
        List<String> java = Launcher.java("-Xms256m", "-Xmx256m", Distributed.class.getName());
        Map<String, List<Double>> times = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (String processes : arguments[1].split(",")) {
                run(Integer.parseInt(processes), java, times);
                run(Integer.parseInt(processes), python, times);
            }
        }
        Compare.print(times);
    }

    private static void run(int processes, List<String> command, Map<String, List<Double>> times)
            throws IOException {
        Path logs = Files.createTempDirectory("distributed");
        var launcher = new Launcher(o -> o.nprocPerNode(processes).redirects(Std.OUT).logDir(logs));
        int status = launcher.run(command);
        if (status != 0) throw new IOException(command + " ended with " + status);
        try (Stream<Path> files = Files.walk(logs)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                if (Files.isRegularFile(path)) Compare.read(path, times);
                Files.delete(path);
            }
        }
    }
}
