package torch.cuda;

/** The keyword arguments of {@link Event}. */
public final class EventOptions {
    boolean enableTiming;
    boolean blocking;
    boolean interprocess;
    boolean external;

    EventOptions() {}

    /** Whether the event measures time. Default: false */
    public EventOptions enableTiming(boolean enableTiming) {
        this.enableTiming = enableTiming;
        return this;
    }

    /** Whether waiting for the event sleeps instead of spinning. Default: false */
    public EventOptions blocking(boolean blocking) {
        this.blocking = blocking;
        return this;
    }

    /** Whether other processes can open the event. Default: false */
    public EventOptions interprocess(boolean interprocess) {
        this.interprocess = interprocess;
        return this;
    }

    /** Whether the event, in a captured graph, is for work outside of the graph. Default: false */
    public EventOptions external(boolean external) {
        this.external = external;
        return this;
    }

    long flags() {
        return (blocking ? 1 : 0)
                | (enableTiming ? 0 : 2)
                | (interprocess ? 4 : 0)
                | (external ? 8 : 0);
    }
}
