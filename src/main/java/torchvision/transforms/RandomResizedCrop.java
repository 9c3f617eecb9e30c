package torchvision.transforms;

import java.util.function.Consumer;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import torch.internal.PythonFloat;
import torch.internal.Warnings;
import torchvision.transforms.ImageOps.Dimensions;

/** A random part of an image in another size. Mirrors {@code torchvision.transforms.RandomResizedCrop}. */
public final class RandomResizedCrop extends ImageTransform {
    /** The keyword arguments. */
    public static final class Options {
        double[] scale = {0.08, 1.0};
        double[] ratio = {3.0 / 4.0, 4.0 / 3.0};
        InterpolationMode interpolation = InterpolationMode.BILINEAR;
        @Nullable Boolean antialias = true;

        Options() {}

        /** The part's area, as a part of the image's: from, to. Default: 0.08, 1 */
        public Options scale(double min, double max) {
            scale = new double[] {min, max};
            return this;
        }

        /** The part's width over its height: from, to. Default: 3/4, 4/3 */
        public Options ratio(double min, double max) {
            ratio = new double[] {min, max};
            return this;
        }

        /** How values between pixels are found. Default: bilinear */
        public Options interpolation(InterpolationMode interpolation) {
            this.interpolation = interpolation;
            return this;
        }

        /** Whether a tensor is smoothed when it becomes smaller. Default: true */
        public Options antialias(@Nullable Boolean antialias) {
            this.antialias = antialias;
            return this;
        }
    }

    private final int[] size;
    private final Options o = new Options();

    /** @param size height and width, or the side of a square */
    public RandomResizedCrop(int... size) {
        this(size, o -> {});
    }

    /** A square, with keyword arguments. */
    public RandomResizedCrop(int size, Consumer<? super Options> options) {
        this(new int[] {size}, options);
    }

    /** With keyword arguments. */
    public RandomResizedCrop(int[] size, Consumer<? super Options> options) {
        this.size = Common.pair(size, Common.TWO_DIMENSIONS).clone();
        options.accept(o);
        if (o.scale[0] > o.scale[1] || o.ratio[0] > o.ratio[1]) {
            Warnings.warnOnce(
                    "torchvision.transforms", "Scale and ratio should be of kind (min, max)");
        }
    }

    @Override
    <I> I forward(ImageOps<I> ops, I img) {
        int[] place = getParams(ops.dimensions(img));
        I part = ops.crop(img, place[0], place[1], place[2], place[3]);
        return Common.resize(ops, part, size, o.interpolation, null, o.antialias);
    }

    private int[] getParams(Dimensions d) {
        int height = d.height();
        int width = d.width();
        double area = (double) height * width;
        double[] ratio = o.ratio;
        for (int i = 0; i < 10; i++) {
            double target = area * Draws.uniform(o.scale[0], o.scale[1]);
            double aspect = Draws.logUniform(ratio[0], ratio[1]);
            int w = (int) Math.rint(Math.sqrt(target * aspect));
            int h = (int) Math.rint(Math.sqrt(target / aspect));
            if (0 < w && w <= width && 0 < h && h <= height) {
                int top = Draws.randint(0, height - h + 1);
                return new int[] {top, Draws.randint(0, width - w + 1), h, w};
            }
        }
        // No part of that kind was found: the middle, as near to it as the image allows.
        double own = (double) width / height;
        double least = Math.min(ratio[0], ratio[1]);
        double most = Math.max(ratio[0], ratio[1]);
        int w = own > most ? (int) Math.rint(height * most) : width;
        int h = own < least ? (int) Math.rint(width / least) : height;
        return new int[] {(height - h) / 2, (width - w) / 2, h, w};
    }

    private static String rounded(double[] values) {
        return Reprs.tuple(
                DoubleStream.of(values)
                        .map(v -> Double.parseDouble(PythonFloat.fixed(v, 4)))
                        .toArray());
    }

    @Override
    public String toString() {
        return "RandomResizedCrop(size=%s, scale=%s, ratio=%s, interpolation=%s, antialias=%s)"
                .formatted(
                        Reprs.tuple(size),
                        rounded(o.scale),
                        rounded(o.ratio),
                        o.interpolation,
                        o.antialias == null ? "None" : o.antialias ? "True" : "False");
    }
}
