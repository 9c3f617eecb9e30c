package torch.internal;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/**
 * The C library's mathematics, which is what Python's floats are computed with.
 *
 * <p>{@link Math#pow} is free to round the last bit differently, and does so for about one power in a thousand; a bias
 * correction computed with it would differ from PyTorch's by that bit.
 */
public final class CMath {
    private static final MethodHandle POW =
            Linker.nativeLinker()
                    .downcallHandle(
                            Linker.nativeLinker().defaultLookup().find("pow").orElseThrow(),
                            FunctionDescriptor.of(JAVA_DOUBLE, JAVA_DOUBLE, JAVA_DOUBLE),
                            Linker.Option.critical(false));

    private CMath() {}

    /** Returns {@code base ** exponent} with the bits that Python's {@code **} gives. */
    public static double pow(double base, double exponent) {
        try {
            return (double) POW.invokeExact(base, exponent);
        } catch (Throwable e) {
            throw new AssertionError("pow throws nothing", e);
        }
    }
}
