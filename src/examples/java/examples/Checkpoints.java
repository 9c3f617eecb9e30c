package examples;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.FileFormatException;
import torch.Tensor;
import torch.Torch;
import torch.amp.GradScaler;
import torch.distributed.Dist;
import torch.nn.Module;
import torch.optim.Optimizer;
import torch.optim.lrscheduler.LRScheduler;
import torch.utils.CheckpointManager;

/**
 * Checkpoints of a run, for {@code --checkpoint} and {@code --resume}: rank 0 writes them, and each process goes on from
 * them with random numbers of its own.
 */
final class Checkpoints {
    private final Training training;
    private final Data<?> data;
    private final Progress progress;
    private final @Nullable CheckpointManager files;

    Checkpoints(Training training, Data<?> data, Progress progress) {
        this.training = training;
        this.data = data;
        this.progress = progress;
        files =
                training.checkpoint == null
                        ? null
                        : new CheckpointManager(training.checkpoint).add("data", data.loader);
    }

    Checkpoints add(String name, Training.Parallel<?> model) {
        return add(name, model.module());
    }

    Checkpoints add(String name, Module model) {
        if (files != null) files.add(name, model);
        return this;
    }

    Checkpoints add(String name, Optimizer optimizer) {
        if (files != null) files.add(name, optimizer);
        return this;
    }

    Checkpoints add(String name, LRScheduler scheduler) {
        if (files != null) files.add(name, scheduler);
        return this;
    }

    Checkpoints add(String name, GradScaler scaler) {
        if (files != null) files.add(name, scaler);
        return this;
    }

    /** With {@code --resume}, puts everything back as the last checkpoint has it, if there is one. */
    Checkpoints resume() throws IOException {
        if (files == null) return this;
        if (!training.resume && files.last() != null) {
            throw new FileAlreadyExistsException(
                    String.valueOf(training.checkpoint),
                    null,
                    "has checkpoints, and --resume goes on from the last one");
        }
        var resumed = files.resume();
        if (resumed == null) return this;
        Map<String, ?> values = resumed.values();
        data.done = (int) resumed.step();
        progress.resume(((Tensor) values.get("losses")).toArray(double[][].class));
        var random = (List<?>) values.get("random");
        if (random.size() != training.world) {
            throw new FileFormatException(
                    resumed.file(),
                    "was saved by %d processes, not %d".formatted(random.size(), training.world));
        }
        Training.setRandom((Map<?, ?>) random.get(Training.rank()));
        System.out.println("going on from " + resumed.file().getFileName());
        return this;
    }

    /** To be called after each step: saves one every {@code --checkpoint-every} steps and at the end. */
    void step() {
        int step = progress.steps();
        if (files == null || step % training.checkpointEvery != 0 && step < data.steps) return;
        try (var _ = Torch.scope()) {
            List<?> random = List.of(Training.random());
            if (training.world > 1) random = Dist.gatherObject(random.getFirst(), 0);
            if (random == null) return; // not rank 0
            Tensor losses = Torch.tensor(progress.losses(), Torch.dtype(DType.FLOAT64));
            files.save(step, Map.of("losses", losses, "random", random));
        }
    }
}
