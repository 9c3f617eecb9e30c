package torch.optim.lrscheduler;

import java.util.List;
import java.util.function.Consumer;
import torch.optim.Optimizer;

/**
 * Multiplies the learning rates by a factor that goes along a line: {@code lr = baseLr * (startFactor + (endFactor -
 * startFactor) * min(t, totalIters) / totalIters)}.
 *
 * {@snippet :
 * new LinearLR(optimizer, o -> o.startFactor(0.05).totalIters(40)); // warm-up over 40 steps
 * }
 *
 * <p>Mirrors {@code torch.optim.lr_scheduler.LinearLR}.
 */
public class LinearLR extends LRScheduler {
    public double startFactor;
    public double endFactor;
    public long totalIters;

    /** From a third of the learning rates to the whole, over 5 steps. */
    public LinearLR(Optimizer optimizer) {
        this(optimizer, o -> {});
    }

    /** With the commonest arguments. */
    public LinearLR(Optimizer optimizer, double startFactor, double endFactor, long totalIters) {
        this(
                optimizer,
                o -> o.startFactor(startFactor).endFactor(endFactor).totalIters(totalIters));
    }

    /**
     * With keyword arguments.
     *
     * @throws IllegalArgumentException if a factor is not between 0 and 1, or the first one is 0
     */
    public LinearLR(Optimizer optimizer, Consumer<? super Options> options) {
        var o = SchedulerOptions.set(new Options(), options);
        if (o.startFactor > 1 || o.startFactor <= 0) {
            throw new IllegalArgumentException(
                    "Starting multiplicative factor expected to be greater than 0 and less or equal to 1.");
        }
        if (o.endFactor > 1 || o.endFactor < 0) {
            throw new IllegalArgumentException(
                    "Ending multiplicative factor expected to be between 0 and 1.");
        }
        this.startFactor = o.startFactor;
        this.endFactor = o.endFactor;
        this.totalIters = o.totalIters;
        super(optimizer, o.lastEpoch);
    }

    @Override
    protected List<LearningRate> compute() {
        if (lastEpoch == 0) return lrs(lr -> lr.mul(startFactor));
        if (isInitial() || lastEpoch > totalIters) return lrs();
        double before = totalIters * startFactor + (lastEpoch - 1) * (endFactor - startFactor);
        double factor = 1 + Python.divide(endFactor - startFactor, before);
        return lrs(lr -> lr.mul(factor));
    }

    @Override
    protected List<LearningRate> computeClosedForm() {
        double way = (endFactor - startFactor) * Math.min(totalIters, lastEpoch);
        double factor = startFactor + Python.divide(way, totalIters);
        return baseLrs(lr -> lr.mul(factor));
    }

    @Override
    protected void exchange(SchedulerState state) {
        startFactor = state.number("start_factor", startFactor);
        endFactor = state.number("end_factor", endFactor);
        totalIters = state.integer("total_iters", totalIters);
        super.exchange(state);
    }

    /** The keyword arguments of {@link LinearLR}. */
    public static final class Options extends SchedulerOptions<Options> {
        private double startFactor = 1.0 / 3;
        private double endFactor = 1;
        private long totalIters = 5;

        private Options() {}

        /** What the learning rates are multiplied by at first. Default: 1/3 */
        public Options startFactor(double startFactor) {
            this.startFactor = startFactor;
            return this;
        }

        /** What they are multiplied by in the end. Default: 1 */
        public Options endFactor(double endFactor) {
            this.endFactor = endFactor;
            return this;
        }

        /** How many steps it takes. Default: 5 */
        public Options totalIters(long totalIters) {
            this.totalIters = totalIters;
            return this;
        }
    }
}
