package torch.optim.lrscheduler;

import java.util.List;
import torch.optim.Optimizer;
import torch.optim.ParamGroup;

/**
 * Follows one scheduler after the other, each from a step on.
 *
 * {@snippet :
 * var warmUp = new LinearLR(optimizer, 0.1, 1, 20);
 * var decay = new ExponentialLR(optimizer, 0.9);
 * var scheduler = new SequentialLR(optimizer, List.of(warmUp, decay), new long[] {20});
 * }
 *
 * <p>Mirrors {@code torch.optim.lr_scheduler.SequentialLR}.
 */
public class SequentialLR extends SchedulerList {
    private long[] milestones;

    /**
     * From the beginning.
     *
     * @param schedulers of {@code optimizer}, in their order
     * @param milestones the first step of each scheduler but the first
     * @throws IllegalArgumentException if there is no scheduler, not one milestone less than schedulers, or one of them is
     *     of another optimizer or a {@link ReduceLROnPlateau}
     */
    public SequentialLR(
            Optimizer optimizer, List<? extends LRScheduler> schedulers, long[] milestones) {
        this(optimizer, schedulers, milestones, -1);
    }

    /** After step {@code lastEpoch}. */
    public SequentialLR(
            Optimizer optimizer,
            List<? extends LRScheduler> schedulers,
            long[] milestones,
            long lastEpoch) {
        super(
                optimizer,
                atLeastOne(
                        schedulers,
                        "SequentialLR expects at least one scheduler, but got no scheduler."));
        if (milestones.length != schedulers.size() - 1) {
            throw new IllegalArgumentException(
                    ("Sequential Schedulers expects number of schedulers provided to be one more than the number of"
                                    + " milestone points, but got number of schedulers %d and the number of milestones"
                                    + " to be equal to %d")
                            .formatted(schedulers.size(), milestones.length));
        }
        this.milestones = milestones.clone();
        this.lastEpoch = lastEpoch + 1;

        // The schedulers have set learning rates and counted a step when they were made: all this
        // is undone.
        for (ParamGroup group : optimizer.paramGroups()) {
            setGroupValue(group, "lr", LearningRate.copyOf(group.get("initial_lr")));
        }
        undo(this);
        LRScheduler first = schedulers.get(Python.bisectRight(milestones, 0));
        first.initialStep();
        rememberLrsOf(first);
    }

    private static void undo(LRScheduler scheduler) {
        if (scheduler instanceof SchedulerList list) {
            list.schedulers.forEach(SequentialLR::undo);
        } else {
            scheduler.lastEpoch--;
        }
    }

    @Override
    public void step() {
        lastEpoch++;
        int index = Python.bisectRight(milestones, lastEpoch);
        LRScheduler scheduler = schedulers.get(index);
        if (index > 0 && milestones[index - 1] == lastEpoch) {
            scheduler.updateLr(0L);
        } else {
            scheduler.step();
        }
        rememberLrsOf(scheduler);
    }

    @Override
    protected void exchange(SchedulerState state) {
        milestones = state.integers("_milestones", milestones);
        lastEpoch = state.integer("last_epoch", lastEpoch);
        super.exchange(state);
    }
}
