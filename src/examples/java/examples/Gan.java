package examples;

import static torch.Torch.device;
import static torch.Torch.shape;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import torch.Tensor;
import torch.Torch;
import torch.nn.BatchNorm2d;
import torch.nn.Conv2d;
import torch.nn.ConvTranspose2d;
import torch.nn.F;
import torch.nn.Flatten;
import torch.nn.LeakyReLU;
import torch.nn.Module;
import torch.nn.ReLU;
import torch.nn.Sequential;
import torch.nn.Tanh;
import torch.nn.UnaryModule;
import torch.nn.init.Init;
import torch.optim.Adam;

/** Generative adversarial network on digits, after DCGAN; gan.py is this program in Python. */
@Command(name = "gan", mixinStandardHelpOptions = true, showDefaultValues = true)
public final class Gan implements Callable<Integer> {
    private static final int NOISE = 100;

    @Mixin final ImageOptions options = new ImageOptions(20, 32, "out/gan");
    @Mixin final Training training = new Training();

    static final class Generator extends UnaryModule {
        final Sequential main =
                new Sequential( // (N, 100, 1, 1)
                        new ConvTranspose2d(NOISE, 64, 7, o -> o.bias(false)),
                        new BatchNorm2d(64), // (N, 64, 7, 7)
                        new ReLU(),
                        new ConvTranspose2d(64, 32, 4, o -> o.stride(2).padding(1).bias(false)),
                        new BatchNorm2d(32), // (N, 32, 14, 14)
                        new ReLU(),
                        new ConvTranspose2d(32, 1, 4, o -> o.stride(2).padding(1).bias(false)),
                        new Tanh()); // (N, 1, 28, 28)

        Generator() {
            apply(Gan::initWeights);
        }

        @Override
        public Tensor forward(Tensor z) {
            return main.call(z);
        }
    }

    static final class Discriminator extends UnaryModule {
        final Sequential main =
                new Sequential( // (N, 1, 28, 28)
                        new Conv2d(1, 32, 4, o -> o.stride(2).padding(1).bias(false)),
                        new LeakyReLU(0.2), // (N, 32, 14, 14)
                        new Conv2d(32, 64, 4, o -> o.stride(2).padding(1).bias(false)),
                        new BatchNorm2d(64), // (N, 64, 7, 7)
                        new LeakyReLU(0.2),
                        new Conv2d(64, 1, 7, o -> o.bias(false)), // (N, 1, 1, 1)
                        new Flatten(0, -1)); // (N)

        Discriminator() {
            apply(Gan::initWeights);
        }

        @Override
        public Tensor forward(Tensor x) {
            return main.call(x);
        }
    }

    static void initWeights(Module module) {
        switch (module) {
            case Conv2d conv -> Init.normal_(conv.weight, 0, 0.02);
            case ConvTranspose2d conv -> Init.normal_(conv.weight, 0, 0.02);
            case BatchNorm2d norm -> {
                Init.normal_(norm.weight, 1, 0.02);
                Init.zeros_(norm.bias);
            }
            default -> {}
        }
    }

    private Tensor noise(long count) {
        return Torch.randn(shape(count, NOISE, 1, 1), device(training.device));
    }

    @Override
    public Integer call() throws IOException {
        // Data
        Torch.setNumThreads(options.threads);
        Torch.manualSeed(options.seed + Training.rank());
        var data = Data.images(options, training);

        // Model
        var generator = training.parallel(new Generator());
        var discriminator = training.parallel(new Discriminator());
        var generatorOptimizer =
                new Adam(generator.parameters(), o -> o.lr(0.0002).betas(0.5, 0.999));
        var discriminatorOptimizer =
                new Adam(discriminator.parameters(), o -> o.lr(0.0002).betas(0.5, 0.999));
        var scaler = training.scaler();
        Tensor fixedNoise = noise(64);

        // Training
        var progress = new Progress("gan", options, data.steps, "loss_d", "loss_g");
        var checkpoints =
                training.checkpoints(data, progress)
                        .add("generator", generator)
                        .add("discriminator", discriminator)
                        .add("generator optimizer", generatorOptimizer)
                        .add("discriminator optimizer", discriminatorOptimizer)
                        .add("scaler", scaler)
                        .resume();
        try (progress) {
            for (Tensor x : data) {
                // Discriminator: tell images from what the generator makes.
                Tensor real = x.unsqueeze(1).mul(2).sub(1); // (N, 1, 28, 28), from -1 to 1
                Tensor fake, lossD, lossG;
                try (var _ = training.autocast()) {
                    fake = generator.call(noise(x.size(0))); // (N, 1, 28, 28)
                    Tensor onReal = discriminator.call(real); // (N) logits
                    Tensor onFake = discriminator.call(fake.detach()); // (N) logits
                    Tensor realLoss =
                            F.binaryCrossEntropyWithLogits(onReal, Torch.onesLike(onReal));
                    Tensor fakeLoss =
                            F.binaryCrossEntropyWithLogits(onFake, Torch.zerosLike(onFake));
                    lossD = realLoss.add(fakeLoss);
                }

                discriminatorOptimizer.zeroGrad();
                scaler.scale(lossD).backward();
                scaler.step(discriminatorOptimizer);

                // Generator: pass for images.
                try (var _ = training.autocast()) {
                    Tensor onFake = discriminator.call(fake); // (N) logits
                    lossG = F.binaryCrossEntropyWithLogits(onFake, Torch.onesLike(onFake));
                }

                generatorOptimizer.zeroGrad();
                scaler.scale(lossG).backward();
                scaler.step(generatorOptimizer);
                scaler.update();

                progress.step(training.mean(lossD, lossG));
                checkpoints.step();
            }
        }

        // Pictures
        if (!Training.isMain()) return 0;
        Pictures.saveLosses(
                progress, "Generative adversarial network", options.out.resolve("loss.png"));
        try (var _ = Torch.noGrad()) {
            generator.module().eval();
            Tensor samples = generator.module().call(fixedNoise).div(2).add(0.5); // (64, 1, 28, 28)
            Pictures.save(samples.squeeze(1), 8, options.out.resolve("samples.png"));
        }
        return 0;
    }

    public static void main(String[] args) {
        System.exit(Options.run(new Gan(), args));
    }
}
