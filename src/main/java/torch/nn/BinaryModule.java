package torch.nn;

import torch.Tensor;
import torch.internal.Slots;

/** A module that makes one tensor of two, such as a bilinear map or a distance. */
public abstract class BinaryModule extends Module {
    /** For subclasses. */
    protected BinaryModule() {}

    /** Computes the output; written by the layer, run through {@link #call(Tensor, Tensor)}. */
    public abstract Tensor forward(Tensor first, Tensor second);

    /** Applies this module to both tensors: what {@code module(first, second)} is in Python. */
    public final Tensor call(Tensor first, Tensor second) {
        if (first == null) {
            throw Slots.nullArgument("first", "a Tensor");
        }
        if (second == null) {
            throw Slots.nullArgument("second", "a Tensor");
        }
        return invoke(this::forward, first, second);
    }
}
