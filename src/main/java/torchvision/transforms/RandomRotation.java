package torchvision.transforms;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An image turned by a random angle. Mirrors {@code torchvision.transforms.RandomRotation}. */
public final class RandomRotation extends WarpTransform {
    /** The keyword arguments. */
    public static final class Options extends WarpTransform.Options<Options> {
        boolean expand;
        double @Nullable [] center;

        Options() {
            super(InterpolationMode.NEAREST);
        }

        /** Whether the result becomes large enough for the whole rotated image. Default: false */
        public Options expand(boolean expand) {
            this.expand = expand;
            return this;
        }

        /** The center of the turn, x and y from the upper left corner. Default: the middle */
        public Options center(double x, double y) {
            center = new double[] {x, y};
            return this;
        }
    }

    private final double[] degrees;
    private final boolean expand;
    private final double @Nullable [] center;

    /** @param degrees from its negative to it, or from the first to the second */
    public RandomRotation(double... degrees) {
        this(degrees, o -> {});
    }

    /** From its negative to it, with keyword arguments. */
    public RandomRotation(double degrees, Consumer<? super Options> options) {
        this(new double[] {degrees}, options);
    }

    /** With keyword arguments. */
    public RandomRotation(double[] degrees, Consumer<? super Options> options) {
        this(degrees, set(options));
    }

    private RandomRotation(double[] degrees, Options o) {
        super(o);
        this.degrees = angles(degrees, "degrees", "2", 2);
        expand = o.expand;
        center = o.center;
    }

    private static Options set(Consumer<? super Options> options) {
        var o = new Options();
        options.accept(o);
        return o;
    }

    @Override
    <I> I forward(ImageOps<I> ops, I img) {
        double[] fill = fill(img, ops.dimensions(img).channels());
        double angle = Draws.uniform(degrees[0], degrees[1]);
        return ops.rotate(img, angle, interpolation, expand, center, fill);
    }

    @Override
    public String toString() {
        return "RandomRotation(degrees=%s, interpolation=%s, expand=%s%s, fill=%s)"
                .formatted(
                        Reprs.list(degrees),
                        interpolation,
                        expand ? "True" : "False",
                        center == null ? "" : ", center=" + center(center),
                        Reprs.numbers(fill));
    }
}
