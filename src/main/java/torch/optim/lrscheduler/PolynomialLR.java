package torch.optim.lrscheduler;

import java.util.List;
import java.util.function.Consumer;
import torch.optim.Optimizer;

/**
 * Lets the learning rates fall to zero along a power: {@code lr = baseLr * (1 - min(t, totalIters) / totalIters)^power}.
 *
 * {@snippet :
 * new PolynomialLR(optimizer, 50, 0.9);
 * }
 *
 * <p>Mirrors {@code torch.optim.lr_scheduler.PolynomialLR}.
 */
public class PolynomialLR extends LRScheduler {
    public long totalIters;
    public double power;

    /** Along a line, over 5 steps. */
    public PolynomialLR(Optimizer optimizer) {
        this(optimizer, o -> {});
    }

    /** Along a line. */
    public PolynomialLR(Optimizer optimizer, long totalIters) {
        this(optimizer, o -> o.totalIters(totalIters));
    }

    /** With the commonest arguments. */
    public PolynomialLR(Optimizer optimizer, long totalIters, double power) {
        this(optimizer, o -> o.totalIters(totalIters).power(power));
    }

    /** With keyword arguments. */
    public PolynomialLR(Optimizer optimizer, Consumer<? super Options> options) {
        var o = SchedulerOptions.set(new Options(), options);
        this.totalIters = o.totalIters;
        this.power = o.power;
        super(optimizer, o.lastEpoch);
    }

    @Override
    protected List<LearningRate> compute() {
        if (isInitial() || lastEpoch > totalIters) return lrs();
        double now = 1 - Python.divide(lastEpoch, totalIters);
        double before = 1 - Python.divide(lastEpoch - 1, totalIters);
        double factor = Python.pow(Python.divide(now, before), power);
        return lrs(lr -> lr.mul(factor));
    }

    @Override
    protected List<LearningRate> computeClosedForm() {
        double left = 1 - Python.divide(Math.min(totalIters, lastEpoch), totalIters);
        double factor = Python.pow(left, power);
        return baseLrs(lr -> lr.mul(factor));
    }

    @Override
    protected void exchange(SchedulerState state) {
        totalIters = state.integer("total_iters", totalIters);
        power = state.number("power", power);
        super.exchange(state);
    }

    /** The keyword arguments of {@link PolynomialLR}. */
    public static final class Options extends SchedulerOptions<Options> {
        private long totalIters = 5;
        private double power = 1;

        private Options() {}

        /** How many steps it takes. Default: 5 */
        public Options totalIters(long totalIters) {
            this.totalIters = totalIters;
            return this;
        }

        /** The power. Default: 1 */
        public Options power(double power) {
            this.power = power;
            return this;
        }
    }
}
