package generator;

import java.util.Set;

/** Python's names in Java. */
final class Names {
    private static final Set<String> RESERVED =
            Set.of(
                    "abstract",
                    "assert",
                    "boolean",
                    "break",
                    "byte",
                    "case",
                    "catch",
                    "char",
                    "class",
                    "const",
                    "continue",
                    "default",
                    "do",
                    "double",
                    "else",
                    "enum",
                    "extends",
                    "final",
                    "finally",
                    "float",
                    "for",
                    "goto",
                    "if",
                    "implements",
                    "import",
                    "instanceof",
                    "int",
                    "interface",
                    "long",
                    "native",
                    "new",
                    "package",
                    "private",
                    "protected",
                    "public",
                    "return",
                    "short",
                    "static",
                    "strictfp",
                    "super",
                    "switch",
                    "synchronized",
                    "this",
                    "throw",
                    "throws",
                    "transient",
                    "try",
                    "void",
                    "volatile",
                    "while",
                    "true",
                    "false",
                    "null",
                    "_");

    private Names() {}

    static boolean isReserved(String name) {
        return RESERVED.contains(name);
    }

    /** {@code log_softmax} becomes {@code logSoftmax}; a trailing underscore (in place) and a leading one stay. */
    static String camel(String name) {
        String body = name.endsWith("_") ? name.substring(0, name.length() - 1) : name;
        StringBuilder camel = new StringBuilder();
        for (int i = 0; i < body.length(); i++) {
            char c = body.charAt(i);
            if (c == '_' && i > 0 && i + 1 < body.length())
                camel.append(Character.toUpperCase(body.charAt(++i)));
            else camel.append(c);
        }
        String result = camel + name.substring(body.length());
        return isReserved(result) ? result + "_" : result;
    }
}
