package torch.nn.utils;

import java.util.List;
import torch.Tensor;
import torch.nn.Module;

/**
 * A module that computes a parameter of several tensors. One that computes it of one tensor is simply a
 * {@link torch.nn.UnaryModule}, and has a {@link RightInverse} where it can.
 */
public abstract class Parametrization extends Module {
    /** For subclasses. */
    protected Parametrization() {}

    /** Computes the parameter. */
    public abstract Tensor forward(List<Tensor> originals);

    /** Applies this module to the tensors that are learned. */
    public final Tensor call(List<Tensor> originals) {
        return invoke(this::forward, originals);
    }

    /** The tensors of which the parameter becomes {@code value}. */
    public abstract List<Tensor> rightInverse(Tensor value);
}
