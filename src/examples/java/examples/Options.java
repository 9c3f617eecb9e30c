package examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Command line of the examples: the same options as in options.py, and two on memory. */
public final class Options {
    enum Source {
        DIGITS,
        MNIST;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static final class Positive implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            int value = Integer.parseInt(text);
            if (value < 1) {
                throw new TypeConversionException("must be at least 1, not " + value);
            }
            return value;
        }
    }

    @Option(names = "--data", description = "What to train on: ${COMPLETION-CANDIDATES}.")
    Source data = Source.DIGITS;

    @Option(names = "--root", description = "Folder with MNIST's IDX files.")
    Path root = Path.of(".");

    @Option(names = "--epochs", converter = Positive.class, description = "Passes over the data.")
    int epochs;

    @Option(
            names = "--steps",
            converter = Positive.class,
            description = "Training steps, instead of --epochs.")
    @Nullable Integer steps;

    @Option(names = "--batch", converter = Positive.class, description = "Images per step.")
    int batch;

    @Option(names = "--seed", description = "Seed of every random number.")
    long seed = 1;

    @Option(names = "--threads", converter = Positive.class, description = "Threads of libtorch.")
    int threads = 1;

    @Option(names = "--out", description = "Folder for the pictures.")
    Path out;

    @Option(
            names = "--log-every",
            converter = Positive.class,
            description = "Print the losses every so many steps.")
    int logEvery = 100;

    @Option(
            names = "--scope",
            description =
                    "Close a step's tensors at its end instead of leaving them to the collector.")
    boolean scope;

    @Option(
            names = "--print-memory",
            converter = Positive.class,
            description = "Print the memory in use every so many steps.")
    @Nullable Integer printMemory;

    Options(int epochs, int batch, String out) {
        this.epochs = epochs;
        this.batch = batch;
        this.out = Path.of(out);
    }

    /** Runs an example and returns its exit code; a file that cannot be read is one line on the error stream. */
    static int run(Callable<Integer> example, String... args) {
        return new CommandLine(example)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(
                        (e, command, parsed) -> {
                            if (!(e instanceof IOException)) {
                                throw e;
                            }
                            System.err.println(e.getMessage());
                            return 1;
                        })
                .execute(args);
    }
}
