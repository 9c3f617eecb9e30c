package torchvision.transforms;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An image with its brightness, contrast, saturation and hue changed at random, in a random order. Mirrors
 * {@code torchvision.transforms.ColorJitter}.
 */
public final class ColorJitter extends ImageTransform {
    /** The keyword arguments; what is not set does not change. */
    public static final class Options {
        double @Nullable [] brightness;
        double @Nullable [] contrast;
        double @Nullable [] saturation;
        double @Nullable [] hue;

        Options() {}

        /** A factor from {@code max(0, 1 - brightness)} to {@code 1 + brightness}. */
        public Options brightness(double brightness) {
            this.brightness = around(brightness, "brightness", 1);
            return this;
        }

        /** A factor from one to the other. */
        public Options brightness(double min, double max) {
            brightness = new double[] {min, max};
            return this;
        }

        /** A factor from {@code max(0, 1 - contrast)} to {@code 1 + contrast}. */
        public Options contrast(double contrast) {
            this.contrast = around(contrast, "contrast", 1);
            return this;
        }

        /** A factor from one to the other. */
        public Options contrast(double min, double max) {
            contrast = new double[] {min, max};
            return this;
        }

        /** A factor from {@code max(0, 1 - saturation)} to {@code 1 + saturation}. */
        public Options saturation(double saturation) {
            this.saturation = around(saturation, "saturation", 1);
            return this;
        }

        /** A factor from one to the other. */
        public Options saturation(double min, double max) {
            saturation = new double[] {min, max};
            return this;
        }

        /** A turn from {@code -hue} to {@code hue}, at most 0.5. */
        public Options hue(double hue) {
            this.hue = around(hue, "hue", 0);
            return this;
        }

        /** A turn from one to the other, within -0.5 and 0.5. */
        public Options hue(double min, double max) {
            hue = new double[] {min, max};
            return this;
        }

        private static double[] around(double value, String name, double center) {
            if (value < 0) {
                throw new IllegalArgumentException(
                        "If " + name + " is a single number, it must be non negative.");
            }
            double low = center - value;
            return new double[] {center == 1 ? Math.max(low, 0) : low, center + value};
        }
    }

    private final double @Nullable [] brightness;
    private final double @Nullable [] contrast;
    private final double @Nullable [] saturation;
    private final double @Nullable [] hue;

    /** Nothing changes. */
    public ColorJitter() {
        this(o -> {});
    }

    /** A single number, as its setter takes it. */
    public ColorJitter(double brightness) {
        this(o -> o.brightness(brightness));
    }

    /** Two single numbers, as their setters take them. */
    public ColorJitter(double brightness, double contrast) {
        this(o -> o.brightness(brightness).contrast(contrast));
    }

    /** Three single numbers, as their setters take them. */
    public ColorJitter(double brightness, double contrast, double saturation) {
        this(o -> o.brightness(brightness).contrast(contrast).saturation(saturation));
    }

    /** The four single numbers, as their setters take them. */
    public ColorJitter(double brightness, double contrast, double saturation, double hue) {
        this(o -> o.brightness(brightness).contrast(contrast).saturation(saturation).hue(hue));
    }

    /** With keyword arguments. */
    public ColorJitter(Consumer<? super Options> options) {
        var o = new Options();
        options.accept(o);
        double most = Double.POSITIVE_INFINITY;
        brightness = checked(o.brightness, "brightness", 1, 0, most, "(0, inf)");
        contrast = checked(o.contrast, "contrast", 1, 0, most, "(0, inf)");
        saturation = checked(o.saturation, "saturation", 1, 0, most, "(0, inf)");
        hue = checked(o.hue, "hue", 0, -0.5, 0.5, "(-0.5, 0.5)");
    }

    private static double @Nullable [] checked(
            double @Nullable [] value,
            String name,
            double center,
            double least,
            double most,
            String bounds) {
        if (value == null) return null;
        if (!(least <= value[0] && value[0] <= value[1] && value[1] <= most)) {
            throw new IllegalArgumentException(
                    "%s values should be between %s, but got %s."
                            .formatted(name, bounds, Reprs.list(value)));
        }
        return value[0] == center && value[1] == center ? null : value;
    }

    private static @Nullable Double factor(double @Nullable [] range) {
        return range == null ? null : Draws.uniform(range[0], range[1]);
    }

    @Override
    <I> I forward(ImageOps<I> ops, I img) {
        long[] order = Draws.randperm(4);
        Double b = factor(brightness);
        Double c = factor(contrast);
        Double s = factor(saturation);
        Double h = factor(hue);
        I result = img;
        for (long step : order) {
            if (step == 0 && b != null) result = ops.adjustBrightness(result, b);
            if (step == 1 && c != null) result = ops.adjustContrast(result, c);
            if (step == 2 && s != null) result = ops.adjustSaturation(result, s);
            if (step == 3 && h != null) result = ops.adjustHue(result, h);
        }
        return result;
    }

    @Override
    public String toString() {
        return "ColorJitter(brightness=%s, contrast=%s, saturation=%s, hue=%s)"
                .formatted(
                        Reprs.tuple(brightness),
                        Reprs.tuple(contrast),
                        Reprs.tuple(saturation),
                        Reprs.tuple(hue));
    }
}
