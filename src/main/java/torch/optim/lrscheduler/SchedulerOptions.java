package torch.optim.lrscheduler;

import java.util.function.Consumer;

/** The keyword arguments of every scheduler that can be resumed: set in the caller's lambda, read once. */
public abstract class SchedulerOptions<S extends SchedulerOptions<S>> {
    long lastEpoch = -1;

    /** For subclasses. */
    protected SchedulerOptions() {}

    /**
     * The step that was made last before training goes on from a checkpoint; then each group has to have its
     * {@code "initial_lr"}. Default: -1, the beginning
     */
    public S lastEpoch(long lastEpoch) {
        this.lastEpoch = lastEpoch;
        return self();
    }

    /** What {@link #lastEpoch(long)} was given. */
    protected final long lastEpoch() {
        return lastEpoch;
    }

    /** Runs the caller's lambda on fresh options, which hold the defaults. */
    protected static <O> O set(O defaults, Consumer<? super O> options) {
        options.accept(defaults);
        return defaults;
    }

    /** This object as what it is, for setters that chain. */
    @SuppressWarnings("unchecked")
    protected final S self() {
        return (S) this;
    }
}
