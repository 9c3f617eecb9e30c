package torch.optim.lrscheduler;

import java.util.List;
import java.util.function.Consumer;
import torch.optim.Optimizer;

/**
 * Multiplies the learning rates by {@code gamma} at every step: {@code lr = baseLr * gamma^t}.
 *
 * {@snippet :
 * new ExponentialLR(optimizer, 0.95);
 * }
 *
 * <p>Mirrors {@code torch.optim.lr_scheduler.ExponentialLR}.
 */
public class ExponentialLR extends LRScheduler {
    public double gamma;

    /** From the beginning. */
    public ExponentialLR(Optimizer optimizer, double gamma) {
        this(optimizer, gamma, o -> {});
    }

    /** With keyword arguments. */
    public ExponentialLR(Optimizer optimizer, double gamma, Consumer<? super Options> options) {
        this.gamma = gamma;
        super(optimizer, SchedulerOptions.set(new Options(), options).lastEpoch);
    }

    @Override
    protected List<LearningRate> compute() {
        return isInitial() ? lrs() : lrs(lr -> lr.mul(gamma));
    }

    @Override
    protected List<LearningRate> computeClosedForm() {
        double factor = Python.pow(gamma, lastEpoch);
        return baseLrs(lr -> lr.mul(factor));
    }

    @Override
    protected void exchange(SchedulerState state) {
        gamma = state.number("gamma", gamma);
        super.exchange(state);
    }

    /** The keyword arguments of {@link ExponentialLR}. */
    public static final class Options extends SchedulerOptions<Options> {
        private Options() {}
    }
}
