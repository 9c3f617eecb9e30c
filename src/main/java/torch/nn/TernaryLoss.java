package torch.nn;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/** A loss of three tensors. */
public abstract class TernaryLoss extends Module {
    /** How the elements are turned into the result. */
    public final Reduction reduction;

    /** For subclasses. */
    protected TernaryLoss(Reduction reduction) {
        this.reduction = reduction;
    }

    /** Computes the loss; written by the subclass, run through {@link #call(Tensor, Tensor, Tensor)}. */
    public abstract Tensor forward(Tensor first, Tensor second, Tensor third);

    /** Applies this loss to three tensors: what {@code loss(first, second, third)} is in Python. */
    public final Tensor call(Tensor first, Tensor second, Tensor third) {
        return invokeAll(
                inputs -> forward(tensor(inputs, 0), tensor(inputs, 1), tensor(inputs, 2)),
                first,
                second,
                third);
    }

    /** One of the inputs that hooks let through. */
    static Tensor tensor(List<@Nullable Object> inputs, int i) {
        return (Tensor) Objects.requireNonNull(inputs.get(i), "input");
    }
}
