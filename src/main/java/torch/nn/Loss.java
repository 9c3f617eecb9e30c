package torch.nn;

import torch.Tensor;

/** A module that compares an input with its target. */
public abstract class Loss extends BinaryModule {
    /** How the elements are turned into the result. */
    public final Reduction reduction;

    /** For subclasses. */
    protected Loss(Reduction reduction) {
        this.reduction = reduction;
    }

    /** Computes the loss; written by the subclass, run through {@link #call(Tensor, Tensor)}. */
    @Override
    public abstract Tensor forward(Tensor input, Tensor target);
}
