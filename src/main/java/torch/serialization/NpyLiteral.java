package torch.serialization;

import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import torch.FileFormatException;

/**
 * The Python literal that a {@code .npy} header is: a dict of the three keys that NumPy writes. It is read character by
 * character, and nothing else is taken for one.
 */
final class NpyLiteral {
    private final Path file;
    private final String text;

    /** Whether numbers may end in L, as Python 2 printed them. */
    private final boolean longs;

    private int at;
    private @Nullable String descr;
    private @Nullable Boolean fortranOrder;
    private long @Nullable [] shape;

    NpyLiteral(Path file, String text, boolean longs) {
        this.file = file;
        this.text = text;
        this.longs = longs;
    }

    String descr() {
        if (descr == null) throw wrongKeys();
        return descr;
    }

    boolean fortranOrder() {
        if (fortranOrder == null) throw wrongKeys();
        return fortranOrder;
    }

    long[] shape() {
        if (shape == null) throw wrongKeys();
        return shape;
    }

    void read() {
        demand('{');
        while (!taken('}')) {
            String key = string("a key");
            demand(':');
            boolean twice;
            switch (key) {
                case "descr" -> {
                    twice = descr != null;
                    descr = descrValue();
                }
                case "fortran_order" -> {
                    twice = fortranOrder != null;
                    fortranOrder = bool();
                }
                case "shape" -> {
                    twice = shape != null;
                    shape = tuple();
                }
                default -> throw wrongKeys();
            }
            if (twice) throw wrong("the key '" + key + "' comes twice");
            if (!taken(',') && peek() != '}') throw wrong("',' or '}' expected");
        }
        if (peek() != END) throw wrong("more follows the dict");
        descr();
        fortranOrder();
        shape();
    }

    private String descrValue() {
        int c = peek();
        if (c == '[' || c == '(')
            throw new FileFormatException(
                    file,
                    "no tensor can hold structured elements (descr "
                            + text.substring(at, Math.min(text.length(), at + 60)).strip()
                            + " …)");
        return string("descr");
    }

    private String string(String what) {
        int quote = peek();
        if (quote != '\'' && quote != '"') throw wrong(what + " must be a string");
        int end = text.indexOf(quote, at + 1);
        String value = end < 0 ? "\\" : text.substring(at + 1, end);
        if (value.indexOf('\\') >= 0 || value.indexOf('\n') >= 0)
            throw wrong(what + " is not a plain string");
        at = end + 1;
        return value;
    }

    private boolean bool() {
        peek();
        for (String word : new String[] {"True", "False"})
            if (text.startsWith(word, at)) {
                at += word.length();
                return word.equals("True");
            }
        throw wrong("fortran_order is not a valid bool");
    }

    private long[] tuple() {
        if (!taken('(')) throw wrong("shape is not valid: it must be a tuple");
        long[] values = new long[8];
        int size = 0;
        while (!taken(')')) {
            if (size == values.length) values = Arrays.copyOf(values, 2 * size);
            values[size++] = number();
            boolean comma = taken(',');
            if (!comma && (peek() != ')' || size == 1))
                throw wrong("shape is not valid: ',' expected");
        }
        return Arrays.copyOf(values, size);
    }

    private long number() {
        peek();
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') at++;
        String digits = text.substring(start, at);
        if (digits.isEmpty() || digits.length() > 1 && digits.startsWith("0")) {
            at = start;
            throw wrong("shape is not valid: sizes are whole numbers");
        }
        if (longs && at < text.length() && text.charAt(at) == 'L') at++;
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new FileFormatException(
                    file, "shape is not valid: " + digits + " is too large", e);
        }
    }

    private static final int END = -1;

    /** The next character that is no white space; {@link #END} where there is none. */
    private int peek() {
        while (at < text.length() && " \t\n\r\f".indexOf(text.charAt(at)) >= 0) at++;
        return at < text.length() ? text.charAt(at) : END;
    }

    private boolean taken(char c) {
        if (peek() != c) return false;
        at++;
        return true;
    }

    private void demand(char c) {
        if (!taken(c)) throw wrong("'" + c + "' expected");
    }

    private FileFormatException wrongKeys() {
        return wrong(
                "Header does not contain the correct keys, 'descr', 'fortran_order' and 'shape'"
                        + " alone");
    }

    private FileFormatException wrong(String problem) {
        String near = text.substring(Math.min(at, text.length())).strip();
        return new FileFormatException(
                file,
                "Cannot parse header: "
                        + problem
                        + (near.isEmpty()
                                ? ", at its end"
                                : ", at \""
                                        + near.substring(0, Math.min(40, near.length()))
                                        + "\""));
    }
}
