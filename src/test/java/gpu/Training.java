package gpu;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.stream.LongStream;
import torch.Device;
import torch.Tensor;
import torch.Torch;
import torch.cuda.Cuda;

/**
 * Trains a model on random images as the lines on its input say; training.py is this program in Python.
 *
 * <pre>
 * losses 20    trains 20 steps and prints the losses of each
 * time 50      trains 50 steps and prints how many seconds they took
 * </pre>
 *
 * So {@code check} has both programs alive at once, and lets them take turns.
 */
final class Training {
    private static final int BATCHES = 4;

    private Training() {}

    /** A step, as it is or captured. */
    interface Step {
        /** Trains on a batch and returns its losses, on the device. */
        List<Tensor> run(Tensor x);
    }

    public static void main(String[] arguments) throws IOException {
        run(Settings.of(arguments), new InputStreamReader(System.in), System.out);
    }

    static void run(Settings settings, Reader commands, PrintStream out) throws IOException {
        if (settings.threads > 0) Torch.setNumThreads(settings.threads);
        Torch.manualSeed(1);
        Model model = settings.makeModel();
        long[] shape =
                LongStream.concat(
                                LongStream.of(BATCHES, settings.batch),
                                LongStream.of(model.image()))
                        .toArray();
        Tensor images = Torch.rand(shape).to(settings.device);
        Step step = settings.capture ? new Captured(model, images.get(0)) : model::step;
        out.println("ready");

        int next = 0;
        var lines = new BufferedReader(commands);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.split(" ");
            int steps = Integer.parseInt(words[1]);
            boolean losses = words[0].equals("losses");
            synchronize(settings.device);
            long start = System.nanoTime();
            for (int i = 0; i < steps; i++, next++) {
                try (var scope = Torch.scope()) {
                    List<Tensor> values = step.run(images.get(next % BATCHES));
                    if (losses) out.println(describe(next + 1, model.names(), values));
                }
            }
            synchronize(settings.device);
            if (!losses) out.println("seconds " + (System.nanoTime() - start) / 1e9);
            out.println("done");
        }
    }

    private static void synchronize(Device device) {
        if (device.type().equals("cuda")) Cuda.synchronize();
    }

    private static String describe(int step, List<String> names, List<Tensor> losses) {
        var line = new StringBuilder("step " + step);
        for (int i = 0; i < names.size(); i++) {
            var value = new BigDecimal(losses.get(i).itemDouble());
            line.append("  ").append(names.get(i)).append(' ');
            line.append(value.setScale(6, RoundingMode.HALF_EVEN).toPlainString());
        }
        return line.toString();
    }
}
