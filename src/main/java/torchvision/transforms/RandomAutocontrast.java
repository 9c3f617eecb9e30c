package torchvision.transforms;

import torch.internal.PythonFloat;

/** An image with each channel stretched to the whole range, with a probability. Mirrors {@code torchvision.transforms.RandomAutocontrast}. */
public final class RandomAutocontrast extends ImageTransform {
    private final double p;

    /** With probability 0.5. */
    public RandomAutocontrast() {
        this(0.5);
    }

    /** @param p the probability */
    public RandomAutocontrast(double p) {
        this.p = p;
    }

    @Override
    <I> I forward(ImageOps<I> ops, I img) {
        return Draws.itemBelow(p) ? ops.autocontrast(img) : img;
    }

    @Override
    public String toString() {
        return "RandomAutocontrast(p=" + PythonFloat.repr(p) + ")";
    }
}
