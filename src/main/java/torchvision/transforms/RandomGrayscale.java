package torchvision.transforms;

import torch.internal.PythonFloat;

/** An image in gray, with as many channels as before, with a probability. Mirrors {@code torchvision.transforms.RandomGrayscale}. */
public final class RandomGrayscale extends ImageTransform {
    private final double p;

    /** With probability 0.1. */
    public RandomGrayscale() {
        this(0.1);
    }

    /** @param p the probability */
    public RandomGrayscale(double p) {
        this.p = p;
    }

    @Override
    <I> I forward(ImageOps<I> ops, I img) {
        return Draws.below(p) ? ops.rgbToGrayscale(img, ops.dimensions(img).channels()) : img;
    }

    @Override
    public String toString() {
        return "RandomGrayscale(p=" + PythonFloat.repr(p) + ")";
    }
}
