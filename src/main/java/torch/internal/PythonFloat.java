package torch.internal;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Numbers written as Python writes them.
 *
 * <p>Python rounds the exact binary value half to even. {@link java.util.Formatter} rounds the shortest decimal that
 * identifies the value half up instead, so {@code 0.125} with two digits is {@code 0.12} in Python and {@code 0.13}
 * there: hence {@link BigDecimal}.
 */
public final class PythonFloat {

    private PythonFloat() {}

    /** As {@code f"{value:.{precision}f}"}. */
    public static String fixed(double value, int precision) {
        if (!Double.isFinite(value)) {
            return nonFinite(value);
        }
        // the sign is written by hand: BigDecimal has no negative zero
        return sign(value)
                + new BigDecimal(Math.abs(value))
                        .setScale(precision, RoundingMode.HALF_EVEN)
                        .toPlainString();
    }

    /** As {@code f"{value:.{precision}e}"}. */
    public static String scientific(double value, int precision) {
        if (!Double.isFinite(value)) {
            return nonFinite(value);
        }
        String digits;
        int exponent;
        if (value == 0) {
            digits = "0".repeat(precision + 1);
            exponent = 0;
        } else {
            var rounded =
                    new BigDecimal(Math.abs(value))
                            .round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
            exponent = rounded.precision() - rounded.scale() - 1;
            digits = rounded.unscaledValue().toString();
            digits += "0".repeat(Math.max(0, precision + 1 - digits.length()));
        }
        return sign(value) + mantissa(digits) + exponent(exponent);
    }

    /** As {@code repr(value)}, which is also {@code str(value)}: {@code 1.0}, {@code 1e-05}, {@code 0.1}. */
    public static String repr(double value) {
        String text = shortest(value);
        boolean integral = text.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
        return integral ? text + ".0" : text;
    }

    /** As {@code repr(value)}, but {@code 1} for {@code 1.0}, as within the printed form of a complex number. */
    public static String shortest(double value) {
        if (!Double.isFinite(value)) {
            return nonFinite(value);
        }
        if (value == 0) {
            return sign(value) + "0";
        }
        BigDecimal decimal = shortestDecimal(Math.abs(value)).stripTrailingZeros();
        int exponent = decimal.precision() - decimal.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            return sign(value) + decimal.toPlainString();
        }
        return sign(value) + mantissa(decimal.unscaledValue().toString()) + exponent(exponent);
    }

    private static BigDecimal shortestDecimal(double value) {
        var decimal = new BigDecimal(Double.toString(value));
        // Java always shows two digits and may so choose 4.9E-324 where one, 5E-324, identifies the
        // value
        var one = decimal.round(new MathContext(1, RoundingMode.HALF_EVEN));
        return one.doubleValue() == value ? one : decimal;
    }

    private static String sign(double value) {
        return Double.doubleToRawLongBits(value) < 0 ? "-" : "";
    }

    private static String nonFinite(double value) {
        return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }

    private static String mantissa(String digits) {
        return digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    }

    private static String exponent(int exponent) {
        int magnitude = Math.abs(exponent);
        return (exponent < 0 ? "e-" : "e+") + (magnitude < 10 ? "0" : "") + magnitude;
    }
}
