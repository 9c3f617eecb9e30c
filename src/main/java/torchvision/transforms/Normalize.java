package torchvision.transforms;

import torch.Tensor;

/** {@code (value - mean) / std} for each channel. Mirrors {@code torchvision.transforms.Normalize}. */
public final class Normalize extends TensorTransform {
    private final double[] mean;
    private final double[] std;
    private final boolean inplace;

    /** One mean and one deviation for all channels. */
    public Normalize(double mean, double std) {
        this(new double[] {mean}, new double[] {std});
    }

    /** A mean and a deviation for each channel. */
    public Normalize(double[] mean, double[] std) {
        this(mean, std, false);
    }

    public Normalize(double[] mean, double[] std, boolean inplace) {
        this.mean = mean.clone();
        this.std = std.clone();
        this.inplace = inplace;
    }

    @Override
    Tensor forward(Tensor img) {
        return Functional.normalize(img, mean, std, inplace);
    }

    @Override
    public String toString() {
        return "Normalize(mean=" + Reprs.list(mean) + ", std=" + Reprs.list(std) + ")";
    }
}
