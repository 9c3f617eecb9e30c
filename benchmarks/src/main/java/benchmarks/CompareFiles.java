package benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs {@link LoadFile} and {@link SaveFile} beside Python: a round of JTorch, a round of Python, and again, so that both
 * see the same minutes of the machine. Prints each one's time as a ratio to Python's.
 *
 * <p>Arguments: a folder for the file of a gibibyte, the number of rounds, a regular expression for the
 * benchmarks to run, and the command that starts Python.
 */
public final class CompareFiles {
    private static final int TIMES = 3;

    private CompareFiles() {}

    public static void main(String[] arguments)
            throws RunnerException, IOException, InterruptedException {
        Path folder = Path.of(arguments[0]).toAbsolutePath();
        System.setProperty(Gibibyte.FOLDER, folder.toString());
        int rounds = Integer.parseInt(arguments[1]);
        String questions = arguments[2];
        List<String> python = List.of(arguments).subList(3, arguments.length);
        Map<String, List<Double>> times = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            jtorch(questions, times);
            python(folder, questions, python, times);
        }
        for (String format : List.of("safetensors", "pt"))
            Gibibyte.delete(Gibibyte.file("gibibyte", format));
        Compare.print(times);
    }

    private static void jtorch(String questions, Map<String, List<Double>> times)
            throws RunnerException {
        var options =
                new OptionsBuilder()
                        .include(questions)
                        .forks(0) // what one question leaves to the next is little beside a
                        // gibibyte
                        .warmupIterations(1)
                        .measurementIterations(TIMES)
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true)
                        .build();
        Compare.collect(new Runner(options).run(), times);
    }

    private static void python(
            Path folder, String questions, List<String> python, Map<String, List<Double>> times)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(python);
        command.addAll(
                List.of("python/files.py", folder.toString(), Integer.toString(TIMES), questions));
        Path output = Files.createTempFile("files", ".txt");
        int status =
                new ProcessBuilder(command)
                        .redirectOutput(output.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start()
                        .waitFor();
        if (status != 0) throw new IOException(command + " ended with " + status);
        Compare.read(output, times);
        Files.delete(output);
    }
}
