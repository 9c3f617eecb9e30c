package torch.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import torch.TorchException;
import torch.internal.Downcalls;
import torch.internal.Function;

/**
 * An allocator of device memory out of a shared library. Mirrors {@code torch.cuda.memory.CUDAPluggableAllocator}. It
 * serves a {@link MemPool}, or, after {@link Cuda#changeCurrentAllocator}, the whole process. The library stays loaded.
 */
public final class CUDAPluggableAllocator {
    private final Owned owned;

    /**
     * Loads the library.
     *
     * @param allocFnName a C function {@code void* f(ssize_t size, int device, cudaStream_t stream)}
     * @param freeFnName a C function {@code void f(void* ptr, ssize_t size, int device, cudaStream_t stream)}
     * @throws TorchException if the library cannot be loaded, or has no such function
     */
    public CUDAPluggableAllocator(Path pathToSoFile, String allocFnName, String freeFnName) {
        CudaDevices.require("CUDAPluggableAllocator");
        SymbolLookup library;
        try {
            library = SymbolLookup.libraryLookup(pathToSoFile, Arena.global());
        } catch (IllegalArgumentException e) {
            throw new TorchException(
                    "CUDAPluggableAllocator: cannot load " + pathToSoFile + ": " + e.getMessage());
        }
        owned =
                new Owned(
                        this,
                        "CUDAPluggableAllocator",
                        Downcalls.call(
                                Function.CUDA_PLUGGABLE_ALLOCATOR,
                                find(library, pathToSoFile, allocFnName),
                                find(library, pathToSoFile, freeFnName)),
                        Function.CUDA_PLUGGABLE_ALLOCATOR_FREE);
    }

    private static long find(SymbolLookup library, Path file, String name) {
        return library.find(name)
                .orElseThrow(
                        () ->
                                new TorchException(
                                        "CUDAPluggableAllocator: "
                                                + file
                                                + " has no function "
                                                + name))
                .address();
    }

    long address() {
        return owned.address();
    }
}
