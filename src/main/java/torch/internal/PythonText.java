package torch.internal;

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
            case Double number -> PythonFloat.repr(number);
            case Float number -> PythonFloat.repr(number.doubleValue());
            case String text -> "'" + text + "'";
            case List<?> list ->
                    list.stream()
                            .map(PythonText::of)
                            .collect(Collectors.joining(", ", "(", list.size() == 1 ? ",)" : ")"));
            default -> value.toString();
        };
    }
}
