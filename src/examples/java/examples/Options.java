package examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.TypeConversionException;
import torch.FileFormatException;

/** What the command lines of all examples have in common: the same options as in options.py, and two on memory. */
public abstract class Options {
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

    @Option(
            names = "--batch",
            converter = Positive.class,
            description = "Images or texts per step.")
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

    Options(int batch, String out) {
        this.batch = batch;
        this.out = Path.of(out);
    }

    /** Runs it here, or in several processes where {@code --world} says so. */
    private static int start(Callable<Integer> example, ParseResult parsed, String... args) {
        CommandSpec mixin = parsed.commandSpec().mixins().get("training");
        if (mixin == null || parsed.isUsageHelpRequested()) return new RunLast().execute(parsed);
        Training training = (Training) mixin.userObject();
        if (training.isLauncher()) return training.launch(example.getClass(), args);
        training.join();
        try {
            return new RunLast().execute(parsed);
        } finally {
            training.leave();
        }
    }

    /** Runs an example and returns its exit code; a file that cannot be read is one line on the error stream. */
    static int run(Callable<Integer> example, String... args) {
        return new CommandLine(example)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(
                        (e, command, parsed) -> {
                            if (!(e instanceof IOException
                                    || e instanceof UncheckedIOException
                                    || e instanceof FileFormatException)) {
                                throw e;
                            }
                            System.err.println(e.getMessage());
                            return 1;
                        })
                .setExecutionStrategy(parsed -> start(example, parsed, args))
                .execute(args);
    }
}
