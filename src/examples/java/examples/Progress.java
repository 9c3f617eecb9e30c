package examples;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import torch.Torch;

/**
 * Shows and keeps the losses of a training run: lines on the output, as the Python twin prints them, and a bar with the
 * speed on the error stream where somebody watches at a terminal.
 */
final class Progress implements AutoCloseable {
    private static final String CLEAR_LINE = "\r\033[K";

    private static final int WIDTH = 79;

    private final List<String> names;
    private final double[][] losses; // by name, then step
    private final int logEvery;
    private final @Nullable Integer printMemory;
    private final @Nullable ProgressBar bar;
    private int step;

    Progress(String task, Options options, int steps, String... names) {
        this.names = List.of(names);
        losses = new double[names.length][steps];
        logEvery = options.logEvery;
        printMemory = options.printMemory;
        bar =
                Training.isMain() && System.console() != null && System.console().isTerminal()
                        ? bar(task, steps)
                        : null;
    }

    private ProgressBar bar(String task, int steps) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(steps)
                .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
                .setUnit(" steps", 1)
                .showSpeed()
                .hideEta()
                .setUpdateIntervalMillis(200)
                .setConsumer(new DelegatingProgressBarConsumer(this::draw, WIDTH))
                .build();
    }

    private synchronized void draw(String line) {
        System.err.print(CLEAR_LINE + line);
    }

    /** Takes the losses of one step, in the order of their names. */
    void step(double... values) {
        for (int i = 0; i < values.length; i++) {
            losses[i][step] = values[i];
        }
        step++;
        if (bar != null) {
            bar.setExtraMessage(" %s %.3f".formatted(names.getFirst(), values[0])).step();
        }
        if (step % logEvery == 0) {
            var line = new StringBuilder("step " + step);
            for (int i = 0; i < values.length; i++) {
                line.append("  ").append(names.get(i)).append(' ').append(sixDecimals(values[i]));
            }
            println(line.toString());
        }
        if (printMemory != null && step % printMemory == 0) {
            var memory = Torch.memory();
            println(
                    "step %d  handles %d  bytes %d  resident %s"
                            .formatted(
                                    step,
                                    memory.liveHandles(),
                                    memory.liveBytes(),
                                    residentMemory()));
        }
    }

    /** What {@code f"{value:.6f}"} is in Python, which rounds the exact binary value. */
    private static String sixDecimals(double value) {
        return Double.isFinite(value)
                ? new BigDecimal(value).setScale(6, RoundingMode.HALF_EVEN).toPlainString()
                : Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }

    private static String residentMemory() {
        try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
            return status.filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> line.substring("VmRSS:".length()).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown"; // not Linux
        }
    }

    private synchronized void println(String line) {
        if (bar != null) {
            System.err.print(CLEAR_LINE);
        }
        System.out.println(line);
    }

    /** Goes on after a run whose losses these are. */
    void resume(double[][] before) {
        step = before[0].length;
        for (int i = 0; i < before.length; i++) {
            System.arraycopy(before[i], 0, losses[i], 0, step);
        }
        if (bar != null) bar.stepTo(step);
    }

    /** How many steps are done. */
    int steps() {
        return step;
    }

    List<String> names() {
        return names;
    }

    /** One loss, step by step. */
    double[] losses(int name) {
        return Arrays.copyOf(losses[name], step);
    }

    /** All losses, by name, then step. */
    double[][] losses() {
        return IntStream.range(0, losses.length).mapToObj(this::losses).toArray(double[][]::new);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            System.err.println();
        }
    }
}
