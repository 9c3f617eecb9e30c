package torch.optim.lrscheduler;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import torch.optim.Optimizer;

/**
 * Multiplies the learning rates by {@code gamma} at each of several steps; at one that is named {@code n} times, by
 * {@code gamma^n}.
 *
 * {@snippet :
 * new MultiStepLR(optimizer, new long[] {30, 80}, 0.1); // 0.05, from step 30 on 0.005, from step 80 on 0.0005
 * }
 *
 * <p>Mirrors {@code torch.optim.lr_scheduler.MultiStepLR}.
 */
public class MultiStepLR extends LRScheduler {
    /** The steps, and how often each is named. */
    public Map<Long, Long> milestones;

    public double gamma;

    /** With a gamma of 0.1. */
    public MultiStepLR(Optimizer optimizer, long[] milestones) {
        this(optimizer, milestones, o -> {});
    }

    /** With the commonest arguments. */
    public MultiStepLR(Optimizer optimizer, long[] milestones, double gamma) {
        this(optimizer, milestones, o -> o.gamma(gamma));
    }

    /** With keyword arguments. */
    public MultiStepLR(Optimizer optimizer, long[] milestones, Consumer<? super Options> options) {
        var o = SchedulerOptions.set(new Options(), options);
        var counts = new LinkedHashMap<Long, Long>();
        for (long milestone : milestones) counts.merge(milestone, 1L, Long::sum);
        this.milestones = Collections.unmodifiableMap(counts);
        this.gamma = o.gamma;
        super(optimizer, o.lastEpoch);
    }

    @Override
    protected List<LearningRate> compute() {
        Long count = milestones.get(lastEpoch);
        if (count == null) return lrs();
        double factor = Python.pow(gamma, count);
        return lrs(lr -> lr.mul(factor));
    }

    @Override
    protected List<LearningRate> computeClosedForm() {
        long[] sorted =
                milestones.entrySet().stream()
                        .flatMapToLong(e -> LongStream.generate(e::getKey).limit(e.getValue()))
                        .sorted()
                        .toArray();
        double factor = Python.pow(gamma, Python.bisectRight(sorted, lastEpoch));
        return baseLrs(lr -> lr.mul(factor));
    }

    @Override
    protected void exchange(SchedulerState state) {
        var counts = new LinkedHashMap<Long, Long>();
        Map<?, ?> exchanged = state.value("milestones", milestones, Map.class);
        exchanged.forEach(
                (milestone, count) ->
                        counts.put(((Number) milestone).longValue(), ((Number) count).longValue()));
        milestones = Collections.unmodifiableMap(counts);
        gamma = state.number("gamma", gamma);
        super.exchange(state);
    }

    /** The keyword arguments of {@link MultiStepLR}. */
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
