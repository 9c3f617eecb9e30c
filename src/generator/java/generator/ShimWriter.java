package generator;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes the C++ of the operators: one function each, in shards that compile side by side, and the table of them. */
final class ShimWriter {
    private static final int SHARDS = 16;

    // libtorch declares these mutable arguments as const references.
    private static final Set<String> CONST_MUTABLE =
            Set.of(
                    "as_strided_",
                    "_resize_output_",
                    "_resize_output.out",
                    "resize_",
                    "resize.out",
                    "resize_as_",
                    "resize_as.out",
                    "resize_as_sparse_",
                    "resize_as_sparse.out",
                    "sparse_resize_",
                    "sparse_resize.out",
                    "sparse_resize_and_clear_",
                    "sparse_resize_and_clear.out");
    // ... these lists as IListRef, and this integer as a DeviceIndex.
    private static final Set<String> ILIST = Set.of("cat", "cat.out");
    private static final String DEVICE_INDEX = "_cufft_";

    private final List<Schema> operators;
    private final Output out;

    ShimWriter(List<Schema> operators, Output out) {
        this.operators = operators;
        this.out = out;
    }

    void write(String catalogueHash) {
        int perShard = (operators.size() + SHARDS - 1) / SHARDS;
        for (int shard = 0; shard < SHARDS; shard++) {
            int to = Math.min(operators.size(), (shard + 1) * perShard);
            StringBuilder code =
                    new StringBuilder(
                            "// Generated from the operator catalogue.\n#include \"shim.h\"\n\nint64_t jt_free(int64_t handle) noexcept;\n\n");
            for (Schema op : operators.subList(Math.min(shard * perShard, to), to)) {
                if (!throughDispatcher(op)) declare(op, code);
                define(op, code);
            }
            code.append(has(shard, operators.subList(Math.min(shard * perShard, to), to)));
            out.write("operators_%02d.cpp".formatted(shard), code);
        }
        out.write("table.cpp", table(catalogueHash, perShard));
    }

    static boolean throughDispatcher(Schema op) {
        return op.arguments().stream().anyMatch(a -> a.kind() == Kind.TENSORS_OPT);
    }

    static String cppType(Schema op, Schema.Argument a) {
        if (a.kind() == Kind.TENSOR && a.mutable() && !CONST_MUTABLE.contains(op.qualifiedName()))
            return "at::Tensor&";
        if (a.kind() == Kind.TENSORS && ILIST.contains(op.qualifiedName()))
            return "const c10::IListRef<at::Tensor>&";
        if (a.kind() == Kind.INT
                && a.name().equals("device_index")
                && op.name().startsWith(DEVICE_INDEX)) return "int8_t";
        return a.kind().cpp.replace("#N", Integer.toString(a.length()));
    }

    private static String cppResult(Schema.Result result) {
        return switch (result.type()) {
            case "Tensor" -> result.mutable() ? "at::Tensor&" : "at::Tensor";
            case "Tensor[]" -> "::std::vector<at::Tensor>";
            case "bool" -> "bool";
            case "int" -> "int64_t";
            case "SymInt" -> "c10::SymInt";
            case "float" -> "double";
            case "Scalar" -> "c10::Scalar";
            case "ScalarType" -> "c10::ScalarType";
            case "QScheme" -> "c10::QScheme";
            default ->
                    throw new IllegalArgumentException(
                            "no C++ for a result of type " + result.type());
        };
    }

    static String cppResult(Schema op) {
        if (CONST_MUTABLE.contains(op.qualifiedName()) && op.returnsArguments())
            return "const at::Tensor&";
        return switch (op.results().size()) {
            case 0 -> "void";
            case 1 -> cppResult(op.results().getFirst());
            default ->
                    op.results().stream()
                            .map(ShimWriter::cppResult)
                            .collect(Collectors.joining(", ", "::std::tuple<", ">"));
        };
    }

    private static void declare(Schema op, StringBuilder code) {
        String parameters =
                op.arguments().stream().map(a -> cppType(op, a)).collect(Collectors.joining(", "));
        code.append(
                "namespace at::_ops { struct %s { JT_IMPORT static %s call(%s); }; }\n"
                        .formatted(op.symbol(), cppResult(op), parameters));
    }

    /** The parameters of an operator's function: p0, p1, ... */
    private static String parameters(String slots) {
        return IntStream.range(0, slots.length())
                .mapToObj(i -> (slots.charAt(i) == 'J' ? "int64_t p" : "double p") + i)
                .collect(Collectors.joining(", "));
    }

    static String slots(Schema op) {
        return op.arguments().stream().map(a -> a.kind().slots).collect(Collectors.joining());
    }

    private void define(Schema op, StringBuilder code) {
        code.append("// ").append(op.text()).append('\n');
        code.append(
                "int64_t jt_op_%s(%s) noexcept {\n".formatted(op.symbol(), parameters(slots(op))));
        if (throughDispatcher(op)) {
            code.append("  JT_TRY(\"%s\", &torch_call_dispatcher)\n".formatted(op.symbol()));
            code.append(
                    "  jt::DispatcherCall call(\"aten::%s\", \"%s\");\n"
                            .formatted(op.name(), op.overload()));
            int slot = 0;
            for (Schema.Argument a : op.arguments()) {
                String value =
                        switch (a.kind()) {
                            case TENSORS_OPT ->
                                    "call.add_list(p%d, p%d);".formatted(slot, slot + 1);
                            case TENSOR -> "call.add(jt::tensor(p%d));".formatted(slot);
                            case BOOL -> "call.add(p%d != 0);".formatted(slot);
                            default ->
                                    throw new IllegalArgumentException(
                                            "the dispatcher route has no " + a.kind());
                        };
                code.append("  ").append(value).append('\n');
                slot += a.kind().slots.length();
            }
            if (op.returnsArguments()) code.append("  jt_free(call.call());\n  return 1;\n");
            else code.append("  return call.call();\n");
        } else {
            code.append(
                    "  JT_TRY(\"%s\", &at::_ops::%s::call)\n".formatted(op.symbol(), op.symbol()));
            List<String> values = new ArrayList<>();
            int slot = 0;
            for (Schema.Argument a : op.arguments()) {
                String value = a.kind().fromSlots.replace("#N", Integer.toString(a.length()));
                for (int i = a.kind().slots.length() - 1; i >= 0; i--)
                    value = value.replace("#" + i, "p" + (slot + i));
                slot += a.kind().slots.length();
                String type = cppType(op, a);
                if (type.contains("IListRef")) value = "c10::IListRef<at::Tensor>(" + value + ")";
                if (type.equals("int8_t")) value = "static_cast<int8_t>(" + value + ")";
                values.add(value);
            }
            String call =
                    "at::_ops::%s::call(%s)".formatted(op.symbol(), String.join(", ", values));
            if (op.results().isEmpty() || op.returnsArguments()) {
                code.append("  ").append(call).append(";\n  return 1;\n");
            } else if (cppResult(op).equals("at::Tensor")) {
                code.append("  jt::Box box;\n  new (box.slot()) at::Tensor(")
                        .append(call)
                        .append(");\n  return box.finish();\n");
            } else {
                code.append("  return jt::Results().add(").append(call).append(").finish();\n");
            }
        }
        code.append("  JT_CATCH(\"%s\")\n}\n\n".formatted(op.symbol()));
    }

    private StringBuilder table(String catalogueHash, int perShard) {
        StringBuilder code =
                new StringBuilder(
                        "// Generated: every function of the shim, by number.\n#include \"shim.h\"\n\n");
        for (Schema op : operators) {
            code.append(
                    "int64_t jt_op_%s(%s) noexcept;\n"
                            .formatted(op.symbol(), parameters(slots(op))));
        }
        for (Functions.Function f : Functions.ALL) {
            code.append("int64_t jt_%s(%s) noexcept;\n".formatted(f.name(), parameters(f.slots())));
        }
        code.append("\nJT_EXPORT const void* const jt_table[] = {\n");
        for (Schema op : operators)
            code.append("    reinterpret_cast<const void*>(&jt_op_%s),\n".formatted(op.symbol()));
        for (Functions.Function f : Functions.ALL)
            code.append("    reinterpret_cast<const void*>(&jt_%s),\n".formatted(f.name()));
        code.append("};\n\n// Java refuses a shim that was generated from another catalogue.\n");
        code.append("JT_EXPORT const char jt_catalogue[] = \"%s\";\n".formatted(catalogueHash));
        code.append("\n// Whether the libtorch at hand has operator number i.\n");
        for (int i = 0; i < SHARDS; i++)
            code.append("int64_t jt_has_%02d(int64_t i) noexcept;\n".formatted(i));
        code.append(
                "int64_t jt_has(int64_t i) noexcept {\n  switch (i / %d) {\n".formatted(perShard));
        for (int i = 0; i < SHARDS; i++) {
            code.append(
                    "    case %d:\n      return jt_has_%02d(i %% %d);\n".formatted(i, i, perShard));
        }
        code.append("    default:\n      return 0;\n  }\n}\n");
        return code;
    }

    private static StringBuilder has(int shard, List<Schema> operators) {
        StringBuilder code =
                new StringBuilder(
                        "int64_t jt_has_%02d(int64_t i) noexcept {\n  switch (i) {\n"
                                .formatted(shard));
        for (int i = 0; i < operators.size(); i++) {
            Schema op = operators.get(i);
            String function =
                    throughDispatcher(op)
                            ? "torch_call_dispatcher"
                            : "at::_ops::" + op.symbol() + "::call";
            code.append("    case %d:\n      return &%s != nullptr;\n".formatted(i, function));
        }
        return code.append("    default:\n      return 0;\n  }\n}\n");
    }
}
