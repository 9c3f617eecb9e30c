package torch.nn;

import torch.Tensor;

/** A module that compares an input with its target. */
public abstract class Loss extends Module {
    /** How the elements are turned into the result. */
    public final Reduction reduction;

    /** For subclasses. */
    protected Loss(Reduction reduction) {
        this.reduction = reduction;
    }

    /** Computes the loss; written by the subclass, run through {@link #call(Tensor, Tensor)}. */
    public abstract Tensor forward(Tensor input, Tensor target);

    /** The loss of {@code input} against {@code target}: what {@code criterion(input, target)} is in Python. */
    public final Tensor call(Tensor input, Tensor target) {
        return forward(input, target);
    }
}
