package generator;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One operator, as the dispatcher prints it: {@code aten::add.Tensor(Tensor self, ...) -> Tensor}. */
record Schema(
        String text, String name, String overload, List<Argument> arguments, List<Result> results) {

    /** An argument; {@code defaultValue} is null where there is none. */
    record Argument(
            Kind kind,
            int length,
            boolean mutable,
            String alias,
            String name,
            String defaultValue,
            boolean keyword) {
        boolean isTensor() {
            return kind == Kind.TENSOR;
        }
    }

    /** A result; {@code name} is empty where the schema gives none. */
    record Result(String type, boolean mutable, String alias, String name) {}

    private static final Pattern LINE =
            Pattern.compile("aten::(\\w+)(?:\\.(\\w+))?\\((.*)\\) -> (.*)");
    private static final Pattern ALIAS = Pattern.compile("\\((\\w+)(!?)( -> \\*)?\\)");

    /** {@code add.Tensor}, or the bare name. */
    String qualifiedName() {
        return overload.isEmpty() ? name : name + "." + overload;
    }

    /** {@code add_Tensor}: the name of the operator's struct in {@code at::_ops} and of its method in {@code Aten}. */
    String symbol() {
        return overload.isEmpty() ? name : name + "_" + overload;
    }

    /** Whether results are arguments that were written to. */
    boolean returnsArguments() {
        return !results.isEmpty() && results.stream().allMatch(Result::mutable);
    }

    boolean isOut() {
        return arguments.stream().anyMatch(a -> a.mutable() && a.keyword());
    }

    static Schema parse(String line) {
        Matcher m = LINE.matcher(line);
        if (!m.matches()) throw new IllegalArgumentException("not a schema: " + line);
        List<Argument> arguments = new ArrayList<>();
        boolean keyword = false;
        for (String part : split(m.group(3))) {
            if (part.equals("*")) {
                keyword = true;
                continue;
            }
            int equals = part.indexOf('=');
            String head = equals < 0 ? part : part.substring(0, equals);
            String defaultValue = equals < 0 ? null : part.substring(equals + 1);
            int space = head.lastIndexOf(' ');
            String type = head.substring(0, space);
            Matcher alias = ALIAS.matcher(type);
            String letter = "";
            boolean mutable = false;
            if (alias.find()) {
                letter = alias.group(1);
                mutable = !alias.group(2).isEmpty();
                type = alias.replaceFirst("");
            }
            Matcher sized = Pattern.compile("(.*)\\[(\\d+)\\](\\??)").matcher(type);
            int length = 0;
            if (sized.matches()) {
                length = Integer.parseInt(sized.group(2));
                type = sized.group(1) + "[]" + sized.group(3);
            }
            arguments.add(
                    new Argument(
                            Kind.of(type),
                            length,
                            mutable,
                            letter,
                            head.substring(space + 1),
                            defaultValue,
                            keyword));
        }
        List<Result> results = new ArrayList<>();
        String returned = m.group(4).strip();
        if (returned.startsWith("(")) returned = returned.substring(1, returned.length() - 1);
        for (String part : split(returned)) {
            Matcher alias = ALIAS.matcher(part);
            String letter = "";
            boolean mutable = false;
            if (alias.find()) {
                letter = alias.group(1);
                mutable = !alias.group(2).isEmpty();
                part = alias.replaceFirst("");
            }
            String[] words = part.strip().split(" ");
            results.add(new Result(words[0], mutable, letter, words.length > 1 ? words[1] : ""));
        }
        return new Schema(
                line, m.group(1), m.group(2) == null ? "" : m.group(2), arguments, results);
    }

    private static List<String> split(String list) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        StringBuilder part = new StringBuilder();
        for (char c : list.toCharArray()) {
            if (c == '(' || c == '[') depth++;
            if (c == ')' || c == ']') depth--;
            if (c == ',' && depth == 0) {
                parts.add(part.toString().strip());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        if (!part.toString().isBlank()) parts.add(part.toString().strip());
        return parts;
    }
}
