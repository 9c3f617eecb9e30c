package torch.optim.lrscheduler;

import java.util.List;
import java.util.Objects;
import torch.optim.Optimizer;

/** A scheduler that consists of others, of one optimizer. */
abstract class SchedulerList extends LRScheduler {
    final List<LRScheduler> schedulers;
    private boolean started;

    SchedulerList(Optimizer optimizer, List<? extends LRScheduler> schedulers) {
        this.schedulers = List.copyOf(schedulers);
        super(optimizer);
        for (int i = 0; i < schedulers.size(); i++) {
            check(i, schedulers.get(i));
        }
    }

    private void check(int index, LRScheduler scheduler) {
        String name = getClass().getSimpleName();
        if (scheduler instanceof ReduceLROnPlateau) {
            throw new IllegalArgumentException(
                    ("%s does not support `ReduceLROnPlateau` scheduler as it requires additional kwargs to be"
                                    + " specified when calling `step`, but got one at index %d in the given schedulers"
                                    + " sequence.")
                            .formatted(name, index));
        }
        if (optimizer != scheduler.optimizer) {
            throw new IllegalArgumentException(
                    ("%s expects all schedulers to belong to the same optimizer, but got scheduler %s at index %d has"
                                    + " %s, which is different from %s.")
                            .formatted(
                                    name,
                                    scheduler.getClass().getSimpleName(),
                                    index,
                                    scheduler.optimizer,
                                    optimizer.getClass().getSimpleName()));
        }
    }

    /** The schedulers, unless there is none. */
    static <S extends List<?>> S atLeastOne(S schedulers, String sentence) {
        if (Objects.requireNonNull(schedulers, "schedulers must be a List, not null").isEmpty()) {
            throw new IllegalArgumentException(sentence);
        }
        return schedulers;
    }

    /**
     * Not possible: the schedulers in it are at steps of their own.
     *
     * @throws IllegalArgumentException always
     */
    @Override
    public void step(long epoch) {
        throw new IllegalArgumentException(
                getClass().getSimpleName()
                        + ".step() takes 1 positional argument but 2 were given");
    }

    @Override
    protected List<LearningRate> compute() {
        throw new UnsupportedOperationException(
                getClass().getSimpleName() + " leaves the learning rates to its schedulers");
    }

    /** Called by a list that this one is the first in; others have made no step of their own before the first. */
    @Override
    void initialStep() {
        started = true;
        super.initialStep();
    }

    @Override
    protected void exchange(SchedulerState state) {
        exchangeLastLr(state);
        if (started) exchangeStart(state);
        state.schedulers("_schedulers", schedulers);
    }
}
