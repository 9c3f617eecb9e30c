package generator;

import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes {@code torch.Aten}, one typed method per operator, and the downcalls under it. */
final class AtenWriter {
    private final List<Schema> operators;
    private final Set<String> guarded;
    private final Output out;

    /** @param guarded the operators that {@code Guards} has a method for */
    AtenWriter(List<Schema> operators, Set<String> guarded, Output out) {
        this.operators = operators;
        this.guarded = guarded;
        this.out = out;
    }

    void write(String catalogueHash) {
        StringBuilder code =
                new StringBuilder(
                        """
                // Generated from the operator catalogue.
                package torch;

                import java.lang.ref.Reference;
                import java.util.List;
                import org.jspecify.annotations.NullMarked;
                import org.jspecify.annotations.Nullable;
                import torch.internal.Downcalls;
                import torch.internal.Results;
                import torch.internal.Scratch;
                import torch.internal.Slots;

                /**
                 * Every operator of libtorch, one method each, with all arguments in the order of its schema: the Java
                 * form of {@code torch.ops.aten}. {@code torch.ops.aten.add.Tensor} is {@code Aten.add_Tensor}.
                 *
                 * <p>{@link Tensor}, {@link Torch} and {@code torch.nn.F} are the comfortable way to most of these.
                 *
                 * <p>All methods throw {@link NullPointerException} where an argument that is not optional is null,
                 * {@link IllegalStateException} for a closed tensor, {@link UnsupportedOperationException} where the
                 * libtorch at hand lacks the operator or has no kernel for the arguments, and {@link TorchException}
                 * or one of its kin for what the operator itself refuses.
                 */
                @NullMarked
                @SuppressWarnings("all")
                public final class Aten {
                    private Aten() {}

                """);
        for (int i = 0; i < operators.size(); i++) method(i, operators.get(i), code);
        code.append("}\n");
        out.write("torch/Aten.java", code);
        out.write("torch/internal/Downcalls.java", downcalls());
        out.write("torch/internal/Function.java", functions(catalogueHash));
    }

    static String javaName(String name) {
        return Names.isReserved(name) ? name + "_" : name;
    }

    static String javaResult(Schema op, Records records) {
        return switch (op.results().size()) {
            case 0 -> "void";
            case 1 -> javaType(op.results().getFirst().type());
            default -> records.of(op).type();
        };
    }

    static String javaType(String schemaType) {
        return switch (schemaType) {
            case "Tensor" -> "Tensor";
            case "Tensor[]" -> "List<Tensor>";
            case "bool" -> "boolean";
            case "int", "SymInt", "QScheme" -> "long";
            case "float" -> "double";
            case "Scalar" -> "Number";
            case "ScalarType" -> "DType";
            default ->
                    throw new IllegalArgumentException(
                            "no Java type for a result of type " + schemaType);
        };
    }

    private static String read(String schemaType) {
        return switch (schemaType) {
            case "Tensor" -> "Tensor.next(results_)";
            case "Tensor[]" -> "Tensor.nextList(results_)";
            case "bool" -> "results_.next() != 0";
            case "int", "SymInt", "QScheme" -> "results_.next()";
            case "float" -> "results_.nextDouble()";
            case "Scalar" -> "Scalar.next(results_)";
            case "ScalarType" -> "DType.ofCode(results_.next())";
            default -> throw new IllegalArgumentException(schemaType);
        };
    }

    private final Records records = new Records();

    Records records() {
        return records;
    }

    private void method(int index, Schema op, StringBuilder code) {
        String parameters =
                op.arguments().stream()
                        .map(a -> a.kind().java + " " + javaName(a.name()))
                        .collect(Collectors.joining(", "));
        String result = javaResult(op, records);
        code.append("    /** {@code %s} */\n".formatted(op.text()));
        code.append("    public static %s %s(%s) {\n".formatted(result, op.symbol(), parameters));
        if (guarded.contains(op.qualifiedName())) {
            String values =
                    op.arguments().stream()
                            .map(a -> javaName(a.name()))
                            .collect(Collectors.joining(", "));
            code.append("        Guards.%s(%s);\n".formatted(op.symbol(), values));
        }
        if (op.arguments().stream().anyMatch(a -> a.kind().usesScratch())) {
            code.append("        Scratch scratch_ = Scratch.begin();\n");
        }
        StringBuilder slots = new StringBuilder(Integer.toString(index));
        for (Schema.Argument a : op.arguments()) {
            slots.append(", ")
                    .append(
                            a.kind()
                                    .toSlots
                                    .replace("$", javaName(a.name()))
                                    .replace("#N", Integer.toString(a.length())));
        }
        boolean needsValue = !op.results().isEmpty() && !op.returnsArguments();
        code.append(
                "        %sDowncalls.call(%s);\n"
                        .formatted(needsValue ? "long result_ = " : "", slots));
        for (Schema.Argument a : op.arguments()) {
            if (a.kind().needsFence()) {
                code.append(
                        "        Reference.reachabilityFence(%s);\n".formatted(javaName(a.name())));
            }
        }
        if (op.returnsArguments()) {
            List<String> written = op.results().stream().map(r -> writtenArgument(op, r)).toList();
            if (written.size() == 1) {
                code.append("        return %s;\n".formatted(written.getFirst()));
            } else {
                code.append(
                        "        return new %s(%s);\n"
                                .formatted(diamond(result), String.join(", ", written)));
            }
        } else if (result.equals("Tensor")) {
            code.append("        return Tensor.wrap(result_);\n");
        } else if (needsValue) {
            code.append("        Results results_ = new Results(result_);\n");
            List<String> values = op.results().stream().map(r -> read(r.type())).toList();
            code.append(
                    values.size() == 1
                            ? "        return %s;\n".formatted(values.getFirst())
                            : "        return new %s(%s);\n"
                                    .formatted(diamond(result), String.join(", ", values)));
        }
        code.append("    }\n\n");
    }

    private static String diamond(String type) {
        int generic = type.indexOf('<');
        return generic < 0 ? type : type.substring(0, generic) + "<>";
    }

    private static String writtenArgument(Schema op, Schema.Result result) {
        return op.arguments().stream()
                .filter(a -> a.mutable() && a.alias().equals(result.alias()))
                .map(a -> javaName(a.name()))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "no written argument for a result of " + op.text()));
    }

    /** One method per shape of call; the JVM links a shape when it is first used. */
    private StringBuilder downcalls() {
        TreeMap<String, String> shapes = new TreeMap<>();
        for (Schema op : operators) shapes.put(ShimWriter.slots(op), "");
        for (Functions.Function f : Functions.ALL) shapes.put(f.slots(), "");
        StringBuilder code =
                new StringBuilder(
                        """
                // Generated from the operator catalogue.
                package torch.internal;

                import java.lang.invoke.MethodHandle;

                /**
                 * The ways into the shim, one per shape of arguments. {@code call} takes the number of a function in
                 * the shim's table and throws what the function reports as its error; {@code plain} is for functions
                 * that cannot fail.
                 */
                @SuppressWarnings("all")
                public final class Downcalls {
                    private Downcalls() {}

                """);
        for (String shape : shapes.keySet()) {
            String parameters =
                    IntStream.range(0, shape.length())
                            .mapToObj(
                                    i ->
                                            ", "
                                                    + (shape.charAt(i) == 'J' ? "long" : "double")
                                                    + " a"
                                                    + i)
                            .collect(Collectors.joining());
            String values =
                    IntStream.range(0, shape.length())
                            .mapToObj(i -> ", a" + i)
                            .collect(Collectors.joining());
            code.append(
                    """
                        private static final class S%s {
                            static final MethodHandle HANDLE = Native.downcall("%s");
                        }

                        public static long plain(int function%s) {
                            try {
                                return (long) S%s.HANDLE.invokeExact(Native.address(function)%s);
                            } catch (Throwable e) {
                                throw NativeError.unexpected(e);
                            }
                        }

                        public static long call(int function%s) {
                            long result = plain(function%s);
                            if (result == 0) throw NativeError.take();
                            return result;
                        }

                    """
                            .formatted(
                                    shape, shape, parameters, shape, values, parameters, values));
        }
        return code.append("}\n");
    }

    private StringBuilder functions(String catalogueHash) {
        StringBuilder code =
                new StringBuilder(
                        """
                // Generated: the numbers of the shim's functions.
                package torch.internal;

                /** The hand-written functions of the shim, by their number in its table. */
                public final class Function {
                    private Function() {}

                    /** How many operators the table starts with. */
                    public static final int OPERATORS = %d;

                    /** What the shim must have been generated from. */
                    static final String CATALOGUE = "%s";

                """
                                .formatted(operators.size(), catalogueHash));
        int number = operators.size();
        for (Functions.Function f : Functions.ALL) {
            code.append("    public static final int %s = %d;\n".formatted(f.constant(), number++));
        }
        return code.append("}\n");
    }
}
