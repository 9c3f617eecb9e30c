package torch.internal;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A libtorch that is on the machine: pip's torch, an unpacked libtorch, a distribution's. */
final class LibtorchFolder {
    private static final String WHAT_TO_NAME =
            "Name the folder of a libtorch 2.10 or newer: pip's torch folder, an"
                    + " unpacked libtorch, or the distribution's library folder; or python3, to ask that for its torch";

    /** What NVIDIA's libraries open by name while they run, without saying where. */
    private static final Map<String, Pattern> COMPANIONS =
            Map.of("libnvrtc.so.", Pattern.compile("libnvrtc-builtins\\.so\\.[0-9.]+"));

    private final Path root;
    private final String source;
    private final List<Path> nvidia = new ArrayList<>();

    /**
     * @param source how it was asked for, which messages begin with
     * @param nvidia where NVIDIA's libraries are, beside those found next to the folder
     */
    LibtorchFolder(Path root, String source, List<Path> nvidia) {
        this.root = root;
        this.source = source;
        this.nvidia.addAll(nvidia);
    }

    /** Opens its libraries; what is wrong with the CUDA ones is told to {@link CudaStatus}. */
    void open() {
        if (!Files.isDirectory(root)) {
            throw failure(
                    Files.exists(root)
                            ? "this is no folder. " + WHAT_TO_NAME
                            : "there is no such folder");
        }
        Path lib =
                Stream.of("", "lib", "lib64", "lib/x86_64-linux-gnu", "lib/aarch64-linux-gnu")
                        .map(root::resolve)
                        .filter(c -> find(c, "libtorch_cpu") != null)
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        failure(
                                                "no libtorch_cpu"
                                                        + Platform.SUFFIX
                                                        + " there, nor in its lib folder. "
                                                        + WHAT_TO_NAME));
        Path cuda = find(lib, "libtorch_cuda");
        if (cuda != null) findNvidia(lib);
        LibraryOpener opener = new LibraryOpener(new Nvidia());
        opener.require(required(lib, "libc10"));
        Path libtorch = required(lib, "libtorch_cpu");
        opener.require(libtorch);
        checkVersion(libtorch);
        if (cuda == null) CudaStatus.notBuilt(root.toString());
        else openCuda(opener, lib, cuda);
    }

    /** CUDA registers itself with libtorch when its libraries are opened. */
    private static void openCuda(LibraryOpener opener, Path lib, Path cuda) {
        Path base = find(lib, "libc10_cuda");
        String why = base == null ? lib + " has no libc10_cuda" + Platform.SUFFIX : Elf.fault(base);
        if (base != null) opener.openNeeded(base);
        Path linalg = find(lib, "libtorch_cuda_linalg"); // which libtorch opens itself
        if (linalg != null) opener.openNeeded(linalg);
        // It brings libc10_cuda along: where it cannot be opened, neither must stay.
        if (why == null) why = opener.open(cuda, true);
        if (why != null) CudaStatus.notLoaded(why);
    }

    /** pip puts them beside torch: {@code nvidia/cublas/lib}, or {@code nvidia/cu13/lib}. */
    private void findNvidia(Path lib) {
        Path torch = lib.toAbsolutePath().normalize();
        if (torch.endsWith("lib")) torch = torch.getParent();
        Path packages = torch == null ? null : torch.getParent();
        if (packages == null) return;
        Path beside = packages.resolve("nvidia");
        if (!Files.isDirectory(beside)) return;
        try (Stream<Path> parts = Files.list(beside)) {
            parts.sorted()
                    .map(p -> p.resolve("lib"))
                    .filter(Files::isDirectory)
                    .forEach(nvidia::add);
        } catch (IOException e) {
            throw failure("cannot list " + beside + ": " + e);
        }
    }

    private final class Nvidia implements LibraryOpener.Source {
        @Override
        public @Nullable Path find(String name) {
            return nvidia.stream()
                    .map(f -> f.resolve(name))
                    .filter(Files::exists)
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public List<Path> companions(String name) {
            List<Path> found = new ArrayList<>();
            Path library = find(name);
            Path folder = library == null ? null : library.getParent();
            if (folder == null) return found;
            COMPANIONS.forEach(
                    (prefix, companion) -> {
                        if (!name.startsWith(prefix)) return;
                        try (Stream<Path> files = Files.list(folder)) {
                            files.filter(
                                            f ->
                                                    companion
                                                            .matcher(f.getFileName().toString())
                                                            .matches())
                                    .sorted()
                                    .forEach(found::add);
                        } catch (IOException e) {
                            // Then it is not there to be opened first.
                        }
                    });
            return found;
        }

        @Override
        public String advice(Set<String> names) {
            String where = ", or put their folder on LD_LIBRARY_PATH before starting Java";
            if (!names.stream().allMatch(LibraryOpener::isNvidia))
                return "install the package that has it" + where;
            return "install NVIDIA's packages for pip ("
                    + (nvidia.isEmpty()
                            ? "there are none in site-packages/nvidia beside this libtorch"
                            : "looked in " + looked())
                    + ") or the CUDA toolkit"
                    + where;
        }
    }

    private String looked() {
        return nvidia.stream()
                .map(p -> p.resolve("../../*/lib").normalize().toString())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    /** Older ones lack entry points that the shim calls without looking. */
    private void checkVersion(Path libtorch) {
        MemorySegment asked =
                SymbolLookup.libraryLookup(libtorch, Arena.global())
                        .find("aoti_torch_abi_version")
                        .orElseThrow(
                                () ->
                                        failure(
                                                libtorch
                                                        + " is no libtorch 2.10 or newer. "
                                                        + WHAT_TO_NAME));
        long version;
        try {
            version =
                    (long)
                            Linker.nativeLinker()
                                    .downcallHandle(asked, FunctionDescriptor.of(JAVA_LONG))
                                    .invokeExact();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        if (version >>> 48 < (2 << 8 | 10)) {
            throw failure(
                    libtorch
                            + " is libtorch "
                            + (version >>> 56)
                            + "."
                            + (version >>> 48 & 0xff)
                            + ". "
                            + WHAT_TO_NAME);
        }
    }

    private Path required(Path lib, String name) {
        Path library = find(lib, name);
        if (library == null)
            throw failure(lib + " has no " + name + Platform.SUFFIX + ". " + WHAT_TO_NAME);
        return library;
    }

    /** The library of that name, with or without a version behind its suffix. */
    private static @Nullable Path find(Path folder, String name) {
        Path exact = folder.resolve(name + Platform.SUFFIX);
        if (Files.exists(exact)) return exact;
        if (!Files.isDirectory(folder)) return null;
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(
                            f ->
                                    f.getFileName()
                                            .toString()
                                            .startsWith(name + Platform.SUFFIX + "."))
                    .sorted()
                    .findFirst()
                    .orElse(null);
        } catch (IOException e) {
            throw new UnsatisfiedLinkError("cannot list " + folder + ": " + e);
        }
    }

    private UnsatisfiedLinkError failure(String what) {
        return new UnsatisfiedLinkError(source + ": " + what);
    }
}
