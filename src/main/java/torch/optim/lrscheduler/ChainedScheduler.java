package torch.optim.lrscheduler;

import java.util.List;
import torch.optim.Optimizer;

/**
 * Makes a step of several schedulers at once, one after the other.
 *
 * {@snippet :
 * var warmUp = new ConstantLR(optimizer, 0.1, 20);
 * var decay = new ExponentialLR(optimizer, 0.9);
 * var scheduler = new ChainedScheduler(List.of(warmUp, decay));
 * }
 *
 * <p>Mirrors {@code torch.optim.lr_scheduler.ChainedScheduler}.
 */
public class ChainedScheduler extends SchedulerList {
    private static final String NO_SCHEDULER =
            "ChainedScheduler expects at least one scheduler to be chained, but got no scheduler.";

    /** Of the optimizer of the first scheduler. */
    public ChainedScheduler(List<? extends LRScheduler> schedulers) {
        this(schedulers, atLeastOne(schedulers, NO_SCHEDULER).getFirst().optimizer);
    }

    /**
     * Of an optimizer.
     *
     * @throws IllegalArgumentException if there is no scheduler, or one of them is of another optimizer or a {@link
     *     ReduceLROnPlateau}
     */
    public ChainedScheduler(List<? extends LRScheduler> schedulers, Optimizer optimizer) {
        super(optimizer, atLeastOne(schedulers, NO_SCHEDULER));
        rememberLrs();
    }

    @Override
    public void step() {
        schedulers.forEach(LRScheduler::step);
        rememberLrs();
    }
}
