package torch.optim.lrscheduler;

import java.util.List;
import java.util.function.Consumer;
import torch.optim.Optimizer;

/**
 * Multiplies the learning rates by a factor until step {@code totalIters}, where they come back.
 *
 * {@snippet :
 * new ConstantLR(optimizer, 0.5, 40); // 0.025, from step 40 on 0.05
 * }
 *
 * <p>Mirrors {@code torch.optim.lr_scheduler.ConstantLR}.
 */
public class ConstantLR extends LRScheduler {
    public double factor;
    public long totalIters;

    /** With a third of the learning rates for 5 steps. */
    public ConstantLR(Optimizer optimizer) {
        this(optimizer, o -> {});
    }

    /** With the commonest arguments. */
    public ConstantLR(Optimizer optimizer, double factor, long totalIters) {
        this(optimizer, o -> o.factor(factor).totalIters(totalIters));
    }

    /**
     * With keyword arguments.
     *
     * @throws IllegalArgumentException if the factor is not between 0 and 1
     */
    public ConstantLR(Optimizer optimizer, Consumer<? super Options> options) {
        var o = SchedulerOptions.set(new Options(), options);
        if (o.factor > 1 || o.factor < 0) {
            throw new IllegalArgumentException(
                    "Constant multiplicative factor expected to be between 0 and 1.");
        }
        this.factor = o.factor;
        this.totalIters = o.totalIters;
        super(optimizer, o.lastEpoch);
    }

    @Override
    protected List<LearningRate> compute() {
        if (lastEpoch == 0) return lrs(lr -> lr.mul(factor));
        if (lastEpoch != totalIters) return lrs();
        return lrs(lr -> lr.mul(Python.divide(1, factor)));
    }

    @Override
    protected List<LearningRate> computeClosedForm() {
        return baseLrs(lr -> lr.mul(factor + (lastEpoch >= totalIters ? 1 : 0) * (1 - factor)));
    }

    @Override
    protected void exchange(SchedulerState state) {
        factor = state.number("factor", factor);
        totalIters = state.integer("total_iters", totalIters);
        super.exchange(state);
    }

    /** The keyword arguments of {@link ConstantLR}. */
    public static final class Options extends SchedulerOptions<Options> {
        private double factor = 1.0 / 3;
        private long totalIters = 5;

        private Options() {}

        /** What the learning rates are multiplied by. Default: 1/3 */
        public Options factor(double factor) {
            this.factor = factor;
            return this;
        }

        /** The step at which they come back. Default: 5 */
        public Options totalIters(long totalIters) {
            this.totalIters = totalIters;
            return this;
        }
    }
}
