package torch.nn;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values as Python prints them, for the printed form of modules and for messages. */
final class Repr {
    private Repr() {}

    static String of(boolean value) {
        return value ? "True" : "False";
    }

    static String of(@Nullable Double value) {
        return value == null ? "None" : of(value.doubleValue());
    }

    /** The shortest digits that read back as the same double; scientific below 1e-4 and from 1e16 on. */
    static String of(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        var decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = decimal.precision() - decimal.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            String plain = decimal.toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        String digits = decimal.unscaledValue().abs().toString();
        String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
        return "%s%c%se%c%02d"
                .formatted(
                        value < 0 ? "-" : "",
                        digits.charAt(0),
                        fraction,
                        exponent < 0 ? '-' : '+',
                        Math.abs(exponent));
    }

    /** {@code (2, 3)}, and {@code (2,)} for one element. */
    static String tuple(long... values) {
        String inner =
                Arrays.stream(values).mapToObj(Long::toString).collect(Collectors.joining(", "));
        return values.length == 1 ? "(" + inner + ",)" : "(" + inner + ")";
    }
}
