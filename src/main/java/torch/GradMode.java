package torch;

import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.OwnerThread;

/**
 * A thread's setting of autograd, until it is closed: what {@link Torch#noGrad()}, {@link Torch#enableGrad()} and
 * {@link Torch#inferenceMode()} open. It belongs to the thread that opened it.
 */
public final class GradMode implements AutoCloseable {
    private final Thread owner = Thread.currentThread();
    private final boolean gradBefore = isGradEnabled();
    private final boolean inferenceBefore = isInferenceMode();
    private final boolean inference;
    private boolean closed;

    private GradMode(boolean inference) {
        this.inference = inference;
    }

    static GradMode grad(boolean enabled) {
        GradMode mode = new GradMode(false);
        Downcalls.plain(Function.SET_GRAD_ENABLED, enabled ? 1 : 0);
        return mode;
    }

    static GradMode inference(boolean enabled) {
        GradMode mode = new GradMode(true);
        if (mode.inferenceBefore != enabled)
            Downcalls.call(Function.SET_INFERENCE_MODE, enabled ? 1 : 0);
        return mode;
    }

    static boolean isGradEnabled() {
        return Downcalls.plain(Function.IS_GRAD_ENABLED) != 0;
    }

    static boolean isInferenceMode() {
        return Downcalls.plain(Function.IS_INFERENCE_MODE) != 0;
    }

    /**
     * Sets back what was before; a second call does nothing.
     *
     * @throws IllegalStateException on another thread than the one that opened it
     */
    @Override
    public void close() {
        if (closed) return;
        OwnerThread.check(owner, "this grad mode");
        closed = true;
        if (inference && isInferenceMode() != inferenceBefore) {
            Downcalls.call(Function.SET_INFERENCE_MODE, inferenceBefore ? 1 : 0);
        }
        Downcalls.plain(Function.SET_GRAD_ENABLED, gradBefore ? 1 : 0);
    }
}
