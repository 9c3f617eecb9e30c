package torch.optim.lrscheduler;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.TorchException;
import torch.optim.Optimizer;
import torch.optim.ParamGroup;

/**
 * Multiplies the learning rates by a factor when a metric has stopped improving: when it was not better than the best one
 * for more than {@code patience} steps.
 *
 * {@snippet :
 * var scheduler = new ReduceLROnPlateau(optimizer, o -> o.factor(0.5).patience(3));
 * for (int epoch = 0; epoch < 100; epoch++) {
 *     train();
 *     scheduler.step(validate());
 * }
 * }
 *
 * <p>Mirrors {@code torch.optim.lr_scheduler.ReduceLROnPlateau}.
 */
public class ReduceLROnPlateau extends LRScheduler {
    public double factor;
    public @Nullable Double defaultMinLr;

    /** The lowest learning rate of each group. */
    public List<Double> minLrs;

    public long patience;
    public long cooldown;
    public double eps;
    public double modeWorse;
    public Mode mode;
    public double threshold;
    public ThresholdMode thresholdMode;

    /** The best metric so far. */
    public double best;

    public long cooldownCounter;
    public long numBadEpochs;

    /** Whether the metric is to fall or to rise. */
    public enum Mode {
        /** {@code "min"}: it is to fall. */
        MIN,
        /** {@code "max"}: it is to rise. */
        MAX;

        /** The name in Python. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What the threshold is. */
    public enum ThresholdMode {
        /** {@code "rel"}: a part of the best metric. */
        REL,
        /** {@code "abs"}: a difference from it. */
        ABS;

        /** The name in Python. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** For a metric that is to fall. */
    public ReduceLROnPlateau(Optimizer optimizer) {
        this(optimizer, o -> {});
    }

    /** With the commonest argument. */
    public ReduceLROnPlateau(Optimizer optimizer, Mode mode) {
        this(optimizer, o -> o.mode(mode));
    }

    /** With the commonest argument and keyword arguments. */
    public ReduceLROnPlateau(Optimizer optimizer, Mode mode, Consumer<? super Options> options) {
        this(optimizer, o -> options.accept(o.mode(mode)));
    }

    /**
     * With keyword arguments.
     *
     * @throws IllegalArgumentException if the factor is not below 1, or there are not as many lowest learning rates as
     *     groups
     */
    public ReduceLROnPlateau(Optimizer optimizer, Consumer<? super Options> options) {
        var o = SchedulerOptions.set(new Options(), options);
        if (o.factor >= 1) throw new IllegalArgumentException("Factor should be < 1.0.");
        super(optimizer);
        int groups = optimizer.paramGroups().size();
        if (o.minLrs != null && o.minLrs.size() != groups) {
            throw new IllegalArgumentException(
                    "expected %d min_lrs, got %d".formatted(groups, o.minLrs.size()));
        }
        factor = o.factor;
        defaultMinLr = o.minLrs == null ? o.minLr : null;
        minLrs = o.minLrs == null ? Collections.nCopies(groups, o.minLr) : o.minLrs;
        patience = o.patience;
        cooldown = o.cooldown;
        eps = o.eps;
        lastEpoch = 0;
        rememberLrs();
        mode = o.mode;
        modeWorse = worst(mode);
        threshold = o.threshold;
        thresholdMode = o.thresholdMode;
        best = modeWorse;
    }

    private static double worst(Mode mode) {
        return mode == Mode.MIN ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }

    /**
     * Not possible: the metric is missing.
     *
     * @throws IllegalArgumentException always
     */
    @Override
    public void step() {
        throw new IllegalArgumentException(
                "ReduceLROnPlateau.step() missing 1 required positional argument: 'metrics'");
    }

    /** Looks at a metric; here the number is not a step. */
    @Override
    public void step(long metrics) {
        step((double) metrics);
    }

    /** Looks at a metric, a tensor of one element. */
    public void step(Tensor metrics) {
        step(metrics.itemDouble());
    }

    /** Looks at a metric, and lowers the learning rates if they are due. */
    public void step(double metrics) {
        look(metrics, lastEpoch + 1);
    }

    /** Looks at a metric at a step. Deprecated in PyTorch, which warns. */
    public void step(double metrics, long epoch) {
        warnOfEpoch();
        look(metrics, epoch);
    }

    private void look(double metrics, long epoch) {
        lastEpoch = epoch;
        if (isBetter(metrics, best)) {
            best = metrics;
            numBadEpochs = 0;
        } else {
            numBadEpochs++;
        }
        if (inCooldown()) {
            cooldownCounter--;
            numBadEpochs = 0; // what is bad while it cools down does not count
        }
        if (numBadEpochs > patience) {
            reduceLr();
            cooldownCounter = cooldown;
            numBadEpochs = 0;
        }
        rememberLrs();
    }

    /** Whether the learning rates were lowered less than {@code cooldown} steps ago. */
    public boolean inCooldown() {
        return cooldownCounter > 0;
    }

    private boolean isBetter(double metric, double best) {
        if (mode == Mode.MIN) {
            return thresholdMode == ThresholdMode.REL
                    ? metric < best * (1 - threshold)
                    : metric < best - threshold;
        }
        return thresholdMode == ThresholdMode.REL
                ? metric > best * (threshold + 1)
                : metric > best + threshold;
    }

    private void reduceLr() {
        List<ParamGroup> groups = optimizer.paramGroups();
        if (groups.size() != minLrs.size()) {
            if (defaultMinLr == null) {
                throw new TorchException(
                        ("The number of param groups in the `optimizer` (%d) differs from when `ReduceLROnPlateau` was"
                                        + " initialized (%d), usually due to a new param group being added to the"
                                        + " optimizer. Please modify the `min_lrs` field to match the length of the"
                                        + " `optimizer` param groups.")
                                .formatted(groups.size(), minLrs.size()));
            }
            minLrs = Collections.nCopies(groups.size(), defaultMinLr);
        }
        for (int i = 0; i < groups.size(); i++) {
            double before = LearningRate.copyOf(groups.get(i).get("lr")).doubleValue();
            double after = Math.max(before * factor, minLrs.get(i));
            if (before - after > eps) {
                setGroupValue(groups.get(i), "lr", LearningRate.of(after));
            }
        }
    }

    @Override
    protected List<LearningRate> compute() {
        throw new UnsupportedOperationException(
                "ReduceLROnPlateau computes learning rates from metrics only");
    }

    @Override
    protected void exchange(SchedulerState state) {
        factor = state.number("factor", factor);
        defaultMinLr = state.numberOrNull("default_min_lr", defaultMinLr);
        minLrs = state.numbers("min_lrs", minLrs);
        patience = state.integer("patience", patience);
        cooldown = state.integer("cooldown", cooldown);
        eps = state.number("eps", eps);
        lastEpoch = state.integer("last_epoch", lastEpoch);
        exchangeLastLr(state);
        modeWorse = state.number("mode_worse", modeWorse);
        mode = state.choice("mode", mode);
        threshold = state.number("threshold", threshold);
        thresholdMode = state.choice("threshold_mode", thresholdMode);
        best = state.number("best", best);
        cooldownCounter = state.integer("cooldown_counter", cooldownCounter);
        numBadEpochs = state.integer("num_bad_epochs", numBadEpochs);
        modeWorse = worst(mode);
    }

    /** The keyword arguments of {@link ReduceLROnPlateau}. */
    public static final class Options {
        private Mode mode = Mode.MIN;
        private double factor = 0.1;
        private long patience = 10;
        private double threshold = 1e-4;
        private ThresholdMode thresholdMode = ThresholdMode.REL;
        private long cooldown;
        private double minLr;
        private @Nullable List<Double> minLrs;
        private double eps = 1e-8;

        private Options() {}

        /** Whether the metric is to fall or to rise. Default: {@link Mode#MIN} */
        public Options mode(Mode mode) {
            this.mode = mode;
            return this;
        }

        /** What the learning rates are multiplied by. Default: 0.1 */
        public Options factor(double factor) {
            this.factor = factor;
            return this;
        }

        /** How many steps without a better metric are tolerated. Default: 10 */
        public Options patience(long patience) {
            this.patience = patience;
            return this;
        }

        /** By how much a metric has to be better to count as better. Default: 1e-4 */
        public Options threshold(double threshold) {
            this.threshold = threshold;
            return this;
        }

        /** What the threshold is. Default: {@link ThresholdMode#REL} */
        public Options thresholdMode(ThresholdMode thresholdMode) {
            this.thresholdMode = thresholdMode;
            return this;
        }

        /** How many steps to wait after the learning rates were lowered. Default: 0 */
        public Options cooldown(long cooldown) {
            this.cooldown = cooldown;
            return this;
        }

        /** The lowest learning rate of all groups. Default: 0 */
        public Options minLr(double minLr) {
            this.minLr = minLr;
            minLrs = null;
            return this;
        }

        /** The lowest learning rate of each group. */
        public Options minLr(double... minLrs) {
            this.minLrs = Arrays.stream(minLrs).boxed().toList();
            return this;
        }

        /** The least by which a learning rate is lowered; if it would be less, it stays. Default: 1e-8 */
        public Options eps(double eps) {
            this.eps = eps;
            return this;
        }
    }
}
