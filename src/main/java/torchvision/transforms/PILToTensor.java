package torchvision.transforms;

import java.awt.image.BufferedImage;
import torch.Tensor;

/** An image's pixels as they are, {@code (C, H, W)}. Mirrors {@code torchvision.transforms.PILToTensor}. */
public final class PILToTensor implements Transform {
    /** The image's pixels. */
    public Tensor call(BufferedImage pic) {
        return Functional.pilToTensor(pic);
    }

    @Override
    public Object call(Object pic) {
        if (pic instanceof BufferedImage image) return call(image);
        throw new IllegalArgumentException(
                "pic should be PIL Image. Got "
                        + (pic == null ? "null" : pic.getClass().getName()));
    }

    @Override
    public boolean scoped() {
        return true;
    }

    @Override
    public String toString() {
        return "PILToTensor()";
    }
}
