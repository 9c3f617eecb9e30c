package torch;

import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.OwnerThread;

/**
 * A thread's setting of the autograd engine, until it is closed: what {@link Autograd#setMultithreadingEnabled} and
 * {@link Autograd#setViewReplayEnabled} change. It belongs to the thread that set it.
 */
public final class AutogradFlag implements AutoCloseable {
    static final int FORWARD_GRAD = 2;
    static final int MULTITHREADING = 3;
    static final int VIEW_REPLAY = 4;

    private final Thread owner = Thread.currentThread();
    private final int flag;
    private final boolean before;
    private boolean closed;

    private AutogradFlag(int flag) {
        this.flag = flag;
        this.before = get(flag);
    }

    static boolean get(int flag) {
        return Downcalls.call(Function.AUTOGRAD_FLAG, flag) == 2;
    }

    static AutogradFlag set(int flag, boolean on) {
        AutogradFlag set = new AutogradFlag(flag);
        Downcalls.call(Function.SET_AUTOGRAD_FLAG, flag, on ? 1 : 0);
        return set;
    }

    /**
     * Sets back what was before; a second call does nothing.
     *
     * @throws IllegalStateException on another thread than the one that set it
     */
    @Override
    public void close() {
        if (closed) return;
        OwnerThread.check(owner, "this setting");
        closed = true;
        Downcalls.call(Function.SET_AUTOGRAD_FLAG, flag, before ? 1 : 0);
    }
}
