package torch;

import org.jspecify.annotations.Nullable;

/** Checks of arguments that the generated methods open before they hand on. */
final class Arguments {
    private Arguments() {}

    /** @throws NullPointerException that names the argument, if it is null */
    static <T> T required(@Nullable T value, String operation, String argument, String expected) {
        if (value == null)
            throw new NullPointerException(
                    operation + ": argument '" + argument + "' must be " + expected + ", not null");
        return value;
    }
}
