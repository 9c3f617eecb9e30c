package examples;

import static torch.Torch.device;
import static torch.Torch.shape;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import torch.Tensor;
import torch.Torch;
import torch.nn.F;
import torch.nn.Linear;
import torch.nn.Module;
import torch.nn.Reduction;
import torch.optim.Adam;

/** Variational autoencoder on digits; vae.py is this program in Python. */
@Command(name = "vae", mixinStandardHelpOptions = true, showDefaultValues = true)
public final class Vae implements Callable<Integer> {
    @Mixin final ImageOptions options = new ImageOptions(100, 128, "out/vae");
    @Mixin final Training training = new Training();

    record Posterior(Tensor mu, Tensor logvar) {}

    static final class Encoder extends Module {
        final Linear hidden = new Linear(784, 400);
        final Linear mu = new Linear(400, 20);
        final Linear logvar = new Linear(400, 20);

        Posterior forward(Tensor x) { // (N, 784)
            Tensor h = F.relu(hidden.call(x)); // (N, 400)
            return new Posterior(mu.call(h), logvar.call(h)); // (N, 20) each
        }
    }

    static final class Decoder extends Module {
        final Linear hidden = new Linear(20, 400);
        final Linear pixels = new Linear(400, 784);

        Tensor forward(Tensor z) { // (N, 20)
            Tensor h = F.relu(hidden.call(z)); // (N, 400)
            return Torch.sigmoid(pixels.call(h).toFloat()); // (N, 784)
        }
    }

    @Override
    public Integer call() throws IOException {
        // Data
        Torch.setNumThreads(options.threads);
        Torch.manualSeed(options.seed + Training.rank());
        var data = Data.images(options, training);

        // Model
        var encoder = training.parallel(new Encoder());
        var decoder = training.parallel(new Decoder());
        var encoderOptimizer = new Adam(encoder.parameters(), o -> o.lr(0.0002));
        var decoderOptimizer = new Adam(decoder.parameters(), o -> o.lr(0.0002));
        var scaler = training.scaler();

        // Training
        var progress = new Progress("vae", options, data.steps, "loss", "recon", "kl");
        var checkpoints =
                training.checkpoints(data, progress)
                        .add("encoder", encoder)
                        .add("decoder", decoder)
                        .add("encoder optimizer", encoderOptimizer)
                        .add("decoder optimizer", decoderOptimizer)
                        .add("scaler", scaler)
                        .resume();
        try (progress) {
            for (Tensor images : data) {
                Tensor x = images.flatten(1); // (N, 784)
                Tensor mu, logvar, y;
                try (var _ = training.autocast()) {
                    var posterior = encoder.call(net -> net.forward(x));
                    mu = posterior.mu().toFloat(); // (N, 20)
                    logvar = posterior.logvar().toFloat(); // (N, 20)
                    Tensor z = mu.add(Torch.randnLike(mu).mul(logvar.div(2).exp())); // (N, 20)
                    y = decoder.call(net -> net.forward(z)); // (N, 784)
                }

                Tensor recon = F.binaryCrossEntropy(y, x, Reduction.SUM).div(x.size(0));
                Tensor kl = mu.pow(2).add(logvar.exp()).sub(logvar).sub(1).sum().div(2 * x.size(0));
                Tensor loss = recon.add(kl);

                encoderOptimizer.zeroGrad();
                decoderOptimizer.zeroGrad();
                scaler.scale(loss).backward();
                scaler.step(encoderOptimizer);
                scaler.step(decoderOptimizer);
                scaler.update();

                progress.step(training.mean(loss, recon, kl));
                checkpoints.step();
            }
        }

        // Pictures
        if (!Training.isMain()) return 0;
        Pictures.saveLosses(progress, "Variational autoencoder", options.out.resolve("loss.png"));
        try (var _ = Torch.noGrad()) {
            Tensor x = data.first(40); // (40, 28, 28)
            Tensor mu = encoder.module().forward(x.flatten(1)).mu(); // (40, 20)
            Tensor y = decoder.module().forward(mu); // (40, 784)
            // Each row of images above its copies.
            Tensor pairs = Torch.cat(List.of(x.view(5, 8, 28, 28), y.view(5, 8, 28, 28)), 1);
            Pictures.save(pairs.flatten(0, 1), 8, options.out.resolve("reconstructions.png"));
            Tensor z = Torch.randn(shape(64, 20), device(training.device));
            Tensor samples = decoder.module().forward(z); // (64, 784)
            Pictures.save(samples.view(-1, 28, 28), 8, options.out.resolve("samples.png"));
        }
        return 0;
    }

    public static void main(String[] args) {
        System.exit(Options.run(new Vae(), args));
    }
}
