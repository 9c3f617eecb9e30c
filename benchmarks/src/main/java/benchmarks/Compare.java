package benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the opponents in turn, several rounds of short iterations, and prints each one's time as a
 * ratio to C++'s, or to that of another base.
 *
 * <p>A round runs every opponent once, in a process of its own. A machine that is busy for a while
 * so slows all opponents, and the median and the minimum over all iterations are little moved.
 *
 * <p>Arguments: the folder of the native library, then {@code quick} for one short round, then
 * regular expressions for the benchmarks to run (all).
 */
public final class Compare {
    private static final int ROUNDS = 3;

    /** Whom the others are compared with: C++, or where it is not asked, a plain array, the fused kernel or Python. */
    private static final List<String> BASES = List.of("cpp", "array", "fused", "python");

    private Compare() {}

    public static void main(String[] arguments) throws RunnerException {
        var rest = new ArrayList<>(List.of(arguments));
        String folder = rest.removeFirst();
        boolean quick = rest.remove("quick");

        Map<String, List<Double>> times = new LinkedHashMap<>();
        for (int round = 0; round < (quick ? 1 : ROUNDS); round++) {
            var options =
                    new OptionsBuilder()
                            .jvmArgs(
                                    "-Xms1g",
                                    "-Xmx1g",
                                    "--enable-native-access=ALL-UNNAMED",
                                    "--sun-misc-unsafe-memory-access=allow",
                                    "-D" + Cpp.FOLDER + "=" + folder)
                            .forks(1)
                            .warmupIterations(quick ? 5 : 8)
                            .warmupTime(TimeValue.milliseconds(200))
                            .measurementIterations(quick ? 10 : 25)
                            .measurementTime(TimeValue.milliseconds(100))
                            .verbosity(VerboseMode.SILENT)
                            .exclude("LoadFile|SaveFile") // see CompareFiles
                            .shouldFailOnError(true);
            rest.forEach(options::include);
            collect(new Runner(options.build()).run(), times);
        }
        print(times);
    }

    /** Adds the times of a round. */
    static void collect(Collection<RunResult> results, Map<String, List<Double>> times) {
        for (RunResult result : results) {
            var all = times.computeIfAbsent(name(result), _ -> new ArrayList<>());
            for (var iteration :
                    result.getBenchmarkResults().iterator().next().getIterationResults()) {
                all.add(iteration.getPrimaryResult().getScore());
            }
        }
    }

    /** Adds the times of a program that printed a line for each: question, opponent and time with tabs between. */
    static void read(Path output, Map<String, List<Double>> times) throws IOException {
        for (String line : Files.readAllLines(output)) {
            String[] parts = line.split("\t");
            times.computeIfAbsent(parts[0] + " " + parts[1], _ -> new ArrayList<>())
                    .add(Double.parseDouble(parts[2]));
        }
    }

    /** Class, parameter, method: {@code VaeStep 128 jtorch}. */
    private static String name(RunResult result) {
        var params = result.getParams();
        String[] parts = params.getBenchmark().split("\\.");
        String values =
                String.join(" ", params.getParamsKeys().stream().map(params::getParam).toList());
        return parts[parts.length - 2]
                + " "
                + (values.isEmpty() ? "" : values + " ")
                + parts[parts.length - 1];
    }

    static void print(Map<String, List<Double>> times) {
        System.out.printf(
                "| %-22s | %-20s | %9s | %9s | %12s | %9s |%n",
                "question", "opponent", "median", "minimum", "median / base", "min / base");
        System.out.println("| --- | --- | ---: | ---: | ---: | ---: |");
        times.keySet().stream()
                .sorted()
                .forEach(
                        name -> {
                            int split = name.lastIndexOf(' ');
                            String question = name.substring(0, split);
                            String opponent = name.substring(split + 1);
                            double[] own = sorted(times.get(name));
                            double[] base =
                                    BASES.stream()
                                            .map(b -> times.get(question + " " + b))
                                            .filter(Objects::nonNull)
                                            .findFirst()
                                            .map(Compare::sorted)
                                            .orElse(new double[] {Double.NaN});
                            System.out.printf(
                                    "| %-22s | %-20s | %9.1f | %9.1f | %12.2f | %9.2f |%n",
                                    question,
                                    opponent,
                                    median(own),
                                    own[0],
                                    median(own) / median(base),
                                    own[0] / base[0]);
                        });
    }

    private static double[] sorted(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(v -> v).toArray();
        Arrays.sort(sorted);
        return sorted;
    }

    private static double median(double[] sorted) {
        return sorted[sorted.length / 2];
    }
}
