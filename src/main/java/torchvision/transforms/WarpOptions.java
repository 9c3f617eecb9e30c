package torchvision.transforms;

import org.jspecify.annotations.Nullable;

/** The keyword arguments of {@link Functional}'s {@code rotate}, {@code affine}, {@code perspective} and {@code elasticTransform}. */
public final class WarpOptions {
    InterpolationMode interpolation;
    boolean expand;
    double @Nullable [] center;
    double @Nullable [] fill;

    WarpOptions(InterpolationMode interpolation) {
        this.interpolation = interpolation;
    }

    /** How values between pixels are found. Default: nearest; bilinear of a perspective or an elastic transform */
    public WarpOptions interpolation(InterpolationMode interpolation) {
        this.interpolation = interpolation;
        return this;
    }

    /** Whether the result becomes large enough for the whole rotated image; {@code rotate} alone. Default: false */
    public WarpOptions expand(boolean expand) {
        this.expand = expand;
        return this;
    }

    /** The center of the turn, x and y from the upper left corner. Default: the middle */
    public WarpOptions center(double x, double y) {
        center = new double[] {x, y};
        return this;
    }

    /** What lies outside: one value, or one for each channel. Default: 0 */
    public WarpOptions fill(double... fill) {
        this.fill = fill.clone();
        return this;
    }
}
