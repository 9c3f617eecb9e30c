package torch.backends;

/** Flags that hold until this is closed; then those from before do again. */
public final class BackendFlags implements AutoCloseable {
    private final Runnable restore;
    private boolean closed;

    BackendFlags(Runnable restore) {
        this.restore = restore;
    }

    /** Sets back what was before; a second call does nothing. */
    @Override
    public void close() {
        if (closed) return;
        closed = true;
        restore.run();
    }
}
