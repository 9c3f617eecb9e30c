package torchvision.transforms;

import torch.DType;
import torch.Tensor;

/** A tensor in another type, scaled to that type's range. Mirrors {@code torchvision.transforms.ConvertImageDtype}. */
public final class ConvertImageDtype extends TensorTransform {
    private final DType dtype;

    public ConvertImageDtype(DType dtype) {
        this.dtype = dtype;
    }

    @Override
    Tensor forward(Tensor img) {
        return Functional.convertImageDtype(img, dtype);
    }

    @Override
    public String toString() {
        return "ConvertImageDtype()";
    }
}
