package gpu;

import java.util.List;
import java.util.stream.Stream;
import torch.DType;
import torch.Tensor;
import torch.Torch;
import torch.amp.Autocast;
import torch.nn.F;
import torch.nn.Linear;
import torch.nn.Module;
import torch.nn.Reduction;
import torch.optim.Adam;

/** Variational autoencoder; the class Vae of models.py is this one in Python. */
final class Vae implements Model {
    private static final class Encoder extends Module {
        final Linear hidden = new Linear(784, 400);
        final Linear mu = new Linear(400, 20);
        final Linear logvar = new Linear(400, 20);
    }

    private static final class Decoder extends Module {
        final Linear hidden = new Linear(20, 400);
        final Linear pixels = new Linear(400, 784);
    }

    private final Settings settings;
    private final Encoder encoder = new Encoder();
    private final Decoder decoder = new Decoder();
    private final Adam optimizer;

    Vae(Settings settings) {
        this.settings = settings;
        encoder.to(settings.device);
        decoder.to(settings.device);
        var parameters = Stream.of(encoder, decoder).flatMap(m -> m.parameters().stream()).toList();
        optimizer = new Adam(parameters, o -> settings.adam(o).lr(0.001));
    }

    @Override
    public long[] image() {
        return new long[] {784};
    }

    @Override
    public List<String> names() {
        return List.of("loss", "recon", "kl");
    }

    @Override
    public List<Tensor> step(Tensor x) {
        optimizer.zeroGrad();
        Tensor recon, kl, loss;
        try (var cast = new Autocast(settings.device.type(), DType.BFLOAT16, settings.bfloat16)) {
            Tensor h = F.relu(encoder.hidden.call(x)); // (N, 400)
            Tensor mu = encoder.mu.call(h), logvar = encoder.logvar.call(h); // (N, 20) each
            Tensor z = mu.add(Torch.randnLike(mu).mul(logvar.div(2).exp())); // (N, 20)
            Tensor y = decoder.pixels.call(F.relu(decoder.hidden.call(z))); // (N, 784) logits

            recon = F.binaryCrossEntropyWithLogits(y, x, Reduction.SUM).div(x.size(0));
            kl = mu.pow(2).add(logvar.exp()).sub(logvar).sub(1).sum().div(2 * x.size(0));
            loss = recon.add(kl);
        }
        loss.backward();
        optimizer.step();
        return List.of(loss.detach(), recon.detach(), kl.detach());
    }

    @Override
    public void zeroGrad() {
        optimizer.zeroGrad();
    }
}
