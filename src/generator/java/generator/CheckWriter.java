package generator;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes the C++ that holds the shim's declarations of operators to libtorch's own headers, return types included: a
 * wrong parameter leaves a symbol unresolved, but a wrong return type is not part of the symbol's name. An operator that
 * the headers lack, or have with other parameters, is reported by the program: the shim will not find it there.
 */
final class CheckWriter {
    private final List<Schema> operators;
    private final Output out;

    CheckWriter(List<Schema> operators, Output out) {
        this.operators = operators;
        this.out = out;
    }

    void write() {
        List<Schema> linked =
                operators.stream().filter(op -> !ShimWriter.throughDispatcher(op)).toList();
        StringBuilder code =
                new StringBuilder(
                        "// Generated from the operator catalogue.\nnamespace at::_ops {\n");
        for (Schema op : linked) code.append("struct %s;\n".formatted(op.symbol()));
        code.append(
                """
                }  // namespace at::_ops

                #include <ATen/Operators.h>

                #include <type_traits>

                #include "abi_check.h"

                namespace {

                template <typename Operator>
                concept Declared = requires { sizeof(Operator); };

                template <typename A, typename B>
                struct Compare {
                  static constexpr bool parameters = false, result = true;
                };
                template <typename A, typename B, typename... P>
                struct Compare<A(P...), B(P...)> {
                  static constexpr bool parameters = true, result = std::is_same_v<A, B>;
                };

                // Whether the headers have the operator with the parameters that its symbol is made of.
                template <typename Operator, typename Signature>
                constexpr bool found() {
                  if constexpr (Declared<Operator>) return Compare<decltype(Operator::call), Signature>::parameters;
                  return false;
                }

                template <typename Operator, typename Signature>
                constexpr bool agrees() {
                  if constexpr (Declared<Operator>) return Compare<decltype(Operator::call), Signature>::result;
                  return true;
                }

                }  // namespace

                #define JT_OPERATOR(text, name, ...)                                   \\
                  [] {                                                                 \\
                    static_assert(agrees<at::_ops::name, __VA_ARGS__>(), text);        \\
                    return OperatorFound{text, found<at::_ops::name, __VA_ARGS__>()}; \\
                  }()

                const OperatorFound operators_found[] = {
                """);
        for (Schema op : linked) {
            String parameters =
                    op.arguments().stream()
                            .map(a -> ShimWriter.cppType(op, a))
                            .collect(Collectors.joining(", "));
            code.append(
                    "    JT_OPERATOR(\"%s\", %s, %s(%s)),\n"
                            .formatted(
                                    op.qualifiedName(),
                                    op.symbol(),
                                    ShimWriter.cppResult(op),
                                    parameters));
        }
        code.append(
                "};\nconst std::size_t operators_count = sizeof operators_found / sizeof *operators_found;\n");
        out.write("signatures.cpp", code);
    }
}
