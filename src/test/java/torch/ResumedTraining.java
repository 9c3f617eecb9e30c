package torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import torch.amp.GradScaler;
import torch.nn.BatchNorm1d;
import torch.nn.Dropout;
import torch.nn.F;
import torch.nn.Linear;
import torch.nn.ReLU;
import torch.nn.Sequential;
import torch.optim.Adam;
import torch.optim.lrscheduler.OneCycleLR;
import torch.optim.swautils.AveragedModel;
import torch.optim.swautils.SwaUtils;
import torch.utils.CheckpointManager;
import torch.utils.CheckpointManager.Mode;
import torch.utils.data.DataLoader;
import torch.utils.data.Dataset;
import torch.utils.tensorboard.SummaryWriter;

/**
 * A small training with all that a run has, for {@link KilledTrainingTest}: {@code ResumedTraining FOLDER WORKERS SCALER
 * EPOCHS} saves after every few steps, goes on from what is there, and prints each loss and at the end what came of it.
 */
final class ResumedTraining {
    private static final int SAVE_EVERY = 3;
    private static final int STEPS_OF_EPOCH = 7;

    /** Points, with noise of the worker that reads them. */
    private record Points(Tensor inputs) implements Dataset<List<Tensor>> {
        @Override
        public List<Tensor> get(long index) {
            try (var scope = Torch.scope()) {
                Tensor x = inputs.select(0, index);
                Tensor noise = Torch.randn(Torch.shape(6), Torch.threadSafeGenerator());
                Tensor seen = x.add(noise.mul(0.1));
                return List.of(scope.keep(seen), scope.keep(x.sum().sin()));
            }
        }

        @Override
        public long size() {
            return inputs.size(0);
        }
    }

    private final StringBuilder log = new StringBuilder();

    private ResumedTraining() {}

    public static void main(String[] arguments) throws IOException {
        String log =
                run(
                        Path.of(arguments[0]),
                        Integer.parseInt(arguments[1]),
                        Boolean.parseBoolean(arguments[2]),
                        Integer.parseInt(arguments[3]),
                        Long.MAX_VALUE);
        Files.writeString(Path.of(arguments[0], "log.txt"), log);
    }

    /**
     * Trains to the end, or to a step.
     *
     * @return the losses from the first step on, and the bits of all that was trained
     */
    static String run(Path folder, int workers, boolean scales, int epochs, long lastStep) {
        return new ResumedTraining().train(folder, workers, scales, epochs, lastStep);
    }

    private String train(Path folder, int workers, boolean scales, int epochs, long lastStep) {
        Torch.manualSeed(11);
        var model =
                new Sequential(
                        new Linear(6, 16),
                        new BatchNorm1d(16),
                        new ReLU(),
                        new Dropout(0.2),
                        new Linear(16, 1));
        var average =
                new AveragedModel<>(
                        model, o -> o.multiAvgFn(SwaUtils.getEmaMultiAvgFn(0.9)).useBuffers(true));
        var optimizer = new Adam(model.parameters(), o -> o.lr(0.01));
        var scheduler =
                new OneCycleLR(optimizer, 0.05, o -> o.totalSteps(STEPS_OF_EPOCH * epochs + 1L));
        var scaler = new GradScaler("cpu", o -> o.enabled(scales).growthInterval(5));
        var loader =
                new DataLoader<>(
                        new Points(Torch.randn(50, 6)),
                        o -> o.batchSize(8).shuffle(true).numWorkers(workers));
        var checkpoints =
                new CheckpointManager(folder, o -> o.keepLast(2).keepBest(Mode.MIN))
                        .add("model", model)
                        .add("average", average)
                        .add("optimizer", optimizer)
                        .add("scheduler", scheduler)
                        .add("scaler", scaler)
                        .add("loader", loader);
        CheckpointManager.Resumed resumed = checkpoints.resume();
        long step = 0;
        if (resumed != null) {
            step = resumed.step();
            log.append(resumed.values().get("log"));
        }
        long firstStep = step;
        try (loader;
                var writer =
                        new SummaryWriter(folder.resolve("events"), o -> o.purgeStep(firstStep))) {
            while (loader.epoch() < epochs) {
                long epoch = loader.epoch();
                for (List<Tensor> batch : loader) {
                    double loss;
                    try (var _ = Torch.scope()) {
                        optimizer.zeroGrad();
                        Tensor out = model.call(batch.get(0)).squeeze(1);
                        Tensor error = F.mseLoss(out, batch.get(1));
                        scaler.scale(error).backward();
                        scaler.step(optimizer);
                        scaler.update();
                        scheduler.step();
                        average.updateParameters(model);
                        loss = error.item().doubleValue();
                    }
                    log.append("%d %d %s%n".formatted(epoch, step, loss));
                    writer.addScalar("loss", loss, step);
                    if (++step % SAVE_EVERY == 0) {
                        // A metric that rises and falls, so that the best one is not always the
                        // last.
                        checkpoints.save(step, Math.sin(step), Map.of("log", log.toString()));
                    }
                    if (step >= lastStep) return log.toString();
                }
            }
        }
        model.stateDict().forEach(this::print);
        average.stateDict().forEach(this::print);
        log.append(scaler.getScale()).append(scheduler.getLastLr());
        return log.toString();
    }

    private void print(String name, Tensor value) {
        log.append(name)
                .append(Arrays.toString(value.to(DType.FLOAT64).toDoubleArray()))
                .append('\n');
    }
}
