package torch.internal;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The shim in this process: its table of functions and the downcalls into it. The first use loads libtorch and the
 * shim.
 */
public final class Native {
    /** All memory, for reading and writing at native addresses. */
    public static final MemorySegment MEMORY;

    private static final long TABLE;

    static {
        try {
            MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
            TABLE = Libraries.load();
        } catch (IllegalCallerException e) {
            String module = Native.class.getModule().isNamed() ? "jtorch" : "ALL-UNNAMED";
            UnsatisfiedLinkError error =
                    new UnsatisfiedLinkError(
                            "JTorch calls native code, which this JVM forbids. Start it with --enable-native-access="
                                    + module);
            error.initCause(e);
            throw error;
        }
        Upcalls.register();
    }

    private Native() {}

    /** Loads libtorch and the shim where that has not been done. */
    public static void load() {}

    /** The downcall for a shape of arguments, {@code J} a long and {@code D} a double; it takes the address first. */
    static MethodHandle downcall(String shape) {
        MemoryLayout[] parameters =
                shape.chars()
                        .mapToObj(c -> c == 'J' ? JAVA_LONG : JAVA_DOUBLE)
                        .toArray(MemoryLayout[]::new);
        return Linker.nativeLinker().downcallHandle(FunctionDescriptor.of(JAVA_LONG, parameters));
    }

    static MemorySegment address(int function) {
        return MemorySegment.ofAddress(MEMORY.get(JAVA_LONG, TABLE + 8L * function));
    }
}
