package torchvision.transforms;

import java.util.List;

/** The four corners and the middle of an image. Mirrors {@code torchvision.transforms.FiveCrop}. */
public final class FiveCrop extends MultiCrop {
    /** @param size height and width, or the side of a square */
    public FiveCrop(int... size) {
        super(size);
    }

    @Override
    <I> List<I> forward(ImageOps<I> ops, I img) {
        return Common.fiveCrop(ops, img, size);
    }

    @Override
    public String toString() {
        return "FiveCrop(size=" + Reprs.tuple(size) + ")";
    }
}
