package torchvision.transforms;

import torch.internal.PythonFloat;

/** An image with each channel's histogram made even, with a probability. Mirrors {@code torchvision.transforms.RandomEqualize}. */
public final class RandomEqualize extends ImageTransform {
    private final double p;

    /** With probability 0.5. */
    public RandomEqualize() {
        this(0.5);
    }

    /** @param p the probability */
    public RandomEqualize(double p) {
        this.p = p;
    }

    @Override
    <I> I forward(ImageOps<I> ops, I img) {
        return Draws.itemBelow(p) ? ops.equalize(img) : img;
    }

    @Override
    public String toString() {
        return "RandomEqualize(p=" + PythonFloat.repr(p) + ")";
    }
}
