package torch.optim.lrscheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import torch.internal.CMath;
import torch.optim.Optimizer;

/**
 * Lets the learning rates fall along half a wave of the cosine: {@code lr = etaMin + (baseLr - etaMin) * (1 + cos(π t /
 * T_max)) / 2}, computed from step to step; after {@code T_max} steps they rise again.
 *
 * {@snippet :
 * new CosineAnnealingLR(optimizer, 100);
 * }
 *
 * <p>Mirrors {@code torch.optim.lr_scheduler.CosineAnnealingLR}.
 */
public class CosineAnnealingLR extends LRScheduler {
    public long tMax;
    public double etaMin;

    /** Down to zero. */
    public CosineAnnealingLR(Optimizer optimizer, long tMax) {
        this(optimizer, tMax, o -> {});
    }

    /** With the commonest arguments. */
    public CosineAnnealingLR(Optimizer optimizer, long tMax, double etaMin) {
        this(optimizer, tMax, o -> o.etaMin(etaMin));
    }

    /** With keyword arguments. */
    public CosineAnnealingLR(Optimizer optimizer, long tMax, Consumer<? super Options> options) {
        var o = SchedulerOptions.set(new Options(), options);
        this.tMax = tMax;
        this.etaMin = o.etaMin;
        super(optimizer, o.lastEpoch);
    }

    @Override
    protected List<LearningRate> compute() {
        if (isInitial()) return lrs();
        if (stepCount() == 1 && lastEpoch > 0) return computeClosedForm();
        if ((lastEpoch - 1 - tMax) % (2 * tMax) == 0) return rise();
        double factor = Python.divide(1 + cosine(lastEpoch), 1 + cosine(lastEpoch - 1));
        return lrs(lr -> lr.sub(etaMin).mul(factor).add(etaMin));
    }

    /** The step after the lowest one, from which no factor leads up. */
    private List<LearningRate> rise() {
        List<LearningRate> lrs = lrs();
        double fall = 1 - CMath.cos(Python.divide(Math.PI, tMax));
        List<LearningRate> raised = new ArrayList<>();
        for (int i = 0; i < lrs.size(); i++) {
            raised.add(lrs.get(i).add(baseLrs.get(i).sub(etaMin).mul(fall).div(2)));
        }
        return raised;
    }

    @Override
    protected List<LearningRate> computeClosedForm() {
        double factor = 1 + cosine(lastEpoch);
        return baseLrs(lr -> lr.sub(etaMin).mul(factor).div(2).add(etaMin));
    }

    private double cosine(long epoch) {
        return CMath.cos(Python.divide(Math.PI * epoch, tMax));
    }

    @Override
    protected void exchange(SchedulerState state) {
        tMax = state.integer("T_max", tMax);
        etaMin = state.number("eta_min", etaMin);
        super.exchange(state);
    }

    /** The keyword arguments of {@link CosineAnnealingLR}. */
    public static final class Options extends SchedulerOptions<Options> {
        private double etaMin;

        private Options() {}

        /** The lowest learning rate. Default: 0 */
        public Options etaMin(double etaMin) {
            this.etaMin = etaMin;
            return this;
        }
    }
}
