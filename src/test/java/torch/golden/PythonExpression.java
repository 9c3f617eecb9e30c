package torch.golden;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates the Python expressions of a script of cases, so that each is written once for both languages.
 *
 * <p>Understands names, attributes, calls with positional and keyword arguments, subscripts, numbers, strings, tuples,
 * lists and arithmetic. {@code nn.MaxPool2d(3, stride=2)} becomes {@code new MaxPool2d(3, o -> o.stride(2))}; how a call
 * finds its Java method is said in {@link PythonCalls}.
 */
public final class PythonExpression {
    /** A Python tuple. */
    public record Tuple(List<@Nullable Object> elements) {}

    private final String text;
    private final Map<String, ? extends @Nullable Object> variables;
    private int at;

    private PythonExpression(String text, Map<String, ? extends @Nullable Object> variables) {
        this.text = text;
        this.variables = variables;
    }

    /** The value of {@code text}, in which the names of {@code variables} stand for these objects. */
    public static @Nullable Object evaluate(
            String text, Map<String, ? extends @Nullable Object> variables) throws Throwable {
        var expression = new PythonExpression(text, variables);
        Object value = expression.sum();
        expression.skipSpace();
        if (expression.at != text.length()) {
            throw expression.unexpected();
        }
        return value;
    }

    private @Nullable Object sum() throws Throwable {
        Object left = product();
        while (true) {
            char c = peek();
            if (c != '+' && c != '-') {
                return left;
            }
            at++;
            left = PythonCalls.operator(c, left, product());
        }
    }

    private @Nullable Object product() throws Throwable {
        Object left = unary();
        while (true) {
            char c = peek();
            if (c != '*' && c != '/' && c != '@') {
                return left;
            }
            at++;
            left = PythonCalls.operator(c, left, unary());
        }
    }

    private @Nullable Object unary() throws Throwable {
        if (peek() == '-') {
            at++;
            return PythonCalls.operator('-', 0L, unary());
        }
        return postfix(atom());
    }

    private @Nullable Object postfix(@Nullable Object value) throws Throwable {
        while (true) {
            switch (peek()) {
                case '.' -> {
                    at++;
                    value = PythonCalls.attribute(value, word());
                }
                case '(' -> {
                    at++;
                    value = call(value);
                }
                case '[' -> {
                    at++;
                    Object index = sum();
                    expect(']');
                    value = PythonCalls.subscript(value, index);
                }
                default -> {
                    return value;
                }
            }
        }
    }

    private @Nullable Object call(@Nullable Object function) throws Throwable {
        var positional = new ArrayList<@Nullable Object>();
        var keywords = new LinkedHashMap<String, @Nullable Object>();
        while (peek() != ')') {
            int before = at;
            String keyword = Character.isJavaIdentifierStart(peek()) ? word() : "";
            if (!keyword.isEmpty() && peek() == '=') {
                at++;
                keywords.put(keyword, sum());
            } else {
                at = before;
                positional.add(sum());
            }
            if (peek() != ')') {
                expect(',');
            }
        }
        at++;
        return PythonCalls.call(function, positional, keywords);
    }

    private @Nullable Object atom() throws Throwable {
        char c = peek();
        if (c == '(') {
            return parenthesis();
        }
        if (c == '[') {
            at++;
            return elements(']');
        }
        if (c == '\'' || c == '"') {
            int end = text.indexOf(c, ++at);
            String value = text.substring(at, end);
            at = end + 1;
            return value;
        }
        if (Character.isDigit(c) || c == '.') {
            return number();
        }
        if (!Character.isJavaIdentifierStart(c)) {
            throw unexpected();
        }
        String name = word();
        return switch (name) {
            case "None" -> null;
            case "True" -> true;
            case "False" -> false;
            default ->
                    variables.containsKey(name) ? variables.get(name) : PythonCalls.namespace(name);
        };
    }

    private @Nullable Object parenthesis() throws Throwable {
        at++;
        if (peek() == ')') {
            at++;
            return new Tuple(List.of());
        }
        Object first = sum();
        if (peek() == ')') {
            at++;
            return first;
        }
        expect(',');
        var elements = new ArrayList<@Nullable Object>();
        elements.add(first);
        elements.addAll(elements(')'));
        return new Tuple(elements);
    }

    private List<@Nullable Object> elements(char end) throws Throwable {
        var elements = new ArrayList<@Nullable Object>();
        while (peek() != end) {
            elements.add(sum());
            if (peek() != end) {
                expect(',');
            }
        }
        at++;
        return elements;
    }

    private Object number() {
        int start = at;
        while (at < text.length() && isPartOfNumber(start)) {
            at++;
        }
        String digits = text.substring(start, at).replace("_", "");
        if (digits.matches("\\d+")) {
            return Long.parseLong(digits);
        }
        return Double.parseDouble(digits);
    }

    private boolean isPartOfNumber(int start) {
        char c = text.charAt(at);
        boolean sign =
                (c == '-' || c == '+') && at > start && "eE".indexOf(text.charAt(at - 1)) >= 0;
        return Character.isDigit(c) || c == '.' || c == '_' || c == 'e' || c == 'E' || sign;
    }

    private String word() {
        skipSpace();
        int start = at;
        while (at < text.length() && Character.isJavaIdentifierPart(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    private char peek() {
        skipSpace();
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private void expect(char c) {
        if (peek() != c) {
            throw unexpected();
        }
        at++;
    }

    private IllegalArgumentException unexpected() {
        return new IllegalArgumentException("cannot read on at " + at + " of " + text);
    }
}
