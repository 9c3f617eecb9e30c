package torch.jit;

import java.lang.reflect.Array;
import java.util.AbstractList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import torch.Complex;
import torch.DType;
import torch.Device;
import torch.Tensor;
import torch.internal.PythonText;
import torch.internal.PythonTuple;

/** How Python would call and print a value that was given to a script. */
final class PythonValues {
    private PythonValues() {}

    /** {@code type(value).__name__}. */
    static String typeName(@Nullable Object value) {
        return switch (value) {
            case null -> "NoneType";
            case Tensor tensor -> "Tensor";
            case Boolean flag -> "bool";
            case Double number -> "float";
            case Float number -> "float";
            case Complex number -> "complex";
            case Number number -> "int";
            case String text -> "str";
            case DType dtype -> "dtype";
            case Device device -> "torch.device";
            case NamedTuple tuple -> tuple.name();
            case PythonTuple tuple -> "tuple";
            case Collection<?> list -> "list";
            case Map<?, ?> map -> "dict";
            default -> value.getClass().isArray() ? "list" : value.getClass().getSimpleName();
        };
    }

    /** {@code repr(value)}. */
    static String repr(@Nullable Object value) {
        return switch (value) {
            case NamedTuple tuple -> tuple.toString();
            case PythonTuple tuple -> joined(tuple, "(", tuple.size() == 1 ? ",)" : ")");
            case Collection<?> list -> joined(list, "[", "]");
            case Map<?, ?> map ->
                    map.entrySet().stream()
                            .map(e -> repr(e.getKey()) + ": " + repr(e.getValue()))
                            .collect(Collectors.joining(", ", "{", "}"));
            case null, default ->
                    value != null && value.getClass().isArray()
                            ? joined(elements(value), "[", "]")
                            : PythonText.of(value);
        };
    }

    /** The elements of an array of any type. */
    static List<@Nullable Object> elements(Object array) {
        return new AbstractList<>() {
            @Override
            public @Nullable Object get(int index) {
                return Array.get(array, index);
            }

            @Override
            public int size() {
                return Array.getLength(array);
            }
        };
    }

    private static String joined(Collection<?> list, String before, String after) {
        return list.stream()
                .map(PythonValues::repr)
                .collect(Collectors.joining(", ", before, after));
    }
}
