package torch.optim.lrscheduler;

import java.util.List;
import java.util.function.Consumer;
import torch.optim.Optimizer;

/**
 * Multiplies the learning rates by {@code gamma} every {@code stepSize} steps: {@code lr = baseLr * gamma^⌊t / stepSize⌋}.
 *
 * {@snippet :
 * new StepLR(optimizer, 30, 0.1); // 0.05, from step 30 on 0.005, from step 60 on 0.0005, …
 * }
 *
 * <p>Mirrors {@code torch.optim.lr_scheduler.StepLR}.
 */
public class StepLR extends LRScheduler {
    public long stepSize;
    public double gamma;

    /** With a gamma of 0.1. */
    public StepLR(Optimizer optimizer, long stepSize) {
        this(optimizer, stepSize, o -> {});
    }

    /** With the commonest arguments. */
    public StepLR(Optimizer optimizer, long stepSize, double gamma) {
        this(optimizer, stepSize, o -> o.gamma(gamma));
    }

    /** With keyword arguments. */
    public StepLR(Optimizer optimizer, long stepSize, Consumer<? super Options> options) {
        var o = SchedulerOptions.set(new Options(), options);
        this.stepSize = stepSize;
        this.gamma = o.gamma;
        super(optimizer, o.lastEpoch);
    }

    @Override
    protected List<LearningRate> compute() {
        return lastEpoch == 0 || lastEpoch % stepSize != 0 ? lrs() : lrs(lr -> lr.mul(gamma));
    }

    @Override
    protected List<LearningRate> computeClosedForm() {
        double factor = Python.pow(gamma, Math.floorDiv(lastEpoch, stepSize));
        return baseLrs(lr -> lr.mul(factor));
    }

    @Override
    protected void exchange(SchedulerState state) {
        stepSize = state.integer("step_size", stepSize);
        gamma = state.number("gamma", gamma);
        super.exchange(state);
    }

    /** The keyword arguments of {@link StepLR}. */
    public static final class Options extends SchedulerOptions<Options> {
        private double gamma = 0.1;

        private Options() {}

        /** What the learning rates are multiplied by. Default: 0.1 */
        public Options gamma(double gamma) {
            this.gamma = gamma;
            return this;
        }
    }
}
