package torch.internal;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;

/**
 * What libtorch calls back. No exception leaves an upcall (that would end the JVM): it is kept under a number, libtorch
 * is unwound by a C++ exception with that number, and the waiting downcall throws the original.
 */
public final class Upcalls {
    /** What native code holds by a number, and may ask to do something. */
    public interface Kept {
        /**
         * Does one of its things.
         *
         * @param what which
         * @param words the address of handles, which are taken, 0 for undefined tensors; new ones may be left there
         * @param count how many handles there are
         * @return how many handles were left
         */
        long invoke(int what, long words, long count);

        /** Native code let go of it. */
        default void released() {}
    }

    private static final Map<Long, Object> KEPT = new ConcurrentHashMap<>();

    /** What a thread has still to tell that it was released, while it tells one. */
    private static final ThreadLocal<ArrayDeque<Kept>> RELEASING =
            ThreadLocal.withInitial(ArrayDeque::new);

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

    /** Makes the call that hands a kept object to native code; where it fails, the object is kept no longer. */
    public static long hand(long number, LongSupplier call) {
        try {
            return call.getAsLong();
        } catch (RuntimeException e) {
            forget(number);
            throw e;
        }
    }

    public static void forget(long number) {
        KEPT.remove(number);
    }

    /** What is kept under a number. */
    public static Object kept(long number) {
        Object kept = KEPT.get(number);
        if (kept == null) throw new AssertionError("nothing is kept under " + number);
        return kept;
    }

    /** How many objects native code refers to. */
    public static int kept() {
        return KEPT.size();
    }

    static void register() {
        Downcalls.plain(
                Function.SET_CALLBACKS,
                stub("hook", long.class, long.class, long.class),
                stub("release", void.class, long.class),
                stub("invoke", long.class, long.class, long.class, long.class, long.class));
    }

    private static long stub(String name, Class<?> result, Class<?>... parameters) {
        try {
            var method =
                    MethodHandles.lookup()
                            .findStatic(
                                    Upcalls.class, name, MethodType.methodType(result, parameters));
            var longs = new MemoryLayout[parameters.length];
            Arrays.fill(longs, JAVA_LONG);
            var shape =
                    result == void.class
                            ? FunctionDescriptor.ofVoid(longs)
                            : FunctionDescriptor.of(JAVA_LONG, longs);
            return Linker.nativeLinker().upcallStub(method, shape, Arena.global()).address();
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

    private static long invoke(long number, long what, long words, long count) {
        long[] outer = Scratch.enter();
        try {
            return ((Kept) kept(number)).invoke((int) what, words, count);
        } catch (Throwable e) {
            return -keep(e);
        } finally {
            Scratch.exit(outer);
        }
    }

    /** Forgets, and tells what was kept; one after the other, as telling one may end what holds another. */
    private static void release(long number) {
        try {
            if (!(KEPT.remove(number) instanceof Kept kept)) return;
            ArrayDeque<Kept> releasing = RELEASING.get();
            releasing.add(kept);
            if (releasing.size() > 1) return;
            while (!releasing.isEmpty()) {
                try {
                    releasing.peek().released();
                } finally {
                    releasing.remove();
                }
            }
        } catch (Throwable e) {
            // There is nobody to tell: native code is in the middle of freeing.
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
