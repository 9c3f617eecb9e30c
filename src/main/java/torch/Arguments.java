package torch;

import org.jspecify.annotations.Nullable;

/** Checks of arguments, before they are handed on. */
final class Arguments {
    private Arguments() {}

    /** @throws NullPointerException that names the argument, if it is null */
    static <T> T required(@Nullable T value, String argument, String expected) {
        if (value == null)
            throw new NullPointerException(
                    "argument '" + argument + "' must be " + expected + ", not null");
        return value;
    }

    static <T> T required(@Nullable T value, String operation, String argument, String expected) {
        if (value == null)
            throw new NullPointerException(
                    operation + ": argument '" + argument + "' must be " + expected + ", not null");
        return value;
    }
}
