package gpu;

import java.util.List;
import torch.DType;
import torch.Tensor;
import torch.Torch;
import torch.amp.Autocast;
import torch.nn.BatchNorm2d;
import torch.nn.Conv2d;
import torch.nn.ConvOptions;
import torch.nn.ConvTranspose2d;
import torch.nn.ConvTransposeOptions;
import torch.nn.F;
import torch.nn.Flatten;
import torch.nn.LeakyReLU;
import torch.nn.Module;
import torch.nn.ReLU;
import torch.nn.Sequential;
import torch.nn.Tanh;
import torch.nn.init.Init;
import torch.optim.Adam;

/** Generative adversarial network on colour images of 64 × 64, after DCGAN; the class Dcgan of models.py is this one. */
final class Dcgan implements Model {
    private static final int NOISE = 100;

    private final Settings settings;
    private final Sequential generator;
    private final Sequential discriminator;
    private final Adam generatorOptimizer;
    private final Adam discriminatorOptimizer;

    Dcgan(Settings settings) {
        this.settings = settings;
        int w = settings.width;
        generator =
                new Sequential( // (N, 100, 1, 1)
                        new ConvTranspose2d(NOISE, 8 * w, 4, o -> o.bias(false)),
                        new BatchNorm2d(8 * w), // (N, 8w, 4, 4)
                        new ReLU(),
                        new ConvTranspose2d(8 * w, 4 * w, 4, Dcgan::twice),
                        new BatchNorm2d(4 * w), // (N, 4w, 8, 8)
                        new ReLU(),
                        new ConvTranspose2d(4 * w, 2 * w, 4, Dcgan::twice),
                        new BatchNorm2d(2 * w), // (N, 2w, 16, 16)
                        new ReLU(),
                        new ConvTranspose2d(2 * w, w, 4, Dcgan::twice),
                        new BatchNorm2d(w), // (N, w, 32, 32)
                        new ReLU(),
                        new ConvTranspose2d(w, 3, 4, Dcgan::twice),
                        new Tanh()); // (N, 3, 64, 64)
        discriminator =
                new Sequential( // (N, 3, 64, 64)
                        new Conv2d(3, w, 4, Dcgan::half),
                        new LeakyReLU(0.2), // (N, w, 32, 32)
                        new Conv2d(w, 2 * w, 4, Dcgan::half),
                        new BatchNorm2d(2 * w), // (N, 2w, 16, 16)
                        new LeakyReLU(0.2),
                        new Conv2d(2 * w, 4 * w, 4, Dcgan::half),
                        new BatchNorm2d(4 * w), // (N, 4w, 8, 8)
                        new LeakyReLU(0.2),
                        new Conv2d(4 * w, 8 * w, 4, Dcgan::half),
                        new BatchNorm2d(8 * w), // (N, 8w, 4, 4)
                        new LeakyReLU(0.2),
                        new Conv2d(8 * w, 1, 4, o -> o.bias(false)), // (N, 1, 1, 1)
                        new Flatten(0, -1)); // (N)
        generator.apply(Dcgan::initWeights);
        discriminator.apply(Dcgan::initWeights);
        generator.to(settings.device);
        discriminator.to(settings.device);
        generatorOptimizer = optimizer(generator);
        discriminatorOptimizer = optimizer(discriminator);
    }

    private static void twice(ConvTransposeOptions o) {
        o.stride(2).padding(1).bias(false);
    }

    private static void half(ConvOptions o) {
        o.stride(2).padding(1).bias(false);
    }

    private static void initWeights(Module module) {
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

    private Adam optimizer(Module module) {
        return new Adam(module.parameters(), o -> settings.adam(o).lr(0.0002).betas(0.5, 0.999));
    }

    private Autocast cast() {
        return new Autocast(settings.device.type(), DType.BFLOAT16, settings.bfloat16);
    }

    @Override
    public long[] image() {
        return new long[] {3, 64, 64};
    }

    @Override
    public List<String> names() {
        return List.of("loss_d", "loss_g");
    }

    @Override
    public List<Tensor> step(Tensor x) {
        // Discriminator: tell images from what the generator makes.
        discriminatorOptimizer.zeroGrad();
        Tensor fake, lossD;
        try (var cast = cast()) {
            Tensor real = x.mul(2).sub(1); // (N, 3, 64, 64), from -1 to 1
            long[] noise = {x.size(0), NOISE, 1, 1};
            fake = generator.call(Torch.randn(noise, Torch.device(settings.device)));
            Tensor onReal = discriminator.call(real); // (N) logits
            Tensor onFake = discriminator.call(fake.detach()); // (N) logits
            Tensor realLoss = F.binaryCrossEntropyWithLogits(onReal, Torch.onesLike(onReal));
            Tensor fakeLoss = F.binaryCrossEntropyWithLogits(onFake, Torch.zerosLike(onFake));
            lossD = realLoss.add(fakeLoss);
        }
        lossD.backward();
        discriminatorOptimizer.step();

        // Generator: pass for images.
        generatorOptimizer.zeroGrad();
        Tensor lossG;
        try (var cast = cast()) {
            Tensor onFake = discriminator.call(fake); // (N) logits
            lossG = F.binaryCrossEntropyWithLogits(onFake, Torch.onesLike(onFake));
        }
        lossG.backward();
        generatorOptimizer.step();
        return List.of(lossD.detach(), lossG.detach());
    }

    @Override
    public void zeroGrad() {
        generatorOptimizer.zeroGrad();
        discriminatorOptimizer.zeroGrad();
    }
}
