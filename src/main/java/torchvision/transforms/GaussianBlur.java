package torchvision.transforms;

/** An image blurred by a Gaussian kernel of random width. Mirrors {@code torchvision.transforms.GaussianBlur}. */
public final class GaussianBlur extends ImageTransform {
    private final int[] kernelSize;
    private final double[] sigma;

    /** A square kernel and deviations from 0.1 to 2. */
    public GaussianBlur(int kernelSize) {
        this(new int[] {kernelSize}, 0.1, 2.0);
    }

    /** A kernel of these sizes, x and y, and deviations from 0.1 to 2. */
    public GaussianBlur(int[] kernelSize) {
        this(kernelSize, 0.1, 2.0);
    }

    /** A square kernel and one deviation. */
    public GaussianBlur(int kernelSize, double sigma) {
        this(new int[] {kernelSize}, sigma);
    }

    /** A square kernel and deviations from one to the other. */
    public GaussianBlur(int kernelSize, double min, double max) {
        this(new int[] {kernelSize}, min, max);
    }

    /**
     * @param kernelSize odd sizes, x and y, or one for both
     * @param sigma the deviation, or from where to where it is drawn
     * @throws IllegalArgumentException if they are not positive, or the sizes not odd
     */
    public GaussianBlur(int[] kernelSize, double... sigma) {
        this.kernelSize =
                Common.pair(kernelSize, "Kernel size should be a tuple/list of two integers")
                        .clone();
        for (int size : this.kernelSize) {
            if (size <= 0 || size % 2 == 0) {
                throw new IllegalArgumentException(
                        "Kernel size value should be an odd and positive number.");
            }
        }
        if (sigma.length == 1) {
            if (sigma[0] <= 0) {
                throw new IllegalArgumentException(
                        "If sigma is a single number, it must be positive.");
            }
            this.sigma = new double[] {sigma[0], sigma[0]};
        } else if (sigma.length == 2) {
            if (!(0 < sigma[0] && sigma[0] <= sigma[1])) {
                throw new IllegalArgumentException(
                        "sigma values should be positive and of the form (min, max).");
            }
            this.sigma = sigma.clone();
        } else {
            throw new IllegalArgumentException(
                    "sigma should be a single number or a list/tuple with length 2.");
        }
    }

    @Override
    <I> I forward(ImageOps<I> ops, I img) {
        double drawn = Draws.uniform(sigma[0], sigma[1]);
        double[] both = Common.blurSigma(kernelSize, new double[] {drawn, drawn});
        return ops.gaussianBlur(img, kernelSize, both);
    }

    @Override
    public String toString() {
        return "GaussianBlur(kernel_size=%s, sigma=%s)"
                .formatted(Reprs.tuple(kernelSize), Reprs.tuple(sigma));
    }
}
