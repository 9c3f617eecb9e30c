package torchvision.transforms;

import org.jspecify.annotations.Nullable;
import torch.Tensor;

/** A random transform that moves pixels and fills what comes from outside. */
public abstract class WarpTransform extends ImageTransform {
    /** What the keyword arguments of all of them have. */
    public abstract static class Options<S extends Options<S>> {
        InterpolationMode interpolation;
        Number[] fill = {0};

        Options(InterpolationMode interpolation) {
            this.interpolation = interpolation;
        }

        @SuppressWarnings("unchecked")
        final S self() {
            return (S) this;
        }

        /** How values between pixels are found. Default: nearest; bilinear of a perspective */
        public S interpolation(InterpolationMode interpolation) {
            this.interpolation = interpolation;
            return self();
        }

        /** What lies outside: one value, or one for each channel. Default: 0 */
        public S fill(Number... fill) {
            this.fill = fill.clone();
            return self();
        }
    }

    final InterpolationMode interpolation;
    final Number[] fill;

    WarpTransform(Options<?> o) {
        interpolation = o.interpolation;
        fill = o.fill;
    }

    /** The values that fill an image: of a tensor one for each channel. */
    final double[] fill(Object img, int channels) {
        double[] values = Reprs.doubles(fill);
        if (!(img instanceof Tensor) || values.length != 1 || channels == 1) return values;
        var all = new double[channels];
        java.util.Arrays.fill(all, values[0]);
        return all;
    }

    /** A range of angles: of one number from its negative to it. */
    static double[] angles(double[] x, String name, String lengths, int... allowed) {
        if (x.length == 1) {
            if (x[0] < 0) {
                throw new IllegalArgumentException(
                        "If " + name + " is a single number, it must be positive.");
            }
            return new double[] {-x[0], x[0]};
        }
        for (int length : allowed) {
            if (x.length == length) return x.clone();
        }
        throw new IllegalArgumentException(
                name + " should be a sequence of length " + lengths + ".");
    }

    /** Two coordinates as Python prints what it was given: whole numbers without a point. */
    static String center(double @Nullable [] center) {
        return center == null ? "None" : "(" + whole(center[0]) + ", " + whole(center[1]) + ")";
    }

    private static String whole(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : torch.internal.PythonFloat.repr(value);
    }
}
