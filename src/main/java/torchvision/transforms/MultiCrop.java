package torchvision.transforms;

import java.awt.image.BufferedImage;
import java.util.List;
import torch.Tensor;

/** A transform that makes several images of one: {@link FiveCrop} and {@link TenCrop}. */
public abstract class MultiCrop implements Transform {
    final int[] size;

    MultiCrop(int[] size) {
        this.size = Common.pair(size, Common.TWO_DIMENSIONS).clone();
    }

    abstract <I> List<I> forward(ImageOps<I> ops, I img);

    /** The crops of a tensor. */
    public final List<Tensor> call(Tensor img) {
        return ColourFunctions.tensors(img, i -> forward(ImageOps.TENSORS, i));
    }

    /** The crops of an image. */
    public final List<BufferedImage> call(BufferedImage img) {
        return ColourFunctions.images(img, i -> forward(ImageOps.IMAGES, i));
    }

    /** @throws IllegalArgumentException if it is neither an image nor a tensor */
    @Override
    public final Object call(Object img) {
        return switch (img) {
            case Tensor tensor -> call(tensor);
            case BufferedImage image -> call(image);
            case null, default -> throw ImageTransform.unexpected(img);
        };
    }

    @Override
    public final boolean scoped() {
        return true;
    }
}
