package torchvision.transforms;

import torch.internal.PythonFloat;

/** An image with all values from a threshold on inverted, with a probability. Mirrors {@code torchvision.transforms.RandomSolarize}. */
public final class RandomSolarize extends ImageTransform {
    private final double threshold;
    private final double p;

    /** With probability 0.5. */
    public RandomSolarize(double threshold) {
        this(threshold, 0.5);
    }

    /**
     * @param threshold from which value on
     * @param p the probability
     */
    public RandomSolarize(double threshold, double p) {
        this.threshold = threshold;
        this.p = p;
    }

    @Override
    <I> I forward(ImageOps<I> ops, I img) {
        if (!Draws.itemBelow(p)) return img;
        return ops.solarize(img, threshold);
    }

    @Override
    public String toString() {
        return "RandomSolarize(threshold="
                + PythonFloat.repr(threshold)
                + ",p="
                + PythonFloat.repr(p)
                + ")";
    }
}
