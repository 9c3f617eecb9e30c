package torch.jit;

import org.jspecify.annotations.Nullable;

/** Keeps text from libtorch's parser, which descends into every bracket, that would overflow its stack. */
final class Sources {
    /** Far more than any program has, far less than a thread's stack takes. */
    private static final int DEEPEST = 100;

    private Sources() {}

    /** @throws IllegalArgumentException where the text nests too deeply */
    static void check(String source) {
        String problem = problem(source);
        if (problem != null) throw new IllegalArgumentException("the source " + problem);
    }

    /** What is wrong with a text; null where nothing is. */
    static @Nullable String problem(String source) {
        int depth = 0;
        int chain = 0;
        int word = 0;
        for (int i = 0; i < source.length(); i++) {
            char c = source.charAt(i);
            switch (c) {
                case '(', '[', '{' -> depth++;
                case ')', ']', '}' -> depth = Math.max(0, depth - 1);
                case '-', '~', '+', '*' -> chain++;
                default -> {}
            }
            if (c == '\n') {
                chain = 0;
                word = indentation(source, i + 1);
            }
            if (Character.isLetterOrDigit(c)
                    && !source.startsWith("not ", i)
                    && !isIn(source, i, "not")) chain = 0;
            if (source.startsWith("not ", i)) chain++;
            if (depth > DEEPEST || chain > DEEPEST || word > 4 * DEEPEST)
                return "nests more than " + DEEPEST + " levels deep";
        }
        return null;
    }

    private static int indentation(String source, int from) {
        int i = from;
        while (i < source.length() && source.charAt(i) == ' ') i++;
        return i - from;
    }

    /** Whether a character belongs to an occurrence of a word that began shortly before. */
    private static boolean isIn(String source, int at, String word) {
        return source.startsWith(word, at - 1) || source.startsWith(word, at - 2);
    }
}
