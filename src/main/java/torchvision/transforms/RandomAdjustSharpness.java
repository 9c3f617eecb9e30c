package torchvision.transforms;

import torch.internal.PythonFloat;

/** An image made sharper or less so, with a probability. Mirrors {@code torchvision.transforms.RandomAdjustSharpness}. */
public final class RandomAdjustSharpness extends ImageTransform {
    private final double sharpnessFactor;
    private final double p;

    /** With probability 0.5. */
    public RandomAdjustSharpness(double sharpnessFactor) {
        this(sharpnessFactor, 0.5);
    }

    /**
     * @param sharpnessFactor 0 blurs, 1 changes nothing, more sharpens
     * @param p the probability
     */
    public RandomAdjustSharpness(double sharpnessFactor, double p) {
        this.sharpnessFactor = sharpnessFactor;
        this.p = p;
    }

    @Override
    <I> I forward(ImageOps<I> ops, I img) {
        if (!Draws.itemBelow(p)) return img;
        return ops.adjustSharpness(img, sharpnessFactor);
    }

    @Override
    public String toString() {
        return "RandomAdjustSharpness(sharpness_factor="
                + PythonFloat.repr(sharpnessFactor)
                + ",p="
                + PythonFloat.repr(p)
                + ")";
    }
}
