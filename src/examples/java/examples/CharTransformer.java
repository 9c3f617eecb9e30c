package examples;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import torch.Tensor;
import torch.Torch;
import torch.nn.Activation;
import torch.nn.Embedding;
import torch.nn.F;
import torch.nn.LayerNorm;
import torch.nn.Linear;
import torch.nn.Transformer;
import torch.nn.TransformerEncoder;
import torch.nn.TransformerEncoderLayer;
import torch.nn.UnaryModule;
import torch.optim.AdamW;
import torch.optim.lrscheduler.LambdaLR;

/** Writes text character by character with a transformer; char_transformer.py is this program in Python. */
@Command(name = "char-transformer", mixinStandardHelpOptions = true, showDefaultValues = true)
public final class CharTransformer implements Callable<Integer> {
    private static final int WINDOW = 48;
    private static final double WARM_UP = 50;

    @Mixin final TextOptions options = new TextOptions(1000, 32, "out/char-transformer");

    static final class Model extends UnaryModule {
        final Embedding embedding;
        final Embedding positions;
        final TransformerEncoder encoder;
        final Linear head;
        final Tensor mask;

        Model(int characters) {
            embedding = new Embedding(characters, 64);
            positions = new Embedding(WINDOW, 64);
            var layer =
                    new TransformerEncoderLayer(
                            64,
                            4,
                            o ->
                                    o.dimFeedforward(256)
                                            .dropout(0.1)
                                            .activation(Activation.GELU)
                                            .batchFirst(true)
                                            .normFirst(true));
            encoder =
                    new TransformerEncoder(
                            layer, 2, o -> o.norm(new LayerNorm(64)).enableNestedTensor(false));
            head = new Linear(64, characters);
            mask = registerBuffer("mask", Transformer.generateSquareSubsequentMask(WINDOW));
        }

        @Override
        public Tensor forward(Tensor x) { // (N, T)
            long length = x.size(1);
            Tensor h = embedding.call(x).add(positions.weight.narrow(0, 0, length)); // (N, T, 64)
            Tensor causal = mask.narrow(0, 0, length).narrow(1, 0, length);
            h = encoder.call(h, o -> o.mask(causal).isCausal(true)); // (N, T, 64)
            return head.call(h); // (N, T, characters)
        }
    }

    @Override
    public Integer call() throws IOException {
        // Data
        Torch.setNumThreads(options.threads);
        Torch.manualSeed(options.seed);
        var text = new Text(options, WINDOW);

        // Model: matrices are kept small, biases and norms are not
        var model = new Model(text.characters.length());
        var matrices = model.parameters().stream().filter(p -> p.dim() >= 2).toList();
        var others = model.parameters().stream().filter(p -> p.dim() < 2).toList();
        var groups =
                List.of(
                        AdamW.group(matrices, o -> o.weightDecay(0.1)),
                        AdamW.group(others, o -> o.weightDecay(0.0)));
        var optimizer = new AdamW(groups, o -> o.lr(0.003).betas(0.9, 0.95));
        var scheduler = new LambdaLR(optimizer, step -> Math.min(1.0, (step + 1) / WARM_UP));

        // Training
        var progress = new Progress("char-transformer", options, text.steps, "loss", "lr");
        try (progress) {
            for (Tensor stretch : text.batches()) {
                Tensor x = stretch.narrow(1, 0, WINDOW), y = stretch.narrow(1, 1, WINDOW);
                Tensor logits = model.call(x); // (N, WINDOW, characters)
                Tensor loss = F.crossEntropy(logits.flatten(0, 1), y.flatten());

                optimizer.zeroGrad();
                loss.backward();
                optimizer.step();
                double lr = scheduler.getLastLr().get(0);
                scheduler.step();

                progress.step(loss.itemDouble(), lr);
            }
        }

        // Sample
        Pictures.saveLosses(progress, "Transformer", options.out.resolve("loss.png"));
        try (var _ = Torch.noGrad()) {
            model.eval();
            Tensor written = text.encode("the ");
            for (int i = 0; i < 200; i++) {
                long start = Math.max(0, written.size(0) - WINDOW);
                Tensor window = written.narrow(0, start, written.size(0) - start);
                Tensor logits = model.call(window.unsqueeze(0));
                Tensor code = F.softmax(logits.select(0, 0).select(0, -1), 0).multinomial(1);
                written = Torch.cat(List.of(written, code));
            }
            System.out.println(text.decode(written));
        }
        return 0;
    }

    public static void main(String[] args) {
        System.exit(Options.run(new CharTransformer(), args));
    }
}
