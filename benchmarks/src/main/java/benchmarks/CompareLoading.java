package benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import torch.Torch;

/**
 * Images per second of a {@link torch.utils.data.DataLoader} beside Python's, epoch by epoch in turn, so that a machine
 * that is busy for a while slows both: the work is {@link Loading}'s.
 *
 * <p>Arguments: the folder of the MNIST files, the number of rounds, and the command that runs {@code
 * python/loading.py} with the folder as its last argument.
 */
public final class CompareLoading {
    private static final int[] WORKERS = {0, 1, 2};

    private CompareLoading() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Path.of(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        List<String> command =
                new ArrayList<>(Arrays.asList(arguments).subList(2, arguments.length));
        command.add(folder.toString());
        Torch.setNumThreads(1);
        var scoped = new Loading.Digits(folder, true);
        var collected = new Loading.Digits(folder, false);
        Map<String, List<Double>> seconds = new TreeMap<>();
        Process python =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (Writer to = python.outputWriter();
                BufferedReader from = python.inputReader()) {
            for (int round = -1; round < rounds; round++) { // the first one warms up
                for (int workers : WORKERS) {
                    to.write(workers + "\n");
                    to.flush();
                    double theirs = Double.parseDouble(from.readLine());
                    double scope = time(scoped, workers), collector = time(collected, workers);
                    if (round < 0) continue;
                    add(seconds, workers + " python", theirs);
                    add(seconds, workers + " jtorchScope", scope);
                    add(seconds, workers + " jtorchCollector", collector);
                }
            }
        } finally {
            if (!python.waitFor(5, TimeUnit.SECONDS)) python.destroy();
        }
        print(seconds);
    }

    private static double time(Loading.Digits data, int workers) {
        long start = System.nanoTime();
        Loading.epoch(data, workers);
        return (System.nanoTime() - start) / 1e9;
    }

    private static void add(Map<String, List<Double>> all, String name, double value) {
        all.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
    }

    private static void print(Map<String, List<Double>> seconds) {
        System.out.println(
                "| workers | opponent | images/s, median | images/s, best | median / Python | best / Python |");
        System.out.println("| ---: | --- | ---: | ---: | ---: | ---: |");
        seconds.forEach(
                (name, times) -> {
                    String workers = name.split(" ")[0];
                    double[] python = rates(seconds.get(workers + " python"));
                    double[] own = rates(times);
                    System.out.printf(
                            "| %s | %s | %.0f | %.0f | %.2f | %.2f |%n",
                            workers,
                            name.split(" ")[1],
                            own[own.length / 2],
                            own[own.length - 1],
                            own[own.length / 2] / python[python.length / 2],
                            own[own.length - 1] / python[python.length - 1]);
                });
    }

    private static double[] rates(List<Double> seconds) {
        return seconds.stream().mapToDouble(s -> Loading.IMAGES / s).sorted().toArray();
    }
}
