package torch.internal;

import org.jspecify.annotations.Nullable;

/** Fills the slots of the shim's calling convention. */
public final class Slots {
    private Slots() {}

    public static long present(@Nullable Object value) {
        return value == null ? 0 : 1;
    }

    public static long value(@Nullable Long value) {
        return value == null ? 0 : value;
    }

    public static double value(@Nullable Double value) {
        return value == null ? 0 : value;
    }

    public static long length(long @Nullable [] values) {
        return values == null ? 0 : values.length;
    }

    public static long length(double @Nullable [] values) {
        return values == null ? 0 : values.length;
    }

    public static long bit(boolean value) {
        return value ? 1 : 0;
    }

    public static long bitOrMinus(@Nullable Boolean value) {
        return value == null ? -1 : bit(value);
    }

    public static long mask(boolean[] values, int length, String argument) {
        if (values == null) throw nullArgument(argument, "a boolean[" + length + "]");
        if (values.length != length) {
            throw new IllegalArgumentException(
                    operation()
                            + ": argument '"
                            + argument
                            + "' has "
                            + values.length
                            + " values, expected "
                            + length);
        }
        long mask = 0;
        for (int i = 0; i < length; i++) mask |= bit(values[i]) << i;
        return mask;
    }

    /** The exception for an argument that must not be null. */
    public static NullPointerException nullArgument(String argument, String expected) {
        return new NullPointerException(
                operation() + ": argument '" + argument + "' must be " + expected + ", not null");
    }

    /** The operator being called, as PyTorch spells it: for error messages, which are off the hot path. */
    public static String operation() {
        return StackWalker.getInstance()
                .walk(
                        frames ->
                                frames.filter(f -> f.getClassName().equals("torch.Aten"))
                                        .map(StackWalker.StackFrame::getMethodName)
                                        .findFirst()
                                        .orElse("torch"));
    }
}
