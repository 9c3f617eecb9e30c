package torch.optim.lrscheduler;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.internal.CMath;
import torch.internal.PythonFloat;
import torch.optim.Optimizer;
import torch.optim.ParamGroup;

/**
 * Lets the learning rates rise once, from {@code maxLr / divFactor} to {@code maxLr}, and fall to
 * {@code maxLr / divFactor / finalDivFactor}. The momentum goes the other way.
 *
 * {@snippet :
 * var optimizer = new SGD(model.parameters(), o -> o.lr(0.1).momentum(0.9));
 * var scheduler = new OneCycleLR(optimizer, 0.01, 1000); // step() after each of 1000 batches
 * var other = new OneCycleLR(optimizer, 0.01, o -> o.epochs(10).stepsPerEpoch(100).pctStart(0.2));
 * }
 *
 * <p>Mirrors {@code torch.optim.lr_scheduler.OneCycleLR}.
 */
public class OneCycleLR extends LRScheduler {
    public long totalSteps;
    public boolean cycleMomentum;
    private boolean useBeta1;
    private List<Phase> phases;
    private AnnealStrategy annealStrategy;

    /** A part of the cycle, up to a step; the values are named as in the parameter groups. */
    private record Phase(
            double endStep,
            String startLr,
            String endLr,
            String startMomentum,
            String endMomentum) {
        static Phase of(Map<?, ?> saved) {
            return new Phase(
                    ((Number) saved.get("end_step")).doubleValue(),
                    (String) saved.get("start_lr"),
                    (String) saved.get("end_lr"),
                    (String) saved.get("start_momentum"),
                    (String) saved.get("end_momentum"));
        }

        Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("end_step", endStep);
            map.put("start_lr", startLr);
            map.put("end_lr", endLr);
            map.put("start_momentum", startMomentum);
            map.put("end_momentum", endMomentum);
            return map;
        }
    }

    /** Over a number of steps, with the same highest learning rate for all groups. */
    public OneCycleLR(Optimizer optimizer, double maxLr, long totalSteps) {
        this(optimizer, maxLr, o -> o.totalSteps(totalSteps));
    }

    /** Over a number of steps, with keyword arguments. */
    public OneCycleLR(
            Optimizer optimizer, double maxLr, long totalSteps, Consumer<? super Options> options) {
        this(optimizer, maxLr, o -> options.accept(o.totalSteps(totalSteps)));
    }

    /** With keyword arguments, of which {@code totalSteps}, or {@code epochs} and {@code stepsPerEpoch}, are required. */
    public OneCycleLR(Optimizer optimizer, double maxLr, Consumer<? super Options> options) {
        this(optimizer, PerGroup.all(maxLr), SchedulerOptions.set(new Options(), options));
    }

    /**
     * With a highest learning rate for each group and keyword arguments.
     *
     * @throws IllegalArgumentException if the number of steps is missing or not positive, {@code pctStart} is not between
     *     0 and 1, there are not as many learning rates as groups, or the momentum is to be changed and the optimizer has
     *     none
     */
    public OneCycleLR(Optimizer optimizer, double[] maxLr, Consumer<? super Options> options) {
        this(
                optimizer,
                PerGroup.each("max_lr", maxLr),
                SchedulerOptions.set(new Options(), options));
    }

    private OneCycleLR(Optimizer optimizer, PerGroup maxLr, Options o) {
        long steps = o.countSteps();
        totalSteps = steps;
        phases = phases(o, steps);
        if (o.pctStart < 0 || o.pctStart > 1) {
            throw new IllegalArgumentException(
                    "Expected float between 0 and 1 pct_start, but got "
                            + PythonFloat.repr(o.pctStart));
        }
        annealStrategy = o.annealStrategy;
        List<Double> maxLrs = maxLr.of(optimizer);
        if (o.lastEpoch == -1) {
            for (int i = 0; i < maxLrs.size(); i++) {
                ParamGroup group = optimizer.paramGroups().get(i);
                double initialLr = Python.divide(maxLrs.get(i), o.divFactor);
                group.set("initial_lr", initialLr);
                group.set("max_lr", maxLrs.get(i));
                group.set("min_lr", Python.divide(initialLr, o.finalDivFactor));
            }
        }
        cycleMomentum = o.cycleMomentum;
        if (o.cycleMomentum) {
            boolean areBetas = Momenta.areBetas(optimizer);
            List<Double> largest = o.maxMomentum.of(optimizer);
            List<Double> smallest = o.baseMomentum.of(optimizer);
            if (o.lastEpoch == -1) Momenta.start(optimizer, areBetas, smallest, largest);
            useBeta1 = areBetas;
        }
        super(optimizer, o.lastEpoch);
    }

    private static List<Phase> phases(Options o, long totalSteps) {
        double rise = o.pctStart * totalSteps - 1;
        Phase up = new Phase(rise, "initial_lr", "max_lr", "max_momentum", "base_momentum");
        if (!o.threePhase) {
            return List.of(
                    up,
                    new Phase(totalSteps - 1, "max_lr", "min_lr", "base_momentum", "max_momentum"));
        }
        return List.of(
                up,
                new Phase(
                        2 * o.pctStart * totalSteps - 2,
                        "max_lr",
                        "initial_lr",
                        "base_momentum",
                        "max_momentum"),
                new Phase(totalSteps - 1, "initial_lr", "min_lr", "max_momentum", "max_momentum"));
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if this is a step beyond the last
     */
    @Override
    protected List<LearningRate> compute() {
        if (lastEpoch > totalSteps) {
            throw new IllegalArgumentException(
                    "Tried to step %d times. The specified number of total steps is %d"
                            .formatted(lastEpoch, totalSteps));
        }
        double startStep = 0;
        int index = 0;
        while (index < phases.size() - 1 && lastEpoch > phases.get(index).endStep) {
            startStep = phases.get(index).endStep;
            index++;
        }
        Phase phase = phases.get(index);
        double pct = Python.divide(lastEpoch - startStep, phase.endStep - startStep);
        List<LearningRate> lrs = new ArrayList<>();
        for (ParamGroup group : optimizer.paramGroups()) {
            lrs.add(LearningRate.of(anneal(group, phase.startLr, phase.endLr, pct)));
            if (cycleMomentum) {
                Momenta.set(
                        group,
                        useBeta1,
                        anneal(group, phase.startMomentum, phase.endMomentum, pct));
            }
        }
        return lrs;
    }

    private double anneal(ParamGroup group, String from, String to, double pct) {
        double start = group.getDouble(from);
        double end = group.getDouble(to);
        return switch (annealStrategy) {
            case COS -> end + (start - end) / 2 * (CMath.cos(Math.PI * pct) + 1);
            case LINEAR -> (end - start) * pct + start;
        };
    }

    @Override
    protected void exchange(SchedulerState state) {
        totalSteps = state.integer("total_steps", totalSteps);
        List<?> saved =
                state.value(
                        "_schedule_phases", phases.stream().map(Phase::toMap).toList(), List.class);
        phases = saved.stream().map(phase -> Phase.of((Map<?, ?>) phase)).toList();
        annealStrategy = state.choice("_anneal_func_type", annealStrategy);
        cycleMomentum = state.flag("cycle_momentum", cycleMomentum);
        if (cycleMomentum) useBeta1 = state.flag("use_beta1", useBeta1);
        super.exchange(state);
    }

    /** The keyword arguments of {@link OneCycleLR}. */
    public static final class Options extends SchedulerOptions<Options> {
        private @Nullable Long totalSteps;
        private @Nullable Long epochs;
        private @Nullable Long stepsPerEpoch;
        private double pctStart = 0.3;
        private AnnealStrategy annealStrategy = AnnealStrategy.COS;
        private boolean cycleMomentum = true;
        private PerGroup baseMomentum = PerGroup.all(0.85);
        private PerGroup maxMomentum = PerGroup.all(0.95);
        private double divFactor = 25;
        private double finalDivFactor = 1e4;
        private boolean threePhase;

        private Options() {}

        private long countSteps() {
            if (totalSteps != null) return positive("total_steps", totalSteps);
            if (epochs != null && stepsPerEpoch != null) {
                return positive("epochs", epochs) * positive("steps_per_epoch", stepsPerEpoch);
            }
            throw new IllegalArgumentException(
                    "You must define either total_steps OR (epochs AND steps_per_epoch)");
        }

        private static long positive(String name, long value) {
            if (value <= 0) {
                throw new IllegalArgumentException(
                        "Expected positive integer %s, but got %d".formatted(name, value));
            }
            return value;
        }

        /** The steps of the cycle. Default: null, {@code epochs * stepsPerEpoch} */
        public Options totalSteps(@Nullable Long totalSteps) {
            this.totalSteps = totalSteps;
            return this;
        }

        /** The number of epochs, if the number of steps is not given. Default: null */
        public Options epochs(@Nullable Long epochs) {
            this.epochs = epochs;
            return this;
        }

        /** The steps of an epoch, if the number of steps is not given. Default: null */
        public Options stepsPerEpoch(@Nullable Long stepsPerEpoch) {
            this.stepsPerEpoch = stepsPerEpoch;
            return this;
        }

        /** The part of the cycle in which the learning rates rise. Default: 0.3 */
        public Options pctStart(double pctStart) {
            this.pctStart = pctStart;
            return this;
        }

        /** How the values change. Default: {@link AnnealStrategy#COS} */
        public Options annealStrategy(AnnealStrategy annealStrategy) {
            this.annealStrategy = annealStrategy;
            return this;
        }

        /** Whether the momentum is changed too. Default: true */
        public Options cycleMomentum(boolean cycleMomentum) {
            this.cycleMomentum = cycleMomentum;
            return this;
        }

        /** The lowest momentum, where the learning rate is highest. Default: 0.85 */
        public Options baseMomentum(double baseMomentum) {
            this.baseMomentum = PerGroup.all(baseMomentum);
            return this;
        }

        /** The lowest momentum of each group. */
        public Options baseMomentum(double... baseMomentum) {
            this.baseMomentum = PerGroup.each("base_momentum", baseMomentum);
            return this;
        }

        /** The highest momentum, where the learning rate is lowest. Default: 0.95 */
        public Options maxMomentum(double maxMomentum) {
            this.maxMomentum = PerGroup.all(maxMomentum);
            return this;
        }

        /** The highest momentum of each group. */
        public Options maxMomentum(double... maxMomentum) {
            this.maxMomentum = PerGroup.each("max_momentum", maxMomentum);
            return this;
        }

        /** The highest learning rate divided by the first. Default: 25 */
        public Options divFactor(double divFactor) {
            this.divFactor = divFactor;
            return this;
        }

        /** The first learning rate divided by the last. Default: 1e4 */
        public Options finalDivFactor(double finalDivFactor) {
            this.finalDivFactor = finalDivFactor;
            return this;
        }

        /** Whether the learning rates first fall to the first one as they rose, and then to the last. Default: false */
        public Options threePhase(boolean threePhase) {
            this.threePhase = threePhase;
            return this;
        }
    }
}
