package examples;

import picocli.CommandLine.Option;

/** Command line of the examples on text. */
public final class TextOptions extends Options {
    @Option(names = "--steps", converter = Positive.class, description = "Training steps.")
    int steps;

    TextOptions(int steps, int batch, String out) {
        super(batch, out);
        this.steps = steps;
    }
}
