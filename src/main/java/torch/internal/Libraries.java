package torch.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds and opens libtorch and the shim. libtorch comes from the folder that {@code jtorch.libtorch} (a system
 * property) or {@code JTORCH_LIBTORCH} (an environment variable) names, else from the JavaCPP presets on the class or
 * module path. It is opened with its symbols global, so that the shim resolves against it.
 */
public final class Libraries {
    private static final String PROPERTY = "jtorch.libtorch";
    private static final String VARIABLE = "JTORCH_LIBTORCH";
    private static final boolean MAC = System.getProperty("os.name").startsWith("Mac");
    private static final String SUFFIX = MAC ? ".dylib" : ".so";
    private static final String PLATFORM = platform();
    private static final String WHAT_TO_NAME =
            "Name the folder of a libtorch 2.10 or newer: pip's torch folder, an"
                    + " unpacked libtorch, or the distribution's library folder";

    private static @Nullable Path folder;
    private static @Nullable Path shimFile;

    private Libraries() {}

    /** The folder that libtorch was asked to come from, or null for the presets'. */
    public static @Nullable Path folder() {
        return folder;
    }

    /** The shim's file, once it is loaded. */
    static Path shimFile() {
        Native.load();
        return Objects.requireNonNull(shimFile, "loaded");
    }

    /** The version of the libtorch in this process, as {@code 2.13.0}. */
    public static String version() {
        long version = Downcalls.plain(Function.VERSION);
        return (version >>> 56) + "." + (version >>> 48 & 0xff) + "." + (version >>> 40 & 0xff);
    }

    /** Opens everything and returns the address of the shim's table. */
    static long load() {
        String asked = System.getProperty(PROPERTY);
        String source = "-D" + PROPERTY + "=" + asked;
        if (asked == null || asked.isBlank()) {
            asked = System.getenv(VARIABLE);
            source = VARIABLE + "=" + asked;
        }
        if (asked != null && !asked.isBlank()) {
            folder = Path.of(asked);
            openFolder(folder, source);
        } else {
            openPresets();
        }
        return openShim();
    }

    private static void openFolder(Path root, String source) {
        if (!Files.isDirectory(root)) throw failure(source + ": there is no such folder");
        List<Path> candidates =
                Stream.of("", "lib", "lib64", "lib/x86_64-linux-gnu", "lib/aarch64-linux-gnu")
                        .map(root::resolve)
                        .toList();
        Path lib =
                candidates.stream()
                        .filter(c -> find(c, "libtorch_cpu") != null)
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        failure(
                                                source
                                                        + ": no libtorch_cpu"
                                                        + SUFFIX
                                                        + " there, nor in its lib folder. "
                                                        + WHAT_TO_NAME));
        open(required(lib, "libc10", source), true);
        Path libtorch = required(lib, "libtorch_cpu", source);
        open(libtorch, true);
        checkVersion(libtorch, source);
        // CUDA registers itself with libtorch when its libraries are opened.
        for (String name : List.of("libc10_cuda", "libtorch_cuda")) {
            Path library = find(lib, name);
            if (library != null) open(library, true);
        }
    }

    /** Older ones lack entry points that the shim calls without looking. */
    private static void checkVersion(Path libtorch, String source) {
        MemorySegment asked =
                SymbolLookup.libraryLookup(libtorch, Arena.global())
                        .find("aoti_torch_abi_version")
                        .orElseThrow(
                                () ->
                                        failure(
                                                source
                                                        + ": "
                                                        + libtorch
                                                        + " is no libtorch 2.10 or newer. "
                                                        + WHAT_TO_NAME));
        try {
            long version =
                    (long)
                            Linker.nativeLinker()
                                    .downcallHandle(asked, FunctionDescriptor.of(JAVA_LONG))
                                    .invokeExact();
            if (version >>> 48 < (2 << 8 | 10)) {
                throw failure(
                        source
                                + ": "
                                + libtorch
                                + " is libtorch "
                                + (version >>> 56)
                                + "."
                                + (version >>> 48 & 0xff)
                                + ". "
                                + WHAT_TO_NAME);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static Path required(Path lib, String name, String source) {
        Path library = find(lib, name);
        if (library == null)
            throw failure(source + ": " + lib + " has no " + name + SUFFIX + ". " + WHAT_TO_NAME);
        return library;
    }

    /** The library of that name, with or without a version behind its suffix. */
    private static @Nullable Path find(Path folder, String name) {
        Path exact = folder.resolve(name + SUFFIX);
        if (Files.exists(exact)) return exact;
        if (!Files.isDirectory(folder)) return null;
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().startsWith(name + SUFFIX + "."))
                    .sorted()
                    .findFirst()
                    .orElse(null);
        } catch (IOException e) {
            throw failure("cannot list " + folder + ": " + e);
        }
    }

    private static void openPresets() {
        // OpenBLAS and the GNU runtimes first: libtorch names them without a folder.
        for (String name : List.of("libquadmath.so.0", "libgfortran.so.5", "libgfortran.so.4")) {
            Path library = preset("openblas", name);
            if (library != null) open(library, true);
        }
        open(requiredPreset("openblas", MAC ? "libopenblas.0.dylib" : "libopenblas.so.0"), true);
        Path openMp = preset("pytorch", MAC ? "libomp.dylib" : "libgomp.so.1");
        if (openMp != null) open(openMp, true);
        open(requiredPreset("pytorch", "libc10" + SUFFIX), true);
        open(requiredPreset("pytorch", "libtorch_cpu" + SUFFIX), true);
    }

    /** A library of the presets as a file, extracted and cached by JavaCPP. */
    private static @Nullable Path preset(String artifact, String name) {
        try {
            return Presets.extract(presetResource(artifact, name));
        } catch (IOException e) {
            throw failure("cannot unpack " + name + ": " + e);
        } catch (NoClassDefFoundError e) {
            throw failure(
                    "no libtorch: the JavaCPP presets (org.bytedeco:pytorch) are not on the class or module path."
                            + " Add them, or name the folder of a libtorch with -D"
                            + PROPERTY
                            + "=DIR or "
                            + VARIABLE);
        }
    }

    private static Path requiredPreset(String artifact, String name) {
        Path file = preset(artifact, name);
        if (file == null) {
            throw failure(
                    "no libtorch: "
                            + presetResource(artifact, name).substring(1)
                            + " is not on the class or module path. Add the dependency org.bytedeco:"
                            + artifact
                            + " with classifier "
                            + PLATFORM
                            + ", or name the folder of a libtorch with -D"
                            + PROPERTY
                            + "=DIR or "
                            + VARIABLE);
        }
        return file;
    }

    private static String presetResource(String artifact, String name) {
        return "/org/bytedeco/" + artifact + "/" + PLATFORM + "/" + name;
    }

    private static long openShim() {
        String name = "libjtorch" + SUFFIX;
        URL resource = Libraries.class.getResource("native/" + PLATFORM + "/" + name);
        if (resource == null) {
            throw failure(
                    "JTorch was built without its native part for "
                            + PLATFORM
                            + ": native/"
                            + PLATFORM
                            + "/"
                            + name
                            + " is not in its jar. Build JTorch on that platform");
        }
        Path file;
        try {
            file =
                    resource.getProtocol().equals("file")
                            ? Path.of(resource.toURI())
                            : unpack(resource, name);
        } catch (IOException | java.net.URISyntaxException e) {
            throw failure("cannot unpack " + name + ": " + e);
        }
        SymbolLookup shim;
        try {
            shim = SymbolLookup.libraryLookup(file, Arena.global());
        } catch (IllegalArgumentException e) {
            open(file, false); // says why
            throw failure("cannot open " + file + ": " + e.getMessage());
        }
        MemorySegment catalogue = shim.findOrThrow("jt_catalogue").reinterpret(64);
        if (!catalogue.getString(0).equals(Function.CATALOGUE)) {
            throw failure(file + " belongs to another build of JTorch. Build it again");
        }
        shimFile = file;
        return shim.findOrThrow("jt_table").address();
    }

    /** The shim out of the jar, in a file named by its content. */
    private static Path unpack(URL resource, String name) throws IOException {
        byte[] content;
        try (InputStream in = resource.openStream()) {
            content = in.readAllBytes();
        }
        java.util.zip.CRC32C sum = new java.util.zip.CRC32C();
        sum.update(content);
        Path folder = cacheFolder().resolve(Function.CATALOGUE + Long.toHexString(sum.getValue()));
        Path file = folder.resolve(name);
        if (Files.exists(file) && Files.size(file) == content.length) return file;
        Files.createDirectories(folder);
        Path part = Files.createTempFile(folder, name, ".part");
        Files.write(part, content);
        try {
            Files.move(
                    part,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (FileSystemException e) { // another process was first and has it open
            Files.deleteIfExists(part);
            if (!Files.exists(file)) throw e;
        }
        return file;
    }

    private static Path cacheFolder() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path base =
                cache != null && !cache.isBlank()
                        ? Path.of(cache)
                        : Path.of(System.getProperty("user.home"), ".cache");
        return base.resolve("jtorch");
    }

    /** Opens a library with dlopen, global where the shim has to see its symbols. */
    private static void open(Path file, boolean global) {
        checkElf(file);
        Linker linker = Linker.nativeLinker();
        MethodHandle dlopen =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("dlopen"),
                        FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
        MethodHandle dlerror =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("dlerror"),
                        FunctionDescriptor.of(ADDRESS));
        int flags = 1 | (global ? (MAC ? 8 : 0x100) : 0); // RTLD_LAZY, RTLD_GLOBAL
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment opened =
                    (MemorySegment) dlopen.invokeExact(arena.allocateFrom(file.toString()), flags);
            if (!opened.equals(MemorySegment.NULL)) return;
            String why = ((MemorySegment) dlerror.invokeExact()).reinterpret(4096).getString(0);
            throw failure("cannot open " + file + ": " + why + advice(file, why));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static String advice(Path file, String why) {
        int missing = why.indexOf(": cannot open shared object file");
        if (missing > 0 && !why.startsWith(file.toString())) {
            return ". It needs "
                    + why.substring(0, missing)
                    + ": install the package that has it, or put its folder on"
                    + " LD_LIBRARY_PATH before starting Java";
        }
        return "";
    }

    /**
     * dlopen says little about a library of another processor, and reading one that ends early ends the process, so its
     * ELF headers are read first.
     */
    private static void checkElf(Path file) {
        if (MAC) return;
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer header = read(channel, 0, 64);
            if (header.limit() < 64 || header.getInt(0) != 0x464c457f) {
                throw failure(file + " is not a shared library (no ELF header)");
            }
            boolean wide = header.get(4) == 2;
            int machine = header.getShort(18);
            int expected = PLATFORM.endsWith("arm64") ? 183 : 62;
            if (!wide || machine != expected) {
                String built =
                        !wide
                                ? "a 32-bit processor"
                                : machine == 62
                                        ? "x86-64"
                                        : machine == 183 ? "arm64" : "machine type " + machine;
                throw failure(
                        file
                                + " is built for "
                                + built
                                + ", this JVM runs on "
                                + PLATFORM
                                + ". Get the libtorch for "
                                + PLATFORM);
            }
            int entry = header.getShort(54) & 0xffff;
            int entries = header.getShort(56) & 0xffff;
            ByteBuffer segments = read(channel, header.getLong(32), entry * entries);
            boolean whole = segments.limit() == entry * entries;
            for (int i = 0; whole && i < entries; i++) {
                whole =
                        segments.getLong(i * entry + 8) + segments.getLong(i * entry + 32)
                                <= channel.size();
            }
            if (!whole)
                throw failure(
                        file
                                + " ends before it is complete ("
                                + channel.size()
                                + " bytes): copy or download it again");
        } catch (IOException e) {
            throw failure("cannot read " + file + ": " + e);
        }
    }

    private static ByteBuffer read(FileChannel channel, long position, int length)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining() && channel.read(buffer, position + buffer.position()) > 0) {}
        return buffer.flip();
    }

    private static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String system =
                os.startsWith("mac") ? "macosx" : os.startsWith("windows") ? "windows" : "linux";
        String arch = System.getProperty("os.arch");
        return system
                + "-"
                + switch (arch) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64" -> "arm64";
                    default -> arch;
                };
    }

    private static UnsatisfiedLinkError failure(String message) {
        return new UnsatisfiedLinkError(message);
    }

    /** What touches JavaCPP's classes, which need not be there. */
    private static final class Presets {
        static @Nullable Path extract(String resource) throws IOException {
            URL url = org.bytedeco.javacpp.Loader.class.getResource(resource);
            if (url == null) url = Libraries.class.getResource(resource);
            if (url == null) url = ClassLoader.getSystemResource(resource.substring(1));
            if (url == null) url = onModulePath(resource);
            if (url == null) return null;
            java.io.File file = org.bytedeco.javacpp.Loader.cacheResource(url);
            return file == null ? null : file.toPath();
        }

        /** Nothing requires the modules that only carry a platform's libraries, so they are on the module path unresolved. */
        private static @Nullable URL onModulePath(String resource) throws IOException {
            String path = System.getProperty("jdk.module.path", "");
            if (path.isEmpty()) return null;
            String[] parts = resource.split("/"); // "", org, bytedeco, artifact, platform, file
            String module = "org.bytedeco." + parts[3] + "." + PLATFORM.replace('-', '.');
            Path[] entries =
                    Stream.of(path.split(java.io.File.pathSeparator))
                            .map(Path::of)
                            .toArray(Path[]::new);
            ModuleReference found = ModuleFinder.of(entries).find(module).orElse(null);
            if (found == null) return null;
            try (ModuleReader reader = found.open()) {
                URI uri = reader.find(resource.substring(1)).orElse(null);
                return uri == null ? null : uri.toURL();
            }
        }
    }
}
