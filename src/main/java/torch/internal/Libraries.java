package torch.internal;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.net.URL;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds and opens libtorch and the shim. libtorch comes from the folder that {@code jtorch.libtorch} (a system
 * property) or {@code JTORCH_LIBTORCH} (an environment variable) names, or from the torch of the Python interpreter that
 * it names, else from the JavaCPP presets on the class or module path. It is opened with its symbols global, so that the
 * shim resolves against it.
 */
public final class Libraries {
    static final String PROPERTY = "jtorch.libtorch";
    static final String VARIABLE = "JTORCH_LIBTORCH";

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
        if (asked == null || asked.isBlank()) {
            PresetLibraries.open();
        } else if (PythonTorch.isInterpreter(asked)) {
            PythonTorch torch = PythonTorch.of(asked, source);
            folder = torch.folder();
            new LibtorchFolder(
                            torch.folder(),
                            source + ", which has " + torch.folder(),
                            torch.nvidia())
                    .open();
        } else {
            folder = Path.of(asked);
            new LibtorchFolder(folder, source, List.of()).open();
        }
        return openShim();
    }

    private static long openShim() {
        String name = "libjtorch" + Platform.SUFFIX;
        String path = "native/" + Platform.NAME + "/" + name;
        URL resource = Libraries.class.getResource(path);
        if (resource == null) {
            throw failure(
                    "JTorch was built without its native part for "
                            + Platform.NAME
                            + ": "
                            + path
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
            String why = Elf.fault(file);
            if (why == null) why = "cannot open " + file + ": " + Dl.open(file.toString(), false);
            throw failure(why);
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

    private static UnsatisfiedLinkError failure(String message) {
        return new UnsatisfiedLinkError(message);
    }
}
