package torch.nn;

import torch.ReturnTypes.ValuesIndices;
import torch.Tensor;

/** A pooling of maxima, which can also say where it found them. */
abstract class MaxPooling extends UnaryModule {
    /** Whether the places of the maxima are wanted, which {@link #callWithIndices} returns. */
    public final boolean returnIndices;

    MaxPooling(boolean returnIndices) {
        this.returnIndices = returnIndices;
    }

    /** The maxima. */
    abstract Tensor pool(Tensor input);

    /** The maxima and their places. */
    abstract ValuesIndices poolWithIndices(Tensor input);

    /** @throws IllegalStateException where the places of the maxima are wanted too */
    @Override
    public final Tensor forward(Tensor input) {
        if (returnIndices) {
            throw new IllegalStateException(
                    name()
                            + " was made with returnIndices(true) and so returns two tensors: "
                            + "use callWithIndices(input)");
        }
        return pool(input);
    }

    /** Applies this module to {@code input} for the maxima and their places, counted over the pooled dimensions. */
    public final ValuesIndices callWithIndices(Tensor input) {
        return invoke(this::poolWithIndices, input);
    }
}
