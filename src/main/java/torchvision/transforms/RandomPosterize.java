package torchvision.transforms;

import torch.internal.PythonFloat;

/** An image with fewer bits for each channel, with a probability. Mirrors {@code torchvision.transforms.RandomPosterize}. */
public final class RandomPosterize extends ImageTransform {
    private final int bits;
    private final double p;

    /** With probability 0.5. */
    public RandomPosterize(int bits) {
        this(bits, 0.5);
    }

    /**
     * @param bits how many bits are kept, 0 to 8
     * @param p the probability
     */
    public RandomPosterize(int bits, double p) {
        this.bits = bits;
        this.p = p;
    }

    @Override
    <I> I forward(ImageOps<I> ops, I img) {
        if (!Draws.itemBelow(p)) return img;
        Common.checkBits(bits);
        return ops.posterize(img, bits);
    }

    @Override
    public String toString() {
        return "RandomPosterize(bits=" + bits + ",p=" + PythonFloat.repr(p) + ")";
    }
}
