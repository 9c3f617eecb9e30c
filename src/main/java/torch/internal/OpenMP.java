package torch.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** The OpenMP runtime that libtorch computes with. */
public final class OpenMP {
    private static final MethodHandle SET_NUM_THREADS =
            Linker.nativeLinker().downcallHandle(FunctionDescriptor.ofVoid(JAVA_INT));

    /** {@code omp_set_num_threads}; null where there is no OpenMP, and so nothing to set. */
    private static final @Nullable MemorySegment FUNCTION = find("omp_set_num_threads");

    private OpenMP() {}

    /**
     * Has this thread compute alone from now on. {@code torch.set_num_threads} would not do: it sets what all threads to
     * come begin with.
     */
    public static void useOneThread() {
        // libtorch sets a thread's number when the thread first asks: that must be over.
        Downcalls.plain(Function.GET_NUM_THREADS);
        if (FUNCTION == null) return;
        try {
            SET_NUM_THREADS.invokeExact(FUNCTION, 1);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static @Nullable MemorySegment find(String name) {
        Native.load();
        Linker linker = Linker.nativeLinker();
        MethodHandle dlsym =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("dlsym"),
                        FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            // libtorch is opened with its symbols global, and what it needs with it.
            MemorySegment anywhere =
                    System.getProperty("os.name").startsWith("Mac")
                            ? MemorySegment.ofAddress(-2)
                            : MemorySegment.NULL;
            MemorySegment found =
                    (MemorySegment) dlsym.invokeExact(anywhere, arena.allocateFrom(name));
            return found.equals(MemorySegment.NULL) ? null : found;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
