package torchvision.transforms;

import torch.internal.PythonFloat;

/** The negative of an image, with a probability. Mirrors {@code torchvision.transforms.RandomInvert}. */
public final class RandomInvert extends ImageTransform {
    private final double p;

    /** With probability 0.5. */
    public RandomInvert() {
        this(0.5);
    }

    /** @param p the probability */
    public RandomInvert(double p) {
        this.p = p;
    }

    @Override
    <I> I forward(ImageOps<I> ops, I img) {
        return Draws.itemBelow(p) ? ops.invert(img) : img;
    }

    @Override
    public String toString() {
        return "RandomInvert(p=" + PythonFloat.repr(p) + ")";
    }
}
