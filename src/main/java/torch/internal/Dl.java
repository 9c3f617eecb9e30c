package torch.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** The dynamic loader. */
final class Dl {
    private static final int LAZY = 1;
    private static final int GLOBAL = Platform.MAC ? 8 : 0x100;
    private static final MemorySegment EVERYWHERE =
            MemorySegment.ofAddress(Platform.MAC ? -2 : 0); // RTLD_DEFAULT

    private Dl() {}

    private static MethodHandle handle(String name, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
    }

    /**
     * Opens a library for the rest of the process's life.
     *
     * @param file a path, or a name that the loader searches for
     * @param global whether what is opened later sees its symbols, and those of what it needs
     * @return null, or why it cannot be opened
     */
    static @Nullable String open(String file, boolean global) {
        MethodHandle dlopen = handle("dlopen", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
        // Looked up first: each call of the loader forgets the error before it.
        MethodHandle dlerror = handle("dlerror", FunctionDescriptor.of(ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            int flags = LAZY | (global ? GLOBAL : 0);
            MemorySegment opened =
                    (MemorySegment) dlopen.invokeExact(arena.allocateFrom(file), flags);
            return opened.equals(MemorySegment.NULL)
                    ? text((MemorySegment) dlerror.invokeExact())
                    : null;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** A function that some library in the process lets everyone see, or null. */
    static @Nullable MemorySegment find(String symbol) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment found =
                    (MemorySegment)
                            handle("dlsym", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS))
                                    .invokeExact(EVERYWHERE, arena.allocateFrom(symbol));
            return found.equals(MemorySegment.NULL) ? null : found;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** A C string. */
    static String text(MemorySegment address) {
        return address.equals(MemorySegment.NULL) ? "" : address.reinterpret(65536).getString(0);
    }
}
