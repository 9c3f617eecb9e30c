package torchvision.transforms;

import torch.internal.PythonFloat;

/** An image with left and right exchanged, with a probability. Mirrors {@code torchvision.transforms.RandomHorizontalFlip}. */
public final class RandomHorizontalFlip extends ImageTransform {
    private final double p;

    /** With probability 0.5. */
    public RandomHorizontalFlip() {
        this(0.5);
    }

    /** @param p the probability */
    public RandomHorizontalFlip(double p) {
        this.p = p;
    }

    @Override
    <I> I forward(ImageOps<I> ops, I img) {
        return Draws.below(p) ? ops.hflip(img) : img;
    }

    @Override
    public String toString() {
        return "RandomHorizontalFlip(p=" + PythonFloat.repr(p) + ")";
    }
}
