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
    @Mixin final Training training = new Training();

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
        Torch.manualSeed(options.seed + Training.rank());
        var data = Data.labelled(options, training);

        // Model
        var classifier = training.parallel(new Model());
        var criterion = new CrossEntropyLoss(o -> o.labelSmoothing(0.1));
        var optimizer =
                new SGD(
                        classifier.parameters(),
                        o -> o.lr(0.02).momentum(0.9).weightDecay(5e-4).nesterov(true));
        var scheduler = new OneCycleLR(optimizer, 0.02, data.steps);
        var scaler = training.scaler();

        // Training
        var progress = new Progress("classifier", options, data.steps, "loss", "lr");
        var checkpoints =
                training.checkpoints(data, progress)
                        .add("classifier", classifier)
                        .add("optimizer", optimizer)
                        .add("scheduler", scheduler)
                        .add("scaler", scaler)
                        .resume();
        try (progress) {
            for (var batch : data) {
                Tensor x = batch.images(), y = batch.labels();
                Tensor loss;
                try (var _ = training.autocast()) {
                    Tensor logits = classifier.call(x.unsqueeze(1)); // (N, 10)
                    loss = criterion.call(logits, y);
                }

                optimizer.zeroGrad();
                scaler.scale(loss).backward();
                scaler.step(optimizer);
                scaler.update();
                double lr = scheduler.getLastLr().get(0);

                progress.step(training.mean(loss)[0], lr);
                if (progress.steps() < data.steps) scheduler.step();
                checkpoints.step();
            }
        }

        // Evaluation
        if (!Training.isMain()) return 0;
        Pictures.saveLosses(progress, "Classifier", options.out.resolve("loss.png"));
        try (var _ = Torch.noGrad()) {
            classifier.module().eval();
            Tensor logits = classifier.module().call(data.first(1000).unsqueeze(1)); // (1000, 10)
            Tensor right =
                    logits.argmax(1L).eq(data.labels().narrow(0, 0, 1000).to(training.device));
            System.out.printf("%d of 1000 right%n", right.sum().itemLong());
        }
        return 0;
    }

    public static void main(String[] args) {
        System.exit(Options.run(new Classifier(), args));
    }
}
