package torch.optim.lrscheduler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.Torch;
import torch.internal.Warnings;
import torch.optim.Optimizer;
import torch.optim.ParamGroup;

/**
 * Base of all learning rate schedulers.
 *
 * <p>A subclass writes {@link #compute()}, which gives the learning rates of the step {@link #lastEpoch}. It is called by
 * the constructor already, so that the subclass sets its own fields before it calls {@code super(optimizer, lastEpoch)}:
 *
 * {@snippet :
 * final class HalvingLR extends LRScheduler {
 *     private final long period;
 *
 *     HalvingLR(Optimizer optimizer, long period) {
 *         this.period = period;
 *         super(optimizer, -1);
 *     }
 *
 *     @Override
 *     protected List<LearningRate> compute() {
 *         return lrs(lr -> lastEpoch > 0 && lastEpoch % period == 0 ? lr.mul(0.5) : lr);
 *     }
 * }
 * }
 *
 * <p>Making a scheduler sets the learning rates of its optimizer: when training is resumed, make it first and then load
 * the optimizer's state.
 *
 * <p>Mirrors {@code torch.optim.lr_scheduler.LRScheduler}.
 */
public abstract class LRScheduler {
    private static final String WRONG_ORDER =
            "Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and later, you should"
                    + " call them in the opposite order: `optimizer.step()` before `lr_scheduler.step()`.  Failure to do"
                    + " this will result in PyTorch skipping the first value of the learning rate schedule. See more"
                    + " details at https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate";
    private static final String EPOCH_DEPRECATION =
            "The epoch parameter in `scheduler.step()` was not necessary and is being deprecated where possible. Please"
                    + " use `scheduler.step()` to step the scheduler. During the deprecation, if epoch is different from"
                    + " None, the closed form is used instead of the new chainable form, where available. Please open an"
                    + " issue if you are unable to replicate your use case:"
                    + " https://github.com/pytorch/pytorch/issues/new/choose.";
    private static final String ASK_LAST_LR =
            "To get the last learning rate computed by the scheduler, please use `get_last_lr()`.";

    /** The optimizer whose learning rates are set. */
    public final Optimizer optimizer;

    /** The index of the last step, from 0. */
    public long lastEpoch;

    /** What each group's learning rate was, or is taken to have been, before the first step. */
    public List<LearningRate> baseLrs = List.of();

    private final AtomicBoolean optimizerStepped;
    private List<LearningRate> lastLr = List.of();
    private long stepCount;
    private boolean initial;
    private boolean withinStep;

    /**
     * Sets the learning rates of the first step.
     *
     * @param lastEpoch -1, or the step after which training goes on
     * @throws IllegalArgumentException if training goes on but a group has no {@code "initial_lr"}
     */
    protected LRScheduler(Optimizer optimizer, long lastEpoch) {
        this(optimizer);
        List<ParamGroup> groups = optimizer.paramGroups();
        for (int i = 0; i < groups.size(); i++) {
            ParamGroup group = groups.get(i);
            boolean hasInitial = group.has("initial_lr");
            if (!hasInitial && lastEpoch == -1) {
                group.set("initial_lr", LearningRate.copyOf(group.get("lr")).value());
            } else if (!hasInitial) {
                throw new IllegalArgumentException(
                        ("param 'initial_lr' is not specified in param_groups[%d] when resuming scheduler with"
                                        + " last_epoch >= 0.\nThis typically happens when:\n1. You're trying to resume"
                                        + " training from a checkpoint but haven't properly loaded the optimizer state\n"
                                        + "2. You're using last_epoch >= 0 for a fresh training run (not recommended)")
                                .formatted(i));
            }
        }
        baseLrs = groupValues("initial_lr");
        this.lastEpoch = lastEpoch;
        initialStep();
    }

    /** A scheduler that sets no learning rates yet. */
    LRScheduler(Optimizer optimizer) {
        this.optimizer =
                Objects.requireNonNull(optimizer, "optimizer must be an Optimizer, not null");
        optimizerStepped = StepWatch.of(optimizer);
    }

    /** Moves on by one step and sets the learning rates; to be called after {@link Optimizer#step()}. */
    public void step() {
        advance(null);
    }

    /**
     * Goes to a step and sets the learning rates, by a formula that does not need those of the step before where there is
     * one. Deprecated in PyTorch, which warns.
     */
    public void step(long epoch) {
        advance(epoch);
    }

    /** The learning rate of each group as it was set last; of a tensor its value. */
    public List<Double> getLastLr() {
        return doubles(lastLr);
    }

    /**
     * The learning rates that {@link #step()} would compute at {@link #lastEpoch} from those that the groups have now.
     * Seldom what is wanted: PyTorch warns and points to {@link #getLastLr()}.
     */
    public final List<Double> getLr() {
        if (!withinStep) warn(ASK_LAST_LR);
        return doubles(compute());
    }

    /** The scheduler's state, under PyTorch's names; everything but the optimizer. */
    public final Map<String, @Nullable Object> stateDict() {
        SchedulerState state = new SchedulerState(null);
        exchange(state);
        return state.saved();
    }

    /**
     * Takes a state that {@link #stateDict()} gave; what it does not name stays as it is. The optimizer's own state is to
     * be loaded besides.
     *
     * @throws IllegalArgumentException if a value is of the wrong kind
     */
    public final void loadStateDict(Map<String, ?> stateDict) {
        exchange(
                new SchedulerState(
                        Objects.requireNonNull(stateDict, "state_dict must be a Map, not null")));
    }

    /** The learning rate of each group at step {@link #lastEpoch}. */
    protected abstract List<LearningRate> compute();

    /** The same from {@link #baseLrs} alone, null where there is no such formula. */
    protected @Nullable List<LearningRate> computeClosedForm() {
        return null;
    }

    /** Saves or loads each part of the state, in PyTorch's order; a subclass does its own parts first. */
    protected void exchange(SchedulerState state) {
        baseLrs = state.rates("base_lrs", baseLrs);
        lastEpoch = state.integer("last_epoch", lastEpoch);
        exchangeStart(state);
        withinStep = state.flag("_get_lr_called_within_step", withinStep);
        exchangeLastLr(state);
    }

    /** What {@link #initialStep} leaves. */
    final void exchangeStart(SchedulerState state) {
        stepCount = state.integer("_step_count", stepCount);
        initial = state.flag("_is_initial", initial);
    }

    final void exchangeLastLr(SchedulerState state) {
        lastLr = state.rates("_last_lr", lastLr);
    }

    /** The groups' learning rates. */
    protected final List<LearningRate> lrs() {
        return groupValues("lr");
    }

    /** The groups' learning rates, each after an operation. */
    protected final List<LearningRate> lrs(UnaryOperator<LearningRate> operation) {
        return lrs().stream().map(operation).toList();
    }

    /** {@link #baseLrs}, each after an operation. */
    protected final List<LearningRate> baseLrs(UnaryOperator<LearningRate> operation) {
        return baseLrs.stream().map(operation).toList();
    }

    /** What each group holds under a name. */
    protected final List<LearningRate> groupValues(String name) {
        return optimizer.paramGroups().stream()
                .map(group -> LearningRate.copyOf(group.get(name)))
                .toList();
    }

    /** One number for all groups, or one for each. */
    protected interface PerGroup {
        /** The numbers of an optimizer's groups. */
        List<Double> of(Optimizer optimizer);

        /** One number for all. */
        static PerGroup all(double value) {
            return optimizer -> Collections.nCopies(optimizer.paramGroups().size(), value);
        }

        /**
         * One for each.
         *
         * @param name the argument's name in Python, for the exception if there are not as many numbers as groups
         */
        static PerGroup each(String name, double... values) {
            return optimizer -> {
                int groups = optimizer.paramGroups().size();
                if (values.length != groups) {
                    throw new IllegalArgumentException(
                            ("%1$s must have the same length as optimizer.param_groups. %1$s has %2$d values,"
                                            + " param_groups has %3$d.")
                                    .formatted(name, values.length, groups));
                }
                return Arrays.stream(values).boxed().toList();
            };
        }
    }

    /** Whether the constructor makes the first step at this moment. */
    protected final boolean isInitial() {
        return initial;
    }

    /** How many steps were made, the constructor's included. */
    protected final long stepCount() {
        return stepCount;
    }

    /** Makes the first step. */
    void initialStep() {
        stepCount = 0;
        initial = true;
        try {
            step();
        } finally {
            initial = false;
        }
    }

    /** Computes and sets the learning rates of the next step, or of a given one. */
    void updateLr(@Nullable Long epoch) {
        lastEpoch = epoch == null ? lastEpoch + 1 : epoch;
        List<LearningRate> closedForm = null;
        withinStep = true;
        try (var _ = Torch.scope()) {
            if (epoch != null) closedForm = computeClosedForm();
            setLrs(closedForm != null ? closedForm : compute());
        } finally {
            withinStep = false;
        }
    }

    /** Gives each group its learning rate. */
    final void setLrs(List<LearningRate> lrs) {
        List<ParamGroup> groups = optimizer.paramGroups();
        if (lrs.size() != groups.size()) {
            throw new IllegalArgumentException(
                    "zip() argument 2 is %s than argument 1"
                            .formatted(lrs.size() < groups.size() ? "shorter" : "longer"));
        }
        for (int i = 0; i < groups.size(); i++) {
            setGroupValue(groups.get(i), "lr", lrs.get(i));
        }
        rememberLrs();
    }

    /** Keeps the groups' learning rates as those that were set last. */
    final void rememberLrs() {
        lastLr = lrs();
    }

    final void rememberLrsOf(LRScheduler other) {
        lastLr = other.lastLr;
    }

    /** Changes what a group holds, in place if it is a tensor. */
    static void setGroupValue(ParamGroup group, String name, LearningRate value) {
        if (group.get(name) instanceof Tensor held) {
            value.fill(held);
        } else {
            group.set(name, value.value());
        }
    }

    /** Says that a step was given where PyTorch deprecates it. */
    static void warnOfEpoch() {
        warn(EPOCH_DEPRECATION);
    }

    private void advance(@Nullable Long epoch) {
        if (stepCount == 1 && !optimizerStepped.get()) warn(WRONG_ORDER);
        stepCount++;
        if (epoch != null) warnOfEpoch();
        updateLr(epoch);
    }

    private static List<Double> doubles(List<LearningRate> lrs) {
        List<Double> doubles = new ArrayList<>();
        lrs.forEach(lr -> doubles.add(lr.doubleValue()));
        return List.copyOf(doubles);
    }

    private static void warn(String sentence) {
        Warnings.warnOnce("torch.optim", sentence);
    }
}
