package torch.internal;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;

/**
 * What libtorch calls back. No exception leaves an upcall (that would end the JVM): it is kept under a number, libtorch
 * is unwound by a C++ exception with that number, and the waiting downcall throws the original.
 */
public final class Upcalls {
    private static final Map<Long, Object> KEPT = new ConcurrentHashMap<>();
    private static final AtomicLong NUMBERS = new AtomicLong();

    private Upcalls() {}

    /**
     * Keeps an object that native code refers to by the number returned, until native code lets go of it: a hook
     * (takes the handle of a gradient, returns the handle of a new one or 0), or memory that a tensor is over.
     */
    public static long keep(Object object) {
        long number = NUMBERS.incrementAndGet();
        KEPT.put(number, object);
        return number;
    }

    public static void forget(long number) {
        KEPT.remove(number);
    }

    /** How many objects native code refers to. */
    public static int kept() {
        return KEPT.size();
    }

    static void register() {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            var hook =
                    Linker.nativeLinker()
                            .upcallStub(
                                    lookup.findStatic(
                                            Upcalls.class,
                                            "hook",
                                            MethodType.methodType(
                                                    long.class, long.class, long.class)),
                                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG),
                                    Arena.global());
            var release =
                    Linker.nativeLinker()
                            .upcallStub(
                                    lookup.findStatic(
                                            Upcalls.class,
                                            "forget",
                                            MethodType.methodType(void.class, long.class)),
                                    FunctionDescriptor.ofVoid(JAVA_LONG),
                                    Arena.global());
            Downcalls.plain(Function.SET_CALLBACKS, hook.address(), release.address());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static long hook(long number, long gradient) {
        long[] outer = Scratch.enter();
        try {
            LongUnaryOperator hook = (LongUnaryOperator) KEPT.get(number);
            return hook == null ? 0 : hook.applyAsLong(gradient);
        } catch (Throwable e) {
            return -keep(e);
        } finally {
            Scratch.exit(outer);
        }
    }

    /** Throws the exception kept under a number, whatever its type. */
    @SuppressWarnings("unchecked")
    static <E extends Throwable> RuntimeException rethrow(long number) throws E {
        Object thrown = KEPT.remove(number);
        throw (E)
                (thrown instanceof Throwable e
                        ? e
                        : new AssertionError("no exception was kept under " + number));
    }
}
