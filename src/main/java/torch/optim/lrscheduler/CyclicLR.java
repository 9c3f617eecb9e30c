package torch.optim.lrscheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import torch.optim.Optimizer;
import torch.optim.ParamGroup;

/**
 * Lets the learning rates go up and down between two bounds: {@code lr = baseLr + (maxLr - baseLr) * x * scale}, where
 * {@code x} goes from 0 to 1 and back along lines, and the scale depends on the cycle or the step. The momentum goes the
 * other way.
 *
 * {@snippet :
 * var optimizer = new SGD(model.parameters(), o -> o.lr(0.1).momentum(0.9));
 * var scheduler = new CyclicLR(optimizer, 0.01, 0.1, o -> o.stepSizeUp(500)); // step() after every batch
 * }
 *
 * <p>Mirrors {@code torch.optim.lr_scheduler.CyclicLR}.
 */
public class CyclicLR extends LRScheduler {
    /** The upper bound of each group. */
    public List<Double> maxLrs;

    /** The steps of a cycle. */
    public double totalSize;

    /** The part of them that goes up. */
    public double stepRatio;

    public Mode mode;
    public double gamma;
    public ScaleMode scaleMode;
    public boolean cycleMomentum;
    private boolean useBeta1;
    private List<Double> baseMomentums;
    private List<Double> maxMomentums;
    private final @Nullable DoubleUnaryOperator scaleFn;

    /** How the scale changes. */
    public enum Mode {
        /** {@code "triangular"}: it is 1. */
        TRIANGULAR,
        /** {@code "triangular2"}: it is halved after each cycle. */
        TRIANGULAR2,
        /** {@code "exp_range"}: it is {@code gamma^t}. */
        EXP_RANGE;

        /** The name in Python. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a scale function is given. */
    public enum ScaleMode {
        /** {@code "cycle"}: the number of the cycle, from 1. */
        CYCLE,
        /** {@code "iterations"}: the step, from 0. */
        ITERATIONS;

        /** The name in Python. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Between the same bounds for all groups, 2000 steps up and 2000 down. */
    public CyclicLR(Optimizer optimizer, double baseLr, double maxLr) {
        this(optimizer, baseLr, maxLr, o -> {});
    }

    /** With keyword arguments. */
    public CyclicLR(
            Optimizer optimizer, double baseLr, double maxLr, Consumer<? super Options> options) {
        this(
                optimizer,
                PerGroup.all(baseLr),
                PerGroup.all(maxLr),
                SchedulerOptions.set(new Options(), options));
    }

    /**
     * With bounds for each group and keyword arguments.
     *
     * @throws IllegalArgumentException if there are not as many bounds as groups, or the momentum is to be changed and the
     *     optimizer has none
     */
    public CyclicLR(
            Optimizer optimizer,
            double[] baseLr,
            double[] maxLr,
            Consumer<? super Options> options) {
        this(
                optimizer,
                PerGroup.each("base_lr", baseLr),
                PerGroup.each("max_lr", maxLr),
                SchedulerOptions.set(new Options(), options));
    }

    private CyclicLR(Optimizer optimizer, PerGroup baseLr, PerGroup maxLr, Options o) {
        List<LearningRate> baseLrs = baseLr.of(optimizer).stream().map(LearningRate::of).toList();
        if (o.lastEpoch == -1) {
            for (int i = 0; i < baseLrs.size(); i++) {
                setGroupValue(optimizer.paramGroups().get(i), "lr", baseLrs.get(i));
            }
        }
        maxLrs = maxLr.of(optimizer);
        double size =
                o.stepSizeUp + (double) (o.stepSizeDown != null ? o.stepSizeDown : o.stepSizeUp);
        totalSize = size;
        stepRatio = Python.divide(o.stepSizeUp, size);
        mode = o.mode;
        gamma = o.gamma;
        scaleFn = o.scaleFn;
        scaleMode = o.scaleFn != null ? o.scaleMode : scaleMode(o.mode);
        cycleMomentum = o.cycleMomentum;
        if (o.cycleMomentum) {
            boolean areBetas = Momenta.areBetas(optimizer);
            List<Double> smallest = o.baseMomentum.of(optimizer);
            List<Double> largest = o.maxMomentum.of(optimizer);
            if (o.lastEpoch == -1) Momenta.start(optimizer, areBetas, smallest, largest);
            useBeta1 = areBetas;
            baseMomentums = smallest;
            maxMomentums = largest;
        } else {
            baseMomentums = List.of();
            maxMomentums = List.of();
        }
        super(optimizer, o.lastEpoch);
        this.baseLrs = baseLrs;
    }

    private static ScaleMode scaleMode(Mode mode) {
        return mode == Mode.EXP_RANGE ? ScaleMode.ITERATIONS : ScaleMode.CYCLE;
    }

    /** The scale at a cycle or a step. */
    public double scaleFn(double x) {
        if (scaleFn != null) return scaleFn.applyAsDouble(x);
        return switch (mode) {
            case TRIANGULAR -> 1;
            case TRIANGULAR2 -> 1 / Python.pow(2, x - 1);
            case EXP_RANGE -> Python.pow(gamma, x);
        };
    }

    @Override
    protected List<LearningRate> compute() {
        double cycle = Math.floor(1 + lastEpoch / totalSize);
        double x = 1 + lastEpoch / totalSize - cycle;
        double height = x <= stepRatio ? Python.divide(x, stepRatio) : (x - 1) / (stepRatio - 1);
        double at = scaleMode == ScaleMode.CYCLE ? cycle : lastEpoch;
        List<LearningRate> lrs = new ArrayList<>();
        for (int i = 0; i < baseLrs.size(); i++) {
            LearningRate base = baseLrs.get(i);
            LearningRate baseHeight = LearningRate.of(maxLrs.get(i)).sub(base).mul(height);
            lrs.add(base.add(baseHeight.mul(scaleFn(at))));
        }
        if (cycleMomentum) {
            List<ParamGroup> groups = optimizer.paramGroups();
            for (int i = 0; i < groups.size(); i++) {
                double most = maxMomentums.get(i);
                double baseHeight = (most - baseMomentums.get(i)) * height;
                Momenta.set(groups.get(i), useBeta1, most - baseHeight * scaleFn(at));
            }
        }
        return lrs;
    }

    @Override
    protected void exchange(SchedulerState state) {
        maxLrs = state.numbers("max_lrs", maxLrs);
        totalSize = state.number("total_size", totalSize);
        stepRatio = state.number("step_ratio", stepRatio);
        mode = state.choice("mode", mode);
        gamma = state.number("gamma", gamma);
        scaleMode = state.choice("scale_mode", scaleMode);
        cycleMomentum = state.flag("cycle_momentum", cycleMomentum);
        if (cycleMomentum) {
            useBeta1 = state.flag("use_beta1", useBeta1);
            baseMomentums = state.numbers("base_momentums", baseMomentums);
            maxMomentums = state.numbers("max_momentums", maxMomentums);
        }
        super.exchange(state);
        state.function("_scale_fn_custom", scaleFn);
        if (scaleFn == null) scaleMode = scaleMode(mode);
    }

    /** The keyword arguments of {@link CyclicLR}. */
    public static final class Options extends SchedulerOptions<Options> {
        private long stepSizeUp = 2000;
        private @Nullable Long stepSizeDown;
        private Mode mode = Mode.TRIANGULAR;
        private double gamma = 1;
        private @Nullable DoubleUnaryOperator scaleFn;
        private ScaleMode scaleMode = ScaleMode.CYCLE;
        private boolean cycleMomentum = true;
        private PerGroup baseMomentum = PerGroup.all(0.8);
        private PerGroup maxMomentum = PerGroup.all(0.9);

        private Options() {}

        /** The steps of a cycle that go up. Default: 2000 */
        public Options stepSizeUp(long stepSizeUp) {
            this.stepSizeUp = stepSizeUp;
            return this;
        }

        /** The steps that go down; null for as many as go up. Default: null */
        public Options stepSizeDown(@Nullable Long stepSizeDown) {
            this.stepSizeDown = stepSizeDown;
            return this;
        }

        /** How the scale changes, unless there is a scale function. Default: {@link Mode#TRIANGULAR} */
        public Options mode(Mode mode) {
            this.mode = mode;
            return this;
        }

        /** The base of {@link Mode#EXP_RANGE}. Default: 1 */
        public Options gamma(double gamma) {
            this.gamma = gamma;
            return this;
        }

        /** The scale, from 0 to 1. Default: null, what the mode says */
        public Options scaleFn(@Nullable DoubleUnaryOperator scaleFn) {
            this.scaleFn = scaleFn;
            return this;
        }

        /** What the scale function is given. Default: {@link ScaleMode#CYCLE} */
        public Options scaleMode(ScaleMode scaleMode) {
            this.scaleMode = scaleMode;
            return this;
        }

        /** Whether the momentum is changed too. Default: true */
        public Options cycleMomentum(boolean cycleMomentum) {
            this.cycleMomentum = cycleMomentum;
            return this;
        }

        /** The lowest momentum, where the learning rate is highest. Default: 0.8 */
        public Options baseMomentum(double baseMomentum) {
            this.baseMomentum = PerGroup.all(baseMomentum);
            return this;
        }

        /** The lowest momentum of each group. */
        public Options baseMomentum(double... baseMomentum) {
            this.baseMomentum = PerGroup.each("base_momentum", baseMomentum);
            return this;
        }

        /** The highest momentum, where the learning rate is lowest. Default: 0.9 */
        public Options maxMomentum(double maxMomentum) {
            this.maxMomentum = PerGroup.all(maxMomentum);
            return this;
        }

        /** The highest momentum of each group. */
        public Options maxMomentum(double... maxMomentum) {
            this.maxMomentum = PerGroup.each("max_momentum", maxMomentum);
            return this;
        }
    }
}
