package torchvision.transforms;

import java.awt.image.BufferedImage;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/** A transform of images and of tensors alike, which gives back what it was given: an image or a tensor. */
public abstract class ImageTransform implements Transform {
    ImageTransform() {}

    abstract <I> I forward(ImageOps<I> ops, I img);

    /** The transformed tensor; all between is closed. */
    public final Tensor call(Tensor img) {
        return ColourFunctions.tensor(img, i -> forward(ImageOps.TENSORS, i));
    }

    /** The transformed image. */
    public final BufferedImage call(BufferedImage img) {
        return ColourFunctions.image(img, i -> forward(ImageOps.IMAGES, i));
    }

    /** @throws IllegalArgumentException if it is neither an image nor a tensor */
    @Override
    public final Object call(Object img) {
        return switch (img) {
            case Tensor tensor -> call(tensor);
            case BufferedImage image -> call(image);
            case null, default -> throw unexpected(img);
        };
    }

    static IllegalArgumentException unexpected(@Nullable Object img) {
        return new IllegalArgumentException(
                "img should be PIL Image or Tensor. Got "
                        + (img == null ? "null" : img.getClass().getName()));
    }

    @Override
    public final boolean scoped() {
        return true;
    }
}
