package examples;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import torch.Tensor;
import torch.Torch;
import torch.nn.Embedding;
import torch.nn.F;
import torch.nn.LSTM;
import torch.nn.Linear;
import torch.nn.Module;
import torch.nn.utils.Utils;
import torch.optim.Adam;

/** Writes text character by character with an LSTM; char_lstm.py is this program in Python. */
@Command(name = "char-lstm", mixinStandardHelpOptions = true, showDefaultValues = true)
public final class CharLstm implements Callable<Integer> {
    private static final int WINDOW = 48;

    @Mixin final TextOptions options = new TextOptions(1000, 32, "out/char-lstm");

    static final class Model extends Module {
        record Output(Tensor logits, LSTM.State state) {}

        final Embedding embedding;
        final LSTM lstm;
        final Linear head;

        Model(int characters) {
            embedding = new Embedding(characters, 32);
            lstm = new LSTM(32, 128, 2, o -> o.dropout(0.2).batchFirst(true));
            head = new Linear(128, characters);
        }

        Output forward(Tensor x, LSTM.@Nullable State state) { // (N, T)
            var h = lstm.call(embedding.call(x), state); // (N, T, 128)
            return new Output(head.call(h.output()), h.state()); // (N, T, characters)
        }
    }

    @Override
    public Integer call() throws IOException {
        // Data
        Torch.setNumThreads(options.threads);
        Torch.manualSeed(options.seed);
        var text = new Text(options, WINDOW);

        // Model
        var model = new Model(text.characters.length());
        var optimizer = new Adam(model.parameters(), o -> o.lr(0.003));

        // Training
        var progress = new Progress("char-lstm", options, text.steps, "loss", "norm");
        try (progress) {
            for (Tensor stretch : text.batches()) {
                Tensor x = stretch.narrow(1, 0, WINDOW), y = stretch.narrow(1, 1, WINDOW);
                Tensor logits = model.forward(x, null).logits(); // (N, WINDOW, characters)
                Tensor loss = F.crossEntropy(logits.flatten(0, 1), y.flatten());

                optimizer.zeroGrad();
                loss.backward();
                Tensor norm = Utils.clipGradNorm_(model.parameters(), 0.2);
                optimizer.step();

                progress.step(loss.itemDouble(), norm.itemDouble());
            }
        }

        // Sample
        Pictures.saveLosses(progress, "LSTM", options.out.resolve("loss.png"));
        try (var _ = Torch.noGrad()) {
            model.eval();
            Tensor written = text.encode("the ");
            var output = model.forward(written.unsqueeze(0), null);
            for (int i = 0; i < 200; i++) {
                Tensor last = output.logits().select(0, 0).select(0, -1);
                Tensor code = F.softmax(last, 0).multinomial(1);
                written = Torch.cat(List.of(written, code));
                output = model.forward(code.unsqueeze(0), output.state());
            }
            System.out.println(text.decode(written));
        }
        return 0;
    }

    public static void main(String[] args) {
        System.exit(Options.run(new CharLstm(), args));
    }
}
