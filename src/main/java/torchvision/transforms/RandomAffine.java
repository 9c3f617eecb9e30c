package torchvision.transforms;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torchvision.transforms.ImageOps.Dimensions;

/**
 * An image turned, moved, scaled and sheared at random around its middle. Mirrors
 * {@code torchvision.transforms.RandomAffine}.
 */
public final class RandomAffine extends WarpTransform {
    /** The keyword arguments. */
    public static final class Options extends WarpTransform.Options<Options> {
        double @Nullable [] translate;
        double @Nullable [] scale;
        double @Nullable [] shear;
        double @Nullable [] center;

        Options() {
            super(InterpolationMode.NEAREST);
        }

        /** The most that it moves, as parts of width and height, from 0 to 1. Default: not at all */
        public Options translate(double x, double y) {
            for (double t : new double[] {x, y}) {
                if (!(0 <= t && t <= 1)) {
                    throw new IllegalArgumentException(
                            "translation values should be between 0 and 1");
                }
            }
            translate = new double[] {x, y};
            return this;
        }

        /** The factors between which it is scaled. Default: not at all */
        public Options scale(double min, double max) {
            if (min <= 0 || max <= 0) {
                throw new IllegalArgumentException("scale values should be positive");
            }
            scale = new double[] {min, max};
            return this;
        }

        /**
         * The angles between which it is sheared, in degrees: one, for from its negative to it along x; two along x; or
         * four, two for each of x and y. Default: not at all
         */
        public Options shear(double... shear) {
            this.shear = angles(shear, "shear", "2 or 4", 2, 4);
            return this;
        }

        /** The center of the turn, x and y from the upper left corner. Default: the middle */
        public Options center(double x, double y) {
            center = new double[] {x, y};
            return this;
        }
    }

    private final double[] degrees;
    private final double @Nullable [] translate;
    private final double @Nullable [] scale;
    private final double @Nullable [] shear;
    private final double @Nullable [] center;

    /** @param degrees from its negative to it, or from the first to the second */
    public RandomAffine(double... degrees) {
        this(degrees, o -> {});
    }

    /** From its negative to it, with keyword arguments. */
    public RandomAffine(double degrees, Consumer<? super Options> options) {
        this(new double[] {degrees}, options);
    }

    /** With keyword arguments. */
    public RandomAffine(double[] degrees, Consumer<? super Options> options) {
        this(angles(degrees, "degrees", "2", 2), set(options));
    }

    private RandomAffine(double[] degrees, Options o) {
        super(o);
        this.degrees = degrees;
        translate = o.translate;
        scale = o.scale;
        shear = o.shear;
        center = o.center;
    }

    private static Options set(Consumer<? super Options> options) {
        var o = new Options();
        options.accept(o);
        return o;
    }

    @Override
    <I> I forward(ImageOps<I> ops, I img) {
        Dimensions d = ops.dimensions(img);
        double[] fill = fill(img, d.channels());
        double angle = Draws.uniform(degrees[0], degrees[1]);
        var moved = new double[2];
        if (translate != null) {
            double x = translate[0] * d.width();
            double y = translate[1] * d.height();
            moved[0] = Math.rint(Draws.uniform(-x, x));
            moved[1] = Math.rint(Draws.uniform(-y, y));
        }
        double factor = scale == null ? 1 : Draws.uniform(scale[0], scale[1]);
        var sheared = new double[2];
        if (shear != null) {
            sheared[0] = Draws.uniform(shear[0], shear[1]);
            if (shear.length == 4) sheared[1] = Draws.uniform(shear[2], shear[3]);
        }
        return Common.affine(ops, img, angle, moved, factor, sheared, interpolation, fill, center);
    }

    @Override
    public String toString() {
        String text = "RandomAffine(degrees=" + Reprs.list(degrees);
        if (translate != null) text += ", translate=" + Reprs.tuple(translate);
        if (scale != null) text += ", scale=" + Reprs.tuple(scale);
        if (shear != null) text += ", shear=" + Reprs.list(shear);
        if (interpolation != InterpolationMode.NEAREST) text += ", interpolation=" + interpolation;
        if (fill.length != 1 || fill[0].doubleValue() != 0) {
            text += ", fill=" + Reprs.numbers(fill);
        }
        if (center != null) text += ", center=" + center(center);
        return text + ")";
    }
}
