package torchvision.transforms;

import java.util.List;
import java.util.function.Consumer;
import torch.Tensor;
import torch.Torch;
import torchvision.transforms.ImageOps.Dimensions;

/** An image as through moving water. Mirrors {@code torchvision.transforms.ElasticTransform}. */
public final class ElasticTransform extends ImageTransform {
    /** The keyword arguments. */
    public static final class Options {
        double[] alpha = {50, 50};
        double[] sigma = {5, 5};
        InterpolationMode interpolation = InterpolationMode.BILINEAR;
        double[] fill = {0};
        String alphaText = Reprs.list(alpha);
        String sigmaText = Reprs.list(sigma);

        Options() {}

        /** How strong, along x and y. Default: 50 */
        public Options alpha(double... alpha) {
            this.alpha = two("alpha", alpha);
            alphaText = text(alpha, this.alpha);
            return this;
        }

        /** How smooth, along x and y. Default: 5 */
        public Options sigma(double... sigma) {
            this.sigma = two("sigma", sigma);
            sigmaText = text(sigma, this.sigma);
            return this;
        }

        /** How values between pixels are found. Default: bilinear */
        public Options interpolation(InterpolationMode interpolation) {
            this.interpolation = interpolation;
            return this;
        }

        /** What lies outside: one value, or one for each channel. Default: 0 */
        public Options fill(double... fill) {
            this.fill = fill.clone();
            return this;
        }

        /** As torchvision prints it: a list of one number twice, or the tuple that was given. */
        private static String text(double[] given, double[] both) {
            return given.length == 1 ? Reprs.list(both) : Reprs.tuple(both);
        }

        private static double[] two(String name, double[] values) {
            if (values.length == 1) return new double[] {values[0], values[0]};
            if (values.length != 2) {
                throw new IllegalArgumentException(
                        "If %s is a sequence its length should be 2. Got %d"
                                .formatted(name, values.length));
            }
            return values.clone();
        }
    }

    private final Options o = new Options();

    public ElasticTransform() {
        this(o -> {});
    }

    /** With keyword arguments. */
    public ElasticTransform(Consumer<? super Options> options) {
        options.accept(o);
    }

    @Override
    <I> I forward(ImageOps<I> ops, I img) {
        Dimensions d = ops.dimensions(img);
        try (var scope = Torch.scope()) {
            Tensor dx = along(d, o.sigma[0]).mul(o.alpha[0]).div(d.width());
            Tensor dy = along(d, o.sigma[1]).mul(o.alpha[1]).div(d.height());
            Tensor displacement = Torch.cat(List.of(dx, dy), 1).permute(0, 2, 3, 1);
            I moved = ops.elasticTransform(img, displacement, o.interpolation, o.fill);
            if (moved instanceof Tensor tensor) scope.keep(tensor);
            return moved;
        }
    }

    private Tensor along(Dimensions d, double sigma) {
        long[] shape = {1, 1, d.height(), d.width()};
        Tensor noise = Torch.rand(shape, Draws.generator()).mul(2).sub(1);
        if (sigma <= 0) return noise;
        int size = (int) (8 * sigma + 1);
        if (size % 2 == 0) size++;
        return ImageOps.TENSORS.gaussianBlur(noise, new int[] {size, size}, o.sigma);
    }

    @Override
    public String toString() {
        return "ElasticTransform(alpha=%s, sigma=%s, interpolation=%s, fill=%s)"
                .formatted(
                        o.alphaText,
                        o.sigmaText,
                        "InterpolationMode." + o.interpolation.name(),
                        Reprs.list(o.fill));
    }
}
