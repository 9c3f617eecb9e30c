package torchvision.transforms;

import torch.internal.PythonFloat;

/** An image with top and bottom exchanged, with a probability. Mirrors {@code torchvision.transforms.RandomVerticalFlip}. */
public final class RandomVerticalFlip extends ImageTransform {
    private final double p;

    /** With probability 0.5. */
    public RandomVerticalFlip() {
        this(0.5);
    }

    /** @param p the probability */
    public RandomVerticalFlip(double p) {
        this.p = p;
    }

    @Override
    <I> I forward(ImageOps<I> ops, I img) {
        return Draws.below(p) ? ops.vflip(img) : img;
    }

    @Override
    public String toString() {
        return "RandomVerticalFlip(p=" + PythonFloat.repr(p) + ")";
    }
}
