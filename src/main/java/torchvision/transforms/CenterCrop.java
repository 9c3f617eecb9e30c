package torchvision.transforms;

/** The middle of an image. Mirrors {@code torchvision.transforms.CenterCrop}. */
public final class CenterCrop extends ImageTransform {
    private final int[] size;

    /** @param size height and width, or the side of a square */
    public CenterCrop(int... size) {
        this.size = Common.pair(size, Common.TWO_DIMENSIONS).clone();
    }

    @Override
    <I> I forward(ImageOps<I> ops, I img) {
        return Common.centerCrop(ops, img, size);
    }

    @Override
    public String toString() {
        return "CenterCrop(size=" + Reprs.tuple(size) + ")";
    }
}
