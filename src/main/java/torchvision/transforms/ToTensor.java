package torchvision.transforms;

import java.awt.image.BufferedImage;
import torch.Tensor;

/** An image's pixels from 0 to 1, {@code (C, H, W)}. Mirrors {@code torchvision.transforms.ToTensor}. */
public final class ToTensor implements Transform {
    /** The image's pixels. */
    public Tensor call(BufferedImage pic) {
        return Functional.toTensor(pic);
    }

    @Override
    public Object call(Object pic) {
        if (pic instanceof BufferedImage image) return call(image);
        throw new IllegalArgumentException(
                "pic should be PIL Image or ndarray. Got "
                        + (pic == null ? "null" : pic.getClass().getName()));
    }

    @Override
    public boolean scoped() {
        return true;
    }

    @Override
    public String toString() {
        return "ToTensor()";
    }
}
