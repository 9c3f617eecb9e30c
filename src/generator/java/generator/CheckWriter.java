package generator;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes the C++ that holds the shim's declarations of operators to libtorch's own headers, return types included: a
 * wrong parameter leaves a symbol unresolved, but a wrong return type is not part of the symbol's name. An operator that
 * the headers lack is reported by the program, not an error.
 */
final class CheckWriter {
    private final List<Schema> operators;
    private final Output out;

    CheckWriter(List<Schema> operators, Output out) {
        this.operators = operators;
        this.out = out;
    }

    void write() {
        List<Schema> linked = operators.stream().filter(op -> !ShimWriter.throughDispatcher(op)).toList();
        StringBuilder code = new StringBuilder("// Generated from the operator catalogue.\nnamespace at::_ops {\n");
        for (Schema op : linked) code.append("struct %s;\n".formatted(op.symbol()));
        code.append("""
                }  // namespace at::_ops

                #include <ATen/Operators.h>

                #include <type_traits>

                #include "abi_check.h"

                namespace {

                template <typename Operator>
                concept Declared = requires { sizeof(Operator); };

                template <typename Operator, typename Signature>
                constexpr bool agrees() {
                  if constexpr (Declared<Operator>) return std::is_same_v<decltype(Operator::call), Signature>;
                  return true;
                }

                template <typename Operator>
                constexpr bool declared() {
                  return Declared<Operator>;
                }

                }  // namespace

                #define JT_SIGNATURE(name, ...) static_assert(agrees<at::_ops::name, __VA_ARGS__>(), #name)

                """);
        for (Schema op : linked) {
            String parameters =
                    op.arguments().stream().map(a -> ShimWriter.cppType(op, a)).collect(Collectors.joining(", "));
            code.append("JT_SIGNATURE(%s, %s(%s));\n".formatted(op.symbol(), ShimWriter.cppResult(op), parameters));
        }
        code.append("\nconst OperatorFound operators_found[] = {\n");
        for (Schema op : linked) {
            code.append("    {\"%s\", declared<at::_ops::%s>()},\n".formatted(op.qualifiedName(), op.symbol()));
        }
        code.append("};\nconst std::size_t operators_count = sizeof operators_found / sizeof *operators_found;\n");
        out.write("signatures.cpp", code);
    }
}
