package torch;

import torch.internal.PythonFloat;

/**
 * A complex number, for scalar arguments and results: {@code Complex.of(1, -2)} is Python's {@code 1 - 2j}.
 *
 * <p>Two are equal when both parts are, in the sense of {@link Double#equals}: {@code NaN} equals {@code NaN}, and
 * {@code 0.0} does not equal {@code -0.0}.
 */
public final class Complex extends Number {

    private static final long serialVersionUID = 1;

    private final double real;
    private final double imag;

    private Complex(double real, double imag) {
        this.real = real;
        this.imag = imag;
    }

    /** The number {@code real + imag j}. */
    public static Complex of(double real, double imag) {
        return new Complex(real, imag);
    }

    /** The real part. */
    public double real() {
        return real;
    }

    /** The imaginary part. */
    public double imag() {
        return imag;
    }

    /** The absolute value, {@code sqrt(real² + imag²)} without overflow on the way. */
    public double abs() {
        return Math.hypot(real, imag);
    }

    /**
     * The real part of a number that is real.
     *
     * @throws ArithmeticException if the imaginary part is not zero: nothing is dropped silently
     */
    @Override
    public double doubleValue() {
        if (imag != 0) {
            throw new ArithmeticException("can't convert complex " + this + " to a real number");
        }
        return real;
    }

    /** {@inheritDoc} As {@link #doubleValue()}, rounded. */
    @Override
    public float floatValue() {
        return (float) doubleValue();
    }

    /** {@inheritDoc} As {@link #doubleValue()}, truncated. */
    @Override
    public long longValue() {
        return (long) doubleValue();
    }

    /** {@inheritDoc} As {@link #doubleValue()}, truncated. */
    @Override
    public int intValue() {
        return (int) doubleValue();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Complex that
                && Double.compare(real, that.real) == 0
                && Double.compare(imag, that.imag) == 0;
    }

    @Override
    public int hashCode() {
        return 31 * Double.hashCode(real) + Double.hashCode(imag);
    }

    /** What Python prints: {@code (1+2j)}, and {@code 2j} when the real part is zero. */
    @Override
    public String toString() {
        String imaginary = PythonFloat.shortest(imag) + "j";
        if (Double.doubleToRawLongBits(real) == 0) {
            return imaginary;
        }
        return "("
                + PythonFloat.shortest(real)
                + (imaginary.startsWith("-") ? "" : "+")
                + imaginary
                + ")";
    }
}
