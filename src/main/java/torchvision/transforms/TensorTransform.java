package torchvision.transforms;

import torch.Tensor;

/** A transform of tensors alone. */
public abstract class TensorTransform implements Transform {
    TensorTransform() {}

    abstract Tensor forward(Tensor img);

    /** The transformed tensor; all between is closed. */
    public final Tensor call(Tensor img) {
        return ColourFunctions.tensor(img, this::forward);
    }

    /** @throws IllegalArgumentException if it is no tensor */
    @Override
    public final Object call(Object img) {
        if (img instanceof Tensor tensor) return call(tensor);
        throw new IllegalArgumentException(
                "img should be Tensor Image. Got "
                        + (img == null ? "null" : img.getClass().getName()));
    }

    @Override
    public final boolean scoped() {
        return true;
    }
}
