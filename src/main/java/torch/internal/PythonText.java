package torch.internal;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values as Python prints them, for printed forms that are PyTorch's. */
public final class PythonText {
    private PythonText() {}

    /** Returns {@code repr(value)} for null, flags, numbers, strings and (as tuples) lists of them. */
    public static String of(@Nullable Object value) {
        return switch (value) {
            case null -> "None";
            case Boolean flag -> flag ? "True" : "False";
            case Double number -> of(number.doubleValue());
            case Float number -> of(number.doubleValue());
            case String text -> "'" + text + "'";
            case List<?> list ->
                    list.stream()
                            .map(PythonText::of)
                            .collect(Collectors.joining(", ", "(", list.size() == 1 ? ",)" : ")"));
            default -> value.toString();
        };
    }

    /** Returns {@code repr(number)}: the shortest digits that read back, with an exponent below 1e-4 and from 1e16. */
    public static String of(double number) {
        if (!Double.isFinite(number)) {
            return Double.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
        }
        if (number == 0) {
            return 1 / number < 0 ? "-0.0" : "0.0";
        }
        BigDecimal decimal = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        int exponent = decimal.precision() - decimal.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            String plain = decimal.toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        String digits = decimal.unscaledValue().abs().toString();
        return "%s%s%se%s%02d"
                .formatted(
                        number < 0 ? "-" : "",
                        digits.charAt(0),
                        digits.length() > 1 ? "." + digits.substring(1) : "",
                        exponent < 0 ? "-" : "+",
                        Math.abs(exponent));
    }
}
