package examples;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import torch.Tensor;
import torch.Torch;
import torch.nn.BatchNorm2d;
import torch.nn.Conv2d;
import torch.nn.CrossEntropyLoss;
import torch.nn.Dropout;
import torch.nn.Flatten;
import torch.nn.Linear;
import torch.nn.MaxPool2d;
import torch.nn.ReLU;
import torch.nn.Sequential;
import torch.nn.UnaryModule;
import torch.optim.SGD;
import torch.optim.lrscheduler.OneCycleLR;

/** Convolutional classifier of digits; classifier.py is this program in Python. */
@Command(name = "classifier", mixinStandardHelpOptions = true, showDefaultValues = true)
public final class Classifier implements Callable<Integer> {
    @Mixin final ImageOptions options = new ImageOptions(5, 64, "out/classifier");

    static final class Model extends UnaryModule {
        final Sequential features =
                new Sequential( // (N, 1, 28, 28)
                        new Conv2d(1, 16, 3, o -> o.padding(1).bias(false)),
                        new BatchNorm2d(16),
                        new ReLU(),
                        new MaxPool2d(2), // (N, 16, 14, 14)
                        new Conv2d(16, 32, 3, o -> o.padding(1).bias(false)),
                        new BatchNorm2d(32),
                        new ReLU(),
                        new MaxPool2d(2), // (N, 32, 7, 7)
                        new Flatten());
        final Sequential head =
                new Sequential(
                        new Dropout(0.25),
                        new Linear(32 * 7 * 7, 64),
                        new ReLU(),
                        new Dropout(0.5),
                        new Linear(64, 10));

        @Override
        public Tensor forward(Tensor x) { // (N, 1, 28, 28)
            return head.call(features.call(x)); // (N, 10)
        }
    }

    @Override
    public Integer call() throws IOException {
        // Data
        Torch.setNumThreads(options.threads);
        Torch.manualSeed(options.seed);
        var data = new Data(options);

        // Model
        var classifier = new Model();
        var criterion = new CrossEntropyLoss(o -> o.labelSmoothing(0.1));
        var optimizer =
                new SGD(
                        classifier.parameters(),
                        o -> o.lr(0.02).momentum(0.9).weightDecay(5e-4).nesterov(true));
        var scheduler = new OneCycleLR(optimizer, 0.02, data.steps);

        // Training
        var progress = new Progress("classifier", options, data.steps, "loss", "lr");
        try (progress) {
            int step = 0;
            for (var batch : data.labelled()) {
                step++;
                Tensor x = batch.images(), y = batch.labels();
                Tensor logits = classifier.call(x.unsqueeze(1)); // (N, 10)
                Tensor loss = criterion.call(logits, y);

                optimizer.zeroGrad();
                loss.backward();
                optimizer.step();
                double lr = scheduler.getLastLr().get(0);
                if (step < data.steps) {
                    scheduler.step();
                }

                progress.step(loss.itemDouble(), lr);
            }
        }

        // Evaluation
        Pictures.saveLosses(progress, "Classifier", options.out.resolve("loss.png"));
        try (var _ = Torch.noGrad()) {
            classifier.eval();
            Tensor logits = classifier.call(data.first(1000).unsqueeze(1)); // (1000, 10)
            Tensor right = logits.argmax(1L).eq(data.labels().narrow(0, 0, 1000));
            System.out.printf("%d of 1000 right%n", right.sum().itemLong());
        }
        return 0;
    }

    public static void main(String[] args) {
        System.exit(Options.run(new Classifier(), args));
    }
}
