package torch;

/** A registered hook. Mirrors {@code torch.utils.hooks.RemovableHandle}. */
public final class HookHandle implements AutoCloseable {
    private final Runnable removal;
    private boolean removed;

    HookHandle(Runnable removal) {
        this.removal = removal;
    }

    /** Removes the hook; a second call does nothing. */
    public synchronized void remove() {
        if (removed) return;
        removal.run();
        removed = true;
    }

    /** Removes the hook, as {@link #remove}. */
    @Override
    public void close() {
        remove();
    }
}
