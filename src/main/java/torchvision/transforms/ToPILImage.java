package torchvision.transforms;

import java.awt.image.BufferedImage;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/** An image of a tensor. Mirrors {@code torchvision.transforms.ToPILImage}. */
public final class ToPILImage implements Transform {
    private final @Nullable String mode;

    /** An image of the mode that the tensor suggests. */
    public ToPILImage() {
        this(null);
    }

    /** @param mode Pillow's, such as {@code RGB}; see {@link Functional#toPilImage(Tensor, String)} */
    public ToPILImage(@Nullable String mode) {
        this.mode = mode;
    }

    /** The image. */
    public BufferedImage call(Tensor pic) {
        return Functional.toPilImage(pic, mode);
    }

    @Override
    public Object call(Object pic) {
        if (pic instanceof Tensor tensor) return call(tensor);
        throw new IllegalArgumentException(
                "pic should be Tensor or ndarray. Got "
                        + (pic == null ? "null" : pic.getClass().getName())
                        + ".");
    }

    @Override
    public boolean scoped() {
        return true;
    }

    @Override
    public String toString() {
        return mode == null ? "ToPILImage()" : "ToPILImage(mode=" + mode + ")";
    }
}
