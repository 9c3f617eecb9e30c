package examples;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Command line of the examples on images. */
public final class ImageOptions extends Options {
    enum Source {
        DIGITS,
        MNIST;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
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

    ImageOptions(int epochs, int batch, String out) {
        super(batch, out);
        this.epochs = epochs;
    }
}
