package torch.internal;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Collections;

/**
 * The C library's mathematics, which is what Python's floats are computed with.
 *
 * <p>{@link Math} is free to round the last bit differently, and {@link Math#pow} does so for about one power in a
 * thousand; a bias correction computed with it would differ from PyTorch's by that bit.
 */
public final class CMath {
    private static final MethodHandle POW = function("pow", 2);
    private static final MethodHandle ERF = function("erf", 1);
    private static final MethodHandle COS = function("cos", 1);
    private static final MethodHandle SIN = function("sin", 1);
    private static final MethodHandle TAN = function("tan", 1);
    private static final MethodHandle LOG = function("log", 1);

    private CMath() {}

    /** Returns {@code base ** exponent} with the bits that Python's {@code **} gives. */
    public static double pow(double base, double exponent) {
        try {
            return (double) POW.invokeExact(base, exponent);
        } catch (Throwable e) {
            throw new AssertionError("pow throws nothing", e);
        }
    }

    /** Returns the error function of {@code x}, which Java does not have. */
    public static double erf(double x) {
        try {
            return (double) ERF.invokeExact(x);
        } catch (Throwable e) {
            throw new AssertionError("erf throws nothing", e);
        }
    }

    /** Returns {@code math.cos(x)}. */
    public static double cos(double x) {
        try {
            return (double) COS.invokeExact(x);
        } catch (Throwable e) {
            throw new AssertionError("cos throws nothing", e);
        }
    }

    /** Returns {@code math.sin(x)}. */
    public static double sin(double x) {
        try {
            return (double) SIN.invokeExact(x);
        } catch (Throwable e) {
            throw new AssertionError("sin throws nothing", e);
        }
    }

    /** Returns {@code math.tan(x)}. */
    public static double tan(double x) {
        try {
            return (double) TAN.invokeExact(x);
        } catch (Throwable e) {
            throw new AssertionError("tan throws nothing", e);
        }
    }

    /** Returns {@code math.log(x)} for a positive {@code x}. */
    public static double log(double x) {
        try {
            return (double) LOG.invokeExact(x);
        } catch (Throwable e) {
            throw new AssertionError("log throws nothing", e);
        }
    }

    private static MethodHandle function(String name, int arguments) {
        Linker linker = Linker.nativeLinker();
        ValueLayout[] layouts =
                Collections.nCopies(arguments, JAVA_DOUBLE).toArray(ValueLayout[]::new);
        return linker.downcallHandle(
                linker.defaultLookup().find(name).orElseThrow(),
                FunctionDescriptor.of(JAVA_DOUBLE, layouts),
                Linker.Option.critical(false));
    }
}
