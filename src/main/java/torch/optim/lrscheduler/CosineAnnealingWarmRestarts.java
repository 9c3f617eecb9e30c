package torch.optim.lrscheduler;

import java.util.List;
import java.util.function.Consumer;
import torch.internal.CMath;
import torch.internal.PythonFloat;
import torch.optim.Optimizer;

/**
 * Lets the learning rates fall along half a wave of the cosine and starts anew: {@code lr = etaMin + (baseLr - etaMin) * (1
 * + cos(π T_cur / T_i)) / 2} with {@code T_cur} steps since the last start and {@code T_i} steps to the next.
 *
 * {@snippet :
 * var scheduler = new CosineAnnealingWarmRestarts(optimizer, 10, 2); // starts at 0, 10, 30, 70, …
 * for (int batch = 0; batch < batches; batch++) {
 *     train(batch);
 *     scheduler.step(epoch + batch / (double) batches); // finer than epochs
 * }
 * }
 *
 * <p>Mirrors {@code torch.optim.lr_scheduler.CosineAnnealingWarmRestarts}.
 */
public class CosineAnnealingWarmRestarts extends LRScheduler {
    /** The steps from the first start to the second. */
    public long t0;

    /** The steps from the last start to the next. */
    public long tI;

    /** The steps since the last start. */
    public double tCur;

    public long tMult;
    public double etaMin;

    /** With equal periods, down to zero. */
    public CosineAnnealingWarmRestarts(Optimizer optimizer, long t0) {
        this(optimizer, t0, o -> {});
    }

    /** With the commonest arguments. */
    public CosineAnnealingWarmRestarts(Optimizer optimizer, long t0, long tMult) {
        this(optimizer, t0, o -> o.tMult(tMult));
    }

    /**
     * With keyword arguments.
     *
     * @throws IllegalArgumentException if a number of steps or the multiplier is not positive
     */
    public CosineAnnealingWarmRestarts(
            Optimizer optimizer, long t0, Consumer<? super Options> options) {
        var o = SchedulerOptions.set(new Options(), options);
        if (t0 <= 0) {
            throw new IllegalArgumentException("Expected positive integer T_0, but got " + t0);
        }
        if (o.tMult < 1) {
            throw new IllegalArgumentException("Expected integer T_mult >= 1, but got " + o.tMult);
        }
        this.t0 = t0;
        this.tI = t0;
        this.tMult = o.tMult;
        this.etaMin = o.etaMin;
        this.tCur = o.lastEpoch;
        super(optimizer, o.lastEpoch);
    }

    @Override
    protected List<LearningRate> compute() {
        double factor = 1 + CMath.cos(Python.divide(Math.PI * tCur, tI));
        return baseLrs(lr -> lr.sub(etaMin).mul(factor).div(2).add(etaMin));
    }

    @Override
    public void step() {
        if (lastEpoch < 0) {
            step(0);
            return;
        }
        tCur++;
        if (tCur >= tI) {
            tCur %= tI;
            tI *= tMult;
        }
        updateLr(lastEpoch + 1);
    }

    @Override
    public void step(long epoch) {
        if (epoch < 0) throw negative(Long.toString(epoch));
        go(epoch);
    }

    /**
     * Goes to a point in time, which may lie between two steps.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public void step(double epoch) {
        if (epoch < 0) throw negative(PythonFloat.repr(epoch));
        go(epoch);
    }

    private void go(double epoch) {
        if (epoch < t0) {
            tI = t0;
            tCur = epoch;
        } else if (tMult == 1) {
            tCur = epoch % t0;
        } else {
            double periods = CMath.log(epoch / t0 * (tMult - 1) + 1) / CMath.log(tMult);
            long factor = power(tMult, (long) periods);
            tCur = epoch - (double) (t0 * (factor - 1)) / (tMult - 1);
            tI = t0 * factor;
        }
        updateLr((long) Math.floor(epoch));
    }

    private static long power(long base, long exponent) {
        long power = 1;
        for (long i = 0; i < exponent; i++) power = Math.multiplyExact(power, base);
        return power;
    }

    private static IllegalArgumentException negative(String epoch) {
        return new IllegalArgumentException("Expected non-negative epoch, but got " + epoch);
    }

    @Override
    protected void exchange(SchedulerState state) {
        t0 = state.integer("T_0", t0);
        tI = state.integer("T_i", tI);
        tMult = state.integer("T_mult", tMult);
        etaMin = state.number("eta_min", etaMin);
        tCur = state.number("T_cur", tCur);
        super.exchange(state);
    }

    /** The keyword arguments of {@link CosineAnnealingWarmRestarts}. */
    public static final class Options extends SchedulerOptions<Options> {
        private long tMult = 1;
        private double etaMin;

        private Options() {}

        /** What the number of steps between starts is multiplied by at each. Default: 1 */
        public Options tMult(long tMult) {
            this.tMult = tMult;
            return this;
        }

        /** The lowest learning rate. Default: 0 */
        public Options etaMin(double etaMin) {
            this.etaMin = etaMin;
            return this;
        }
    }
}
