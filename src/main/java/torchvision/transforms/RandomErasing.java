package torchvision.transforms;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Tensor;
import torch.Torch;
import torch.internal.PythonFloat;
import torch.internal.Warnings;

/**
 * A tensor with a random rectangle set to a value, with a probability. Mirrors
 * {@code torchvision.transforms.RandomErasing}.
 */
public final class RandomErasing extends TensorTransform {
    /** The keyword arguments. */
    public static final class Options {
        double p = 0.5;
        double[] scale = {0.02, 0.33};
        double[] ratio = {0.3, 3.3};
        Number @Nullable [] value = {0};
        boolean inplace;

        Options() {}

        /** The probability. Default: 0.5 */
        public Options p(double p) {
            this.p = p;
            return this;
        }

        /** The rectangle's area, as a part of the image's: from, to. Default: 0.02, 0.33 */
        public Options scale(double min, double max) {
            scale = new double[] {min, max};
            return this;
        }

        /** The rectangle's height over its width: from, to. Default: 0.3, 3.3 */
        public Options ratio(double min, double max) {
            ratio = new double[] {min, max};
            return this;
        }

        /** What the rectangle is set to: one value, or one for each channel. Default: 0 */
        public Options value(Number... value) {
            this.value = value.clone();
            return this;
        }

        /**
         * Random values, of a normal distribution.
         *
         * @param value {@code random}
         */
        public Options value(String value) {
            if (!value.equals("random")) {
                throw new IllegalArgumentException("If value is str, it should be 'random'");
            }
            this.value = null;
            return this;
        }

        /** Whether the tensor itself is changed. Default: false */
        public Options inplace(boolean inplace) {
            this.inplace = inplace;
            return this;
        }
    }

    private final Options o = new Options();

    public RandomErasing() {
        this(o -> {});
    }

    /** @param p the probability */
    public RandomErasing(double p) {
        this(o -> o.p(p));
    }

    /** A probability, with keyword arguments. */
    public RandomErasing(double p, Consumer<? super Options> options) {
        this(
                o -> {
                    o.p(p);
                    options.accept(o);
                });
    }

    /** With keyword arguments. */
    public RandomErasing(Consumer<? super Options> options) {
        options.accept(o);
        if (o.scale[0] > o.scale[1] || o.ratio[0] > o.ratio[1]) {
            Warnings.warnOnce(
                    "torchvision.transforms", "Scale and ratio should be of kind (min, max)");
        }
        if (o.scale[0] < 0 || o.scale[1] > 1) {
            throw new IllegalArgumentException("Scale should be between 0 and 1");
        }
        if (o.p < 0 || o.p > 1) {
            throw new IllegalArgumentException(
                    "Random erasing probability should be between 0 and 1");
        }
    }

    @Override
    Tensor forward(Tensor img) {
        if (!Draws.below(o.p)) return img;
        long channels = img.size(-3);
        if (o.value != null && o.value.length != 1 && o.value.length != channels) {
            throw new IllegalArgumentException(
                    "If value is a sequence, it should have either a single value or "
                            + channels
                            + " (number of input channels)");
        }
        int height = Math.toIntExact(img.size(-2));
        int width = Math.toIntExact(img.size(-1));
        double area = (double) height * width;
        for (int i = 0; i < 10; i++) {
            double erased = area * Draws.uniform(o.scale[0], o.scale[1]);
            double aspect = Draws.logUniform(o.ratio[0], o.ratio[1]);
            int h = (int) Math.rint(Math.sqrt(erased * aspect));
            int w = (int) Math.rint(Math.sqrt(erased / aspect));
            if (!(h < height && w < width)) continue;
            Tensor value =
                    o.value == null
                            ? Torch.empty(new long[] {channels, h, w}, Torch.dtype(DType.FLOAT32))
                                    .normal_(0, 1, Draws.generator())
                            : Torch.tensor(
                                            (Object) Reprs.doubles(o.value),
                                            Torch.dtype(Torch.getDefaultDtype()))
                                    .view(-1, 1, 1);
            int top = Draws.randint(0, height - h + 1);
            int left = Draws.randint(0, width - w + 1);
            return Functional.erase(img, top, left, h, w, value, o.inplace);
        }
        // No rectangle of that kind was found.
        return Functional.erase(img, 0, 0, height, width, img, o.inplace);
    }

    @Override
    public String toString() {
        return "RandomErasing(p=%s, scale=%s, ratio=%s, value=%s, inplace=%s)"
                .formatted(
                        PythonFloat.repr(o.p),
                        Reprs.tuple(o.scale),
                        Reprs.tuple(o.ratio),
                        o.value == null ? "random" : Reprs.numbers(o.value),
                        o.inplace ? "True" : "False");
    }
}
