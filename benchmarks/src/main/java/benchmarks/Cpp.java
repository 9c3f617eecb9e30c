package benchmarks;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Collections;
import torch.Torch;

/** The loops of native/cpp.cpp, over the libtorch that JTorch has opened. */
final class Cpp {
    static final String FOLDER = "benchmarks.native";

    private static final SymbolLookup LIBRARY = open();

    private Cpp() {}

    private static SymbolLookup open() {
        Torch.setNumThreads(1); // opens libtorch
        Path file = Path.of(System.getProperty(FOLDER), System.mapLibraryName("benchmarks"));
        return SymbolLookup.libraryLookup(file, Arena.global());
    }

    /** A loop that takes longs, of which the last is the number of iterations. */
    static MethodHandle loop(String name, int parameters) {
        var longs = Collections.nCopies(parameters, JAVA_LONG).toArray(MemoryLayout[]::new);
        return Linker.nativeLinker()
                .downcallHandle(LIBRARY.findOrThrow(name), FunctionDescriptor.ofVoid(longs));
    }
}
