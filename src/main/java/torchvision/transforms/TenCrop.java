package torchvision.transforms;

import java.util.List;

/** The four corners and the middle, of an image and of the flipped one. Mirrors {@code torchvision.transforms.TenCrop}. */
public final class TenCrop extends MultiCrop {
    private final boolean verticalFlip;

    /** @param size height and width, or the side of a square */
    public TenCrop(int... size) {
        this(size, false);
    }

    public TenCrop(int size, boolean verticalFlip) {
        this(new int[] {size}, verticalFlip);
    }

    public TenCrop(int[] size, boolean verticalFlip) {
        super(size);
        this.verticalFlip = verticalFlip;
    }

    @Override
    <I> List<I> forward(ImageOps<I> ops, I img) {
        return Common.tenCrop(ops, img, size, verticalFlip);
    }

    @Override
    public String toString() {
        return "TenCrop(size=%s, vertical_flip=%s)"
                .formatted(Reprs.tuple(size), verticalFlip ? "True" : "False");
    }
}
