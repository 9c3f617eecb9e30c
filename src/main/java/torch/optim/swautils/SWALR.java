package torch.optim.swautils;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import torch.internal.CMath;
import torch.optim.Optimizer;
import torch.optim.ParamGroup;
import torch.optim.lrscheduler.AnnealStrategy;
import torch.optim.lrscheduler.LRScheduler;
import torch.optim.lrscheduler.LearningRate;
import torch.optim.lrscheduler.SchedulerOptions;
import torch.optim.lrscheduler.SchedulerState;

/**
 * Brings the learning rates to a constant one, with which weights are averaged.
 *
 * {@snippet :
 * var scheduler = new SWALR(optimizer, 0.05, o -> o.annealEpochs(5).annealStrategy(AnnealStrategy.LINEAR));
 * }
 *
 * <p>Mirrors {@code torch.optim.swa_utils.SWALR}.
 */
public class SWALR extends LRScheduler {
    public long annealEpochs;
    private AnnealStrategy annealStrategy;

    /** To one learning rate for all groups, in 10 epochs along the cosine. */
    public SWALR(Optimizer optimizer, double swaLr) {
        this(optimizer, swaLr, o -> {});
    }

    /** With the commonest arguments. */
    public SWALR(
            Optimizer optimizer, double swaLr, long annealEpochs, AnnealStrategy annealStrategy) {
        this(optimizer, swaLr, o -> o.annealEpochs(annealEpochs).annealStrategy(annealStrategy));
    }

    /** With keyword arguments. */
    public SWALR(Optimizer optimizer, double swaLr, Consumer<? super Options> options) {
        this(optimizer, PerGroup.all(swaLr), Options.of(options));
    }

    /**
     * To a learning rate for each group, with keyword arguments.
     *
     * @throws IllegalArgumentException if there are not as many learning rates as groups, or {@code annealEpochs} is
     *     negative
     */
    public SWALR(Optimizer optimizer, double[] swaLr, Consumer<? super Options> options) {
        this(optimizer, PerGroup.each("swa_lr", swaLr), Options.of(options));
    }

    private SWALR(Optimizer optimizer, PerGroup swaLr, Options o) {
        List<Double> swaLrs = swaLr.of(optimizer);
        for (int i = 0; i < swaLrs.size(); i++) {
            optimizer.paramGroups().get(i).set("swa_lr", swaLrs.get(i));
        }
        if (o.annealEpochs < 0) {
            throw new IllegalArgumentException(
                    "anneal_epochs must be equal or greater than 0, got " + o.annealEpochs);
        }
        annealEpochs = o.annealEpochs;
        annealStrategy = o.annealStrategy;
        super(optimizer, o.givenLastEpoch());
    }

    @Override
    protected List<LearningRate> compute() {
        long step = stepCount() - 1;
        if (annealEpochs == 0) step = Math.max(1, step);
        double before = anneal(step - 1);
        double now = anneal(step);
        List<LearningRate> rates = new ArrayList<>();
        for (ParamGroup group : optimizer.paramGroups()) {
            double swaLr = group.getDouble("swa_lr");
            LearningRate lr = LearningRate.copyOf(group.get("lr"));
            LearningRate initial =
                    before == 1 ? LearningRate.of(swaLr) : lr.sub(before * swaLr).div(1 - before);
            rates.add(initial.mul(1 - now).add(swaLr * now));
        }
        return rates;
    }

    /** How far the learning rates are on their way at a step, from 0 to 1. */
    private double anneal(long step) {
        double t = Math.clamp(step / (double) Math.max(1, annealEpochs), 0.0, 1.0);
        return switch (annealStrategy) {
            case COS -> (1 - CMath.cos(Math.PI * t)) / 2;
            case LINEAR -> t;
        };
    }

    @Override
    protected void exchange(SchedulerState state) {
        annealStrategy = state.choice("_anneal_strategy", annealStrategy);
        annealEpochs = state.integer("anneal_epochs", annealEpochs);
        super.exchange(state);
    }

    /** The keyword arguments of {@link SWALR}. */
    public static final class Options extends SchedulerOptions<Options> {
        private long annealEpochs = 10;
        private AnnealStrategy annealStrategy = AnnealStrategy.COS;

        private Options() {}

        private static Options of(Consumer<? super Options> options) {
            return set(new Options(), options);
        }

        private long givenLastEpoch() {
            return lastEpoch();
        }

        /** How many steps it takes. Default: 10 */
        public Options annealEpochs(long annealEpochs) {
            this.annealEpochs = annealEpochs;
            return this;
        }

        /** How the learning rates change. Default: {@link AnnealStrategy#COS} */
        public Options annealStrategy(AnnealStrategy annealStrategy) {
            this.annealStrategy = annealStrategy;
            return this;
        }
    }
}
