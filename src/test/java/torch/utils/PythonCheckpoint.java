package torch.utils;

import java.nio.file.Path;
import java.util.Map;
import torch.Tensor;
import torch.Torch;
import torch.amp.GradScaler;
import torch.nn.BatchNorm1d;
import torch.nn.Dropout;
import torch.nn.F;
import torch.nn.Linear;
import torch.nn.ReLU;
import torch.nn.Sequential;
import torch.optim.AdamW;
import torch.optim.lrscheduler.CosineAnnealingLR;
import torch.optim.swautils.AveragedModel;
import torch.optim.swautils.SwaUtils;
import torch.utils.data.DataLoader;
import torch.utils.data.TensorDataset;

/**
 * A checkpoint that {@code checkpoint_check.py} goes on from in Python: {@code PythonCheckpoint FOLDER} saves it after some
 * steps, and then what comes of the next ones.
 */
final class PythonCheckpoint {
    private PythonCheckpoint() {}

    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        Torch.manualSeed(4);
        var model =
                new Sequential(
                        new Linear(6, 8),
                        new BatchNorm1d(8),
                        new ReLU(),
                        new Dropout(0.3),
                        new Linear(8, 1));
        var average = new AveragedModel<>(model, o -> o.multiAvgFn(SwaUtils.getEmaMultiAvgFn(0.9)));
        var optimizer = new AdamW(model.parameters(), o -> o.lr(0.01));
        var scheduler = new CosineAnnealingLR(optimizer, 20);
        var scaler = new GradScaler("cpu", o -> o.growthInterval(2));
        Tensor x = Torch.randn(32, 6);
        Tensor y = x.sum(1, true).sin();
        var loader = new DataLoader<>(new TensorDataset(x, y), o -> o.batchSize(8).shuffle(true));
        Runnable step =
                () -> {
                    optimizer.zeroGrad();
                    Tensor loss = F.mseLoss(model.call(x), y);
                    scaler.scale(loss).backward();
                    scaler.step(optimizer);
                    scaler.update();
                    scheduler.step();
                    average.updateParameters(model);
                };
        for (int i = 0; i < 5; i++) step.run();
        loader.iterator().next();
        Path file =
                new CheckpointManager(folder)
                        .add("model", model)
                        .add("average", average)
                        .add("optimizer", optimizer)
                        .add("scheduler", scheduler)
                        .add("scaler", scaler)
                        .add("loader", loader)
                        .save(5, 0.25, Map.of("x", x, "y", y, "note", "grüße"));
        for (int i = 0; i < 3; i++) step.run();
        Torch.save(
                Map.of(
                        "model", model.stateDict(),
                        "average", average.stateDict(),
                        "random", Torch.rand(5),
                        "lr", scheduler.getLastLr(),
                        "scale", scaler.getScale()),
                folder.resolve("after.pt"));
        IO.println(file);
    }
}
