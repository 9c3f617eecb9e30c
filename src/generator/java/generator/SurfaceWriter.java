package generator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes the mechanical part of the public surface over {@code Aten}: the methods of Tensor and the functions of Torch,
 * Linalg, FFT and Special, in Java case, with an overload for every prefix of the arguments that have defaults.
 *
 * <p>What is public is what PyTorch's own lists name. What people write differently in Java is written by hand and left
 * out here.
 */
final class SurfaceWriter {
    /** Written by hand in Tensor. */
    private static final Set<String> HAND_TENSOR =
            Set.of(
                    "size",
                    "stride",
                    "dim",
                    "numel",
                    "item",
                    "to",
                    "backward",
                    "shape",
                    "dtype",
                    "device",
                    "grad",
                    "data",
                    "detach",
                    "nonzero_numpy",
                    "norm",
                    "unique_consecutive",
                    "is_contiguous",
                    "storage_offset",
                    "nelement",
                    "ndimension",
                    "element_size");

    /** Written by hand in Torch. */
    private static final Set<String> HAND_TORCH =
            Set.of("tensor", "is_grad_enabled", "cdist", "norm", "unique_consecutive");

    /** Overloads that Python does not offer, or offers under the arguments of another one. */
    private static final Set<String> HIDDEN = Set.of("stft");

    /** Where several numbers behind each other would be read as something else. */
    private static final Set<String> NO_VARARGS = Set.of("randint");

    /** What takes a shape under another name. */
    private static final Set<String> SHAPES = Set.of("size", "shape", "sizes", "repeats");

    private final List<Schema> operators;
    private final Records records;
    private final Path catalogue;
    private final Map<String, String> spelling;
    private final Output out;
    private int methods;

    SurfaceWriter(List<Schema> operators, Records records, Path catalogue, Output out)
            throws IOException {
        this.operators = operators;
        this.records = records;
        this.catalogue = catalogue;
        this.spelling = Generate.table(catalogue.resolve("spelling.txt"));
        this.out = out;
    }

    /** A public class to write: its names, the prefix they have in the catalogue, and whether they are methods. */
    private record Surface(
            String type, String names, String prefix, String mirrors, boolean method) {
        /** {@code Tensor}, {@code torch}, {@code linalg}, ...: as the tables of names have it. */
        String namespace() {
            String path = mirrors.substring(0, mirrors.length() - 1);
            return path.substring(path.lastIndexOf('.') + 1);
        }
    }

    int write() throws IOException {
        write(
                new Surface("TensorMethods", "tensor.txt", "", "torch.Tensor.", true),
                HAND_TENSOR,
                """
                /** The generated methods of {@link Tensor}; {@link Tensor} is the class to use. */
                @NullMarked
                @SuppressWarnings("all")
                public abstract class TensorMethods {
                    TensorMethods() {}

                """);
        write(
                new Surface("TorchFunctions", "torch.txt", "", "torch.", false),
                HAND_TORCH,
                """
                /** The generated functions of {@link Torch}; {@link Torch} is the class to use. */
                @NullMarked
                @SuppressWarnings("all")
                public abstract class TorchFunctions {
                    TorchFunctions() {}

                """);
        for (String[] namespace :
                new String[][] {
                    {"Linalg", "linalg", "Linear algebra", " extends LinalgForms"},
                    {"FFT", "fft", "Discrete Fourier transforms", ""},
                    {"Special", "special", "Special functions", ""}
                }) {
            write(
                    new Surface(
                            namespace[0],
                            namespace[1] + ".txt",
                            namespace[1] + "_",
                            "torch." + namespace[1] + ".",
                            false),
                    Set.of(),
                    """
                    /** %s: mirrors {@code torch.%s}. */
                    @NullMarked
                    @SuppressWarnings("all")
                    public final class %s%s {
                        private %s() {}

                    """
                            .formatted(
                                    namespace[2],
                                    namespace[1],
                                    namespace[0],
                                    namespace[3],
                                    namespace[0]));
        }
        return methods;
    }

    private void write(Surface surface, Set<String> byHand, String head) throws IOException {
        Set<String> names = new HashSet<>(Files.readAllLines(catalogue.resolve(surface.names())));
        StringBuilder code =
                new StringBuilder(
"""
                // Generated from the operator catalogue.
                package torch;

                import java.util.List;
import java.util.Map;
                import org.jspecify.annotations.NullMarked;
                import org.jspecify.annotations.Nullable;

                """)
                        .append(head);
        Taken taken = new Taken();
        // A form by position goes before one by keywords: pinv(A, 0.1) is rcond, not atol.
        for (boolean keywords : new boolean[] {false, true}) {
            for (Schema op : operators) {
                if (!isOffered(surface, op, names, byHand)) continue;
                String name = op.name().substring(surface.prefix().length());
                overloads(surface, op, name, keywords, taken, code);
            }
        }
        out.write("torch/" + surface.type() + ".java", code.append("}\n"));
    }

    private static boolean isOffered(
            Surface surface, Schema op, Set<String> names, Set<String> byHand) {
        if (!op.name().startsWith(surface.prefix()) || op.isOut()) return false;
        String name = op.name().substring(surface.prefix().length());
        return names.contains(name)
                && !byHand.contains(name)
                && !HIDDEN.contains(op.qualifiedName())
                && (!surface.method()
                        || op.arguments().stream().anyMatch(SurfaceWriter::isReceiver));
    }

    /** The signatures that are written, as the compiler tells them apart and as a call does. */
    private static final class Taken {
        private final Set<String> signatures = new HashSet<>();
        private final Map<String, Schema> meanings = new HashMap<>();

        /** Whether a signature is new, and no other operator is called by the same values. */
        boolean add(String name, List<String> types, Schema op) {
            String signature =
                    name
                            + types.stream()
                                    .map(
                                            t ->
                                                    t.replaceAll("@Nullable |<[^>]*>|\\s", "")
                                                            .replace("...", "[]"))
                                    .collect(Collectors.joining(",", "(", ")"));
            String call =
                    signature
                            .replace("Long", "long")
                            .replace("Double", "double")
                            .replace("Boolean", "boolean");
            if (meanings.getOrDefault(call, op) != op || !signatures.add(signature)) return false;
            meanings.put(call, op);
            return true;
        }
    }

    private static boolean isReceiver(Schema.Argument a) {
        return a.kind() == Kind.TENSOR && a.name().equals("self");
    }

    /** A parameter of a public method: its type and name, and the arguments of the operator it stands for. */
    private record Parameter(String type, String name, boolean required) {}

    private void overloads(
            Surface surface,
            Schema op,
            String name,
            boolean keywords,
            Taken taken,
            StringBuilder code) {
        boolean options = hasOptions(op);
        List<Schema.Argument> free =
                op.arguments().stream()
                        .filter(a -> !(surface.method() && isReceiver(a)))
                        .filter(a -> !(options && isOption(a) && !a.name().equals("dtype")))
                        .toList();
        int required = 0;
        for (int i = 0; i < free.size(); i++) {
            if (free.get(i).defaultValue() == null && !(options && isOption(free.get(i)))) {
                required = i + 1;
            }
        }
        List<List<Schema.Argument>> forms = new ArrayList<>();
        for (int given = required; given <= free.size(); given++) forms.add(free.subList(0, given));
        // a memory format comes behind the options, and can be said without them
        if (options && free.getLast().kind() == Kind.MEMORY_FORMAT_OPT)
            forms.add(free.stream().filter(a -> !isOption(a)).toList());
        for (List<Schema.Argument> shown : forms) {
            if (shown.stream().anyMatch(a -> a.keyword() && !(options && isOption(a))) != keywords)
                continue;
            for (Style style : Style.values()) {
                if (style.appliesTo(shown))
                    overload(surface, op, name, options, shown, style, taken, code);
            }
        }
    }

    /** The forms in which one list of arguments is offered. */
    private enum Style {
        /** Primitive values for optional numbers, varargs for a last list. */
        PLAIN,
        /** A single number for a list of one. */
        SINGLE,
        /** Size for a shape. */
        SIZE,
        /** Boxed values, which can be null, for optional numbers; lists for varargs of tensors. */
        BOXED;

        boolean appliesTo(List<Schema.Argument> shown) {
            return switch (this) {
                case PLAIN -> true;
                case SINGLE ->
                        shown.stream().anyMatch(SurfaceWriter::isSingle)
                                || isLineWithOptions(shown);
                case SIZE -> shown.stream().anyMatch(SurfaceWriter::isShape);
                case BOXED -> shown.stream().anyMatch(a -> isBoxed(a) || a.kind() == Kind.TENSORS);
            };
        }
    }

    private static boolean isSingle(Schema.Argument a) {
        return isInts(a) && a.length() > 0;
    }

    private static boolean isShape(Schema.Argument a) {
        return isInts(a) && SHAPES.contains(a.name());
    }

    /** As in {@code torch.ones(3, dtype=…)}. */
    private static boolean isLineWithOptions(List<Schema.Argument> shown) {
        return shown.size() > 1 && isShape(shown.getFirst()) && isOption(shown.get(1));
    }

    private static boolean isInts(Schema.Argument a) {
        return switch (a.kind()) {
            case INTS, INTS_OPT, SYM_INTS, SYM_INTS_OPT -> true;
            default -> false;
        };
    }

    private static boolean isBoxed(Schema.Argument a) {
        return switch (a.kind()) {
            case INT_OPT, SYM_INT_OPT, FLOAT_OPT, BOOL_OPT -> true;
            default -> false;
        };
    }

    private static boolean isOption(Schema.Argument a) {
        return a.keyword()
                && switch (a.kind()) {
                    case DTYPE_OPT -> a.name().equals("dtype");
                    case LAYOUT_OPT, DEVICE_OPT -> true;
                    case BOOL_OPT -> a.name().equals("pin_memory");
                    default -> false;
                };
    }

    /** As PyTorch's list of constructors: what follows a tensor, and {@code normal}, has its own device. */
    private static boolean followsDefaultDevice(Schema op) {
        return op.arguments().stream().noneMatch(SurfaceWriter::isReceiver)
                && !op.name().equals("normal")
                && !op.name().equals("from_file");
    }

    private static boolean takesTypeOfValues(Schema op) {
        return op.name().startsWith("sparse_")
                && op.arguments().stream().anyMatch(a -> a.name().equals("values"));
    }

    private static boolean hasOptions(Schema op) {
        return op.arguments().stream().filter(SurfaceWriter::isOption).count() == 4;
    }

    private void overload(
            Surface surface,
            Schema op,
            String name,
            boolean options,
            List<Schema.Argument> shown,
            Style style,
            Taken taken,
            StringBuilder code) {
        List<String> types = new ArrayList<>();
        for (int i = 0; i < shown.size(); i++) {
            Schema.Argument a = shown.get(i);
            types.add(
                    options && isOption(a)
                            ? "TensorOptions"
                            : style == Style.SINGLE && i == 0 && isLineWithOptions(shown)
                                    ? "long"
                                    : type(a, style, i == shown.size() - 1 && isOpenEnded(op, a)));
        }
        String javaName =
                spelling.getOrDefault(surface.namespace() + "." + name, Names.camel(name));
        if (!taken.add(javaName, types, op)) return;

        List<String> parameters = new ArrayList<>();
        for (int i = 0; i < shown.size(); i++) {
            String parameter =
                    options && isOption(shown.get(i)) ? "options" : parameterName(shown.get(i));
            parameters.add(types.get(i) + " " + parameter);
        }
        List<String> values = new ArrayList<>();
        boolean withOptions = shown.stream().anyMatch(a -> options && isOption(a));
        for (Schema.Argument a : op.arguments())
            values.add(value(surface, op, a, shown, types, options, withOptions));
        String result = AtenWriter.javaResult(op, records);
        String call = "Aten.%s(%s)".formatted(op.symbol(), String.join(", ", values));
        if (withOptions) call = "options.finish(" + call + ")";
        code.append(
                "    /** Mirrors {@code %s%s}: {@code %s}. */\n"
                        .formatted(surface.mirrors(), name, op.text().substring(6)));
        code.append(
                "    public %s%s %s(%s) {\n"
                        .formatted(
                                surface.method() ? "" : "static ",
                                result,
                                javaName,
                                String.join(", ", parameters)));
        for (int i = 0; i < shown.size(); i++) {
            String parameter = parameters.get(i).substring(types.get(i).length() + 1);
            boolean asked = types.get(i).equals("Tensor") && call.contains(parameter + ".dtype()");
            if (!asked && !LOOKED_INTO.contains(types.get(i))) continue;
            code.append(
                    "        Arguments.required(%s, \"%s\", \"%s\", \"a %s\");\n"
                            .formatted(parameter, op.name(), parameter, types.get(i)));
        }
        code.append(
                "        %s%s;\n    }\n\n".formatted(result.equals("void") ? "" : "return ", call));
        methods++;
    }

    /** What is opened here, before Aten checks the arguments. */
    private static final Set<String> LOOKED_INTO = Set.of("Size", "TensorOptions", "Tensor...");

    /**
     * Whether numbers one behind the other can only be a list's elements, and not the argument that comes after the
     * list.
     */
    private static boolean isOpenEnded(Schema op, Schema.Argument a) {
        if (!isInts(a)) return true;
        if (NO_VARARGS.contains(op.name())) return false;
        int next = op.arguments().indexOf(a) + 1;
        if (next == op.arguments().size()) return true;
        Schema.Argument after = op.arguments().get(next);
        return switch (after.kind()) {
            case INT, SYM_INT, INT_OPT, SYM_INT_OPT -> false;
            default -> !isInts(after);
        };
    }

    private static String parameterName(Schema.Argument a) {
        return Names.camel(a.name());
    }

    private static String type(Schema.Argument a, Style style, boolean last) {
        if (style == Style.SINGLE && isSingle(a)) return "long";
        if (style == Style.SIZE && isShape(a)) return "Size";
        if (isInts(a)) return last && style == Style.PLAIN ? "long..." : a.kind().java;
        if (a.kind() == Kind.TENSORS)
            return last && style == Style.PLAIN ? "Tensor..." : a.kind().java;
        if (a.kind() == Kind.SCALARS) return last ? "Number..." : a.kind().java;
        if (isBoxed(a) && style != Style.BOXED) {
            return switch (a.kind()) {
                case FLOAT_OPT -> "double";
                case BOOL_OPT -> "boolean";
                default -> "long";
            };
        }
        return a.kind().java;
    }

    private static String value(
            Surface surface,
            Schema op,
            Schema.Argument a,
            List<Schema.Argument> shown,
            List<String> types,
            boolean options,
            boolean withOptions) {
        if (surface.method() && isReceiver(a)) return "(Tensor) this";
        if (takesTypeOfValues(op) && options) {
            // As Python: the values' type unless another is asked for, to which they are converted.
            String dtype = withOptions ? "options.dtypeOr(values.dtype())" : "values.dtype()";
            if (a.kind() == Kind.DTYPE_OPT) return dtype;
            if (a.name().equals("values")) return "values.to(" + dtype + ")";
        }
        if (options && isOption(a)) {
            if (!withOptions)
                return a.kind() == Kind.DEVICE_OPT && followsDefaultDevice(op)
                        ? "Defaults.deviceOrNull()"
                        : defaultValue(a);
            return switch (a.kind()) {
                case DTYPE_OPT -> "options.dtypeOr(" + defaultValue(a) + ")";
                case LAYOUT_OPT -> "options.layoutOrNull()";
                case DEVICE_OPT ->
                        followsDefaultDevice(op)
                                ? "Defaults.device(options)"
                                : "options.deviceOrNull()";
                default -> "options.pinMemoryOrNull()";
            };
        }
        int position = shown.indexOf(a);
        if (position < 0 && op.name().equals("set_") && a.name().equals("stride")) {
            // The schema's [] means contiguous to C++ only where the list has no address.
            Schema.Argument size =
                    shown.stream().filter(s -> s.name().equals("size")).findFirst().orElseThrow();
            return "Shapes.contiguousStrides(%s)"
                    .formatted(value(surface, op, size, shown, types, options, withOptions));
        }
        if (position < 0) return defaultValue(a);
        String name = parameterName(a);
        return switch (types.get(position)) {
            case "Size" -> name + ".toArray()";
            case "Tensor..." -> "java.util.Arrays.asList(" + name + ")";
            case "long" ->
                    isInts(a)
                            ? "new long[] {"
                                    + String.join(
                                            ", ",
                                            Collections.nCopies(Math.max(1, a.length()), name))
                                    + "}"
                            : name;
            default -> name;
        };
    }

    private static String defaultValue(Schema.Argument a) {
        String value = a.defaultValue();
        if (value == null || value.equals("None")) return isInts(a) ? "(long[]) null" : "null";
        return switch (a.kind()) {
            case INT, SYM_INT ->
                    switch (value) {
                        case "Mean" -> "1L";
                        default -> value + "L";
                    };
            case INT_OPT, SYM_INT_OPT -> value + "L";
            case FLOAT, FLOAT_OPT ->
                    value.equals("inf")
                            ? "Double.POSITIVE_INFINITY"
                            : value.equals("-inf")
                                    ? "Double.NEGATIVE_INFINITY"
                                    : value.matches(".*[.eE].*")
                                            ? value + (value.endsWith(".") ? "0" : "")
                                            : value + ".0";
            case BOOL, BOOL_OPT -> value.toLowerCase();
            case SCALAR, SCALAR_OPT ->
                    switch (value) {
                        case "True", "False" -> "Scalar.of(" + value.toLowerCase() + ")";
                        default -> value;
                    };
            case INTS, INTS_OPT, SYM_INTS, SYM_INTS_OPT -> {
                String list =
                        value.startsWith("[") ? value.substring(1, value.length() - 1) : value;
                yield "new long[] {" + list + "}";
            }
            case STRING, STRING_OPT -> '"' + value.substring(1, value.length() - 1) + '"';
            case DTYPE -> "DType.ofCode(" + value + ")";
            case DTYPE_OPT -> "DType.ofCode(" + value + ")";
            case MEMORY_FORMAT, MEMORY_FORMAT_OPT -> "MemoryFormat.ofCode(" + value + ")";
            default ->
                    throw new IllegalArgumentException(
                            "no Java for the default " + value + " of " + a.name());
        };
    }
}
