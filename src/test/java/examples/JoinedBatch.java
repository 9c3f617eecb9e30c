package examples;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import torch.Tensor;
import torch.Torch;
import torch.distributed.Dist;
import torch.distributed.DistributedDataParallel;
import torch.nn.F;
import torch.nn.Parameter;
import torch.nn.Reduction;
import torch.optim.SGD;

/**
 * What each process of {@link ProcessesTest} does: trains the VAE on its part of each batch with the others, and another one
 * alone on whole batches. Gradients, losses and parameters of both must be the same.
 */
final class JoinedBatch {
    private static final int BATCH = 32;
    private static final int STEPS = 8;

    private JoinedBatch() {}

    /** The VAE's halves and their optimizer. */
    private record Model(Vae.Encoder encoder, Vae.Decoder decoder, SGD optimizer) {
        static Model of(long seed) {
            Torch.manualSeed(seed);
            var encoder = new Vae.Encoder();
            var decoder = new Vae.Decoder();
            return new Model(
                    encoder,
                    decoder,
                    new SGD(parameters(encoder, decoder), o -> o.lr(0.002).momentum(0.9)));
        }

        static List<Parameter> parameters(Vae.Encoder encoder, Vae.Decoder decoder) {
            return Stream.of(encoder.parameters(), decoder.parameters())
                    .flatMap(Collection::stream)
                    .toList();
        }

        List<Parameter> parameters() {
            return parameters(encoder, decoder);
        }
    }

    private static Tensor loss(Vae.Posterior posterior, Tensor y, Tensor x) {
        Tensor mu = posterior.mu(), logvar = posterior.logvar();
        Tensor recon = F.binaryCrossEntropy(y, x, Reduction.SUM);
        Tensor kl = mu.pow(2).add(logvar.exp()).sub(logvar).sub(1).sum().div(2);
        return recon.add(kl).div(x.size(0));
    }

    private static Tensor sample(Vae.Posterior posterior, Tensor noise) {
        return posterior.mu().add(noise.mul(posterior.logvar().div(2).exp()));
    }

    public static void main(String[] arguments) {
        Dist.initProcessGroup("gloo");
        int rank = Dist.getRank(), world = Dist.getWorldSize();
        Model alone = Model.of(0), shared = Model.of(rank); // all get rank 0's
        var encoder = new DistributedDataParallel<>(shared.encoder);
        var decoder = new DistributedDataParallel<>(shared.decoder);

        Torch.manualSeed(5);
        for (int step = 0; step < STEPS; step++) {
            Tensor x = Torch.rand(BATCH, 784), noise = Torch.randn(BATCH, 20);

            var posterior = alone.encoder.forward(x);
            Tensor expected = loss(posterior, alone.decoder.forward(sample(posterior, noise)), x);
            alone.optimizer.zeroGrad();
            expected.backward();

            Tensor part = x.chunk(world, 0).get(rank);
            var own = encoder.call(net -> net.forward(part));
            Tensor z = sample(own, noise.chunk(world, 0).get(rank));
            Tensor actual = loss(own, decoder.call(net -> net.forward(z)), part);
            shared.optimizer.zeroGrad();
            actual.backward();

            Tensor mean = actual.detach().clone();
            Dist.allReduce(mean);
            assertClose("loss", mean.div(world), expected.detach());
            assertClose("gradient", gradients(shared), gradients(alone));
            alone.optimizer.step();
            shared.optimizer.step();
        }
        for (int i = 0; i < alone.parameters().size(); i++) {
            assertClose(
                    "parameter",
                    shared.parameters().get(i).detach(),
                    alone.parameters().get(i).detach());
        }
        Dist.destroyProcessGroup();
        System.out.println("the same");
    }

    private static Tensor gradients(Model model) {
        List<Tensor> gradients = new ArrayList<>();
        for (Parameter parameter : model.parameters()) gradients.add(parameter.grad().flatten());
        return Torch.cat(gradients);
    }

    private static void assertClose(String what, Tensor actual, Tensor expected) {
        assertClose(what, actual, expected, 1e-5);
    }

    /** @param tolerance relative to the largest number */
    private static void assertClose(String what, Tensor actual, Tensor expected, double tolerance) {
        double difference = actual.sub(expected).abs().max().itemDouble();
        double scale = expected.abs().max().itemDouble();
        if (!(difference <= tolerance * scale)) {
            throw new AssertionError(
                    what + ": a difference of " + difference + " in numbers up to " + scale);
        }
    }
}
