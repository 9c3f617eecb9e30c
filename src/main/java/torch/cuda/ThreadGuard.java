package torch.cuda;

import torch.internal.OwnerThread;

/** What holds for the thread that opened it until it is closed, once, by that thread. */
abstract class ThreadGuard implements AutoCloseable {
    private final Thread owner = Thread.currentThread();
    private final String what;
    private boolean closed;

    /** @param what its name in an error, as {@code this device guard} */
    ThreadGuard(String what) {
        this.what = what;
    }

    /** Puts back what was before. */
    abstract void restore();

    /**
     * Puts back what was before; a second call does nothing.
     *
     * @throws IllegalStateException on another thread than the one that opened it
     */
    @Override
    public final void close() {
        if (closed) return;
        OwnerThread.check(owner, what);
        closed = true;
        restore();
    }
}
