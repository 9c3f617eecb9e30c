package torch.serialization;

import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.internal.AtomicFile;

/**
 * Reads and writes NumPy's files: {@code .npy} with one array, {@code .npz} with several by name.
 *
 * {@snippet :
 * Npy.save(path, x);                                  // np.save(path, x)
 * Tensor y = Npy.load(path);                          // torch.from_numpy(np.load(path))
 * Npy.savez(archive, Map.of("x", x, "y", y));         // np.savez(archive, x=x, y=y)
 * Map<String, Tensor> all = Npy.loadz(archive);
 * }
 *
 * <p>Booleans, integers, floating-point and complex numbers are read in both byte orders, row-major and column-major
 * (the tensor has the same strides as the array), from versions 1, 2 and 3 of the format. Arrays of objects, records,
 * text and dates are refused with their {@code descr}. A header is a Python literal; it is read as one and never
 * evaluated. What is written is what NumPy writes, byte by byte, but for the compressed bytes of
 * {@link #savezCompressed}, which are zlib's.
 *
 * <p>Mirrors {@code numpy.load}, {@code save}, {@code savez} and {@code savez_compressed}.
 */
public final class Npy {
    private Npy() {}

    /** How a file is read. */
    public static final class LoadOptions {
        @Nullable String mmapMode;

        private LoadOptions() {}

        /**
         * Null, the default, copies the elements; {@code "c"} maps the file: a view that may be written to, and the file
         * does not see it. Elements that cannot be used as they lie, in the other byte order or misaligned, are copied
         * nevertheless.
         *
         * @throws IllegalArgumentException for another mode: tensors are writable, and never write to a file
         */
        public LoadOptions mmapMode(@Nullable String mode) {
            if (mode != null && !mode.equals("c"))
                throw new IllegalArgumentException(
                        "mmap_mode must be null or 'c', which keeps what is written in memory; got"
                                + " '"
                                + mode
                                + "'");
            this.mmapMode = mode;
            return this;
        }
    }

    /** How a file is written. */
    public static final class SaveOptions {
        private int version = 1;
        private ByteOrder order = ByteOrder.nativeOrder();

        private SaveOptions() {}

        /**
         * The major version of the format: 1, the default, 2 or 3.
         *
         * @throws IllegalArgumentException for another
         */
        public SaveOptions version(int version) {
            if (version < 1 || version > 3)
                throw new IllegalArgumentException(
                        "we only support format version (1,0), (2,0), and (3,0), not ("
                                + version
                                + ", 0)");
            this.version = version;
            return this;
        }

        /** The byte order of the elements. Default the machine's, as for NumPy's arrays. */
        public SaveOptions order(ByteOrder order) {
            this.order = Objects.requireNonNull(order, "order");
            return this;
        }
    }

    // ---- One array

    /** Loads an array, copied. Mirrors {@code numpy.load}. */
    public static Tensor load(Path file) {
        return load(file, o -> {});
    }

    /**
     * Loads an array. Mirrors {@code numpy.load}.
     *
     * @throws torch.FileFormatException if the file is not a {@code .npy} one, or holds what no tensor can
     * @throws UncheckedIOException if it cannot be read
     */
    public static Tensor load(Path file, Consumer<LoadOptions> options) {
        Objects.requireNonNull(file, "file");
        var configured = new LoadOptions();
        options.accept(configured);
        return configured.mmapMode == null ? NpyReader.read(file) : NpyReader.map(file);
    }

    /** Saves a tensor as {@code numpy.save} does: where the name does not end in {@code .npy}, that is added. */
    public static void save(Path file, Tensor tensor) {
        save(file, tensor, o -> {});
    }

    /**
     * Saves a tensor. Mirrors {@code numpy.save}: one whose columns follow each other in memory is saved so.
     *
     * @param file its name; {@code .npy} is added where it does not end so
     * @throws TorchException if the tensor requires gradients while they are enabled, as {@code tensor.numpy()}
     * @throws IllegalArgumentException if it is on another device, sparse, or of a type that NumPy lacks
     * @throws UncheckedIOException if the file cannot be written; it is as it was then
     */
    public static void save(Path file, Tensor tensor, Consumer<SaveOptions> options) {
        Objects.requireNonNull(tensor, "tensor");
        var configured = new SaveOptions();
        options.accept(configured);
        try (var scope = Torch.scope()) {
            var array = new NpyArray(tensor, configured.order, configured.version);
            AtomicFile.write(withSuffix(file, ".npy"), array::writeTo);
        }
    }

    // ---- Archives

    /**
     * Loads all arrays of an archive by name. Mirrors {@code dict(numpy.load(file))}.
     *
     * @throws torch.FileFormatException if it is not an archive of arrays, or one made to exhaust memory
     * @throws UncheckedIOException if it cannot be read
     */
    public static Map<String, Tensor> loadz(Path file) {
        try (NpzFile archive = openz(file)) {
            var tensors = new LinkedHashMap<String, Tensor>();
            try (var scope = Torch.scope()) {
                for (String name : archive.files()) tensors.put(name, archive.get(name));
                tensors.values().forEach(scope::keep);
            }
            return tensors;
        }
    }

    /** Opens an archive, to load its arrays one by one. Mirrors {@code numpy.load} of a {@code .npz} file. */
    public static NpzFile openz(Path file) {
        return openz(file, NpzFile.defaultLimit(file));
    }

    /**
     * Opens an archive.
     *
     * @param limit the bytes that its compressed arrays may take all together, by what it says itself; by default 64 times
     *     the size of the archive, or 1 GiB if that is more
     * @throws torch.FileFormatException if it is not an archive, or one with names that lead elsewhere, entries that
     *     overlap, or more in it than the limit
     */
    public static NpzFile openz(Path file, long limit) {
        return new NpzFile(Objects.requireNonNull(file, "file"), limit);
    }

    /** Saves tensors as {@code arr_0}, {@code arr_1} and so on. Mirrors {@code numpy.savez(file, *tensors)}. */
    public static void savez(Path file, Tensor... tensors) {
        savez(file, numbered(tensors));
    }

    /** Saves tensors by name, uncompressed, in the map's order. Mirrors {@code numpy.savez(file, **tensors)}. */
    public static void savez(Path file, Map<String, ? extends Tensor> tensors) {
        NpzWriter.write(withSuffix(file, ".npz"), tensors, false);
    }

    /** Saves tensors as {@code arr_0}, {@code arr_1} and so on, compressed. Mirrors {@code savez_compressed}. */
    public static void savezCompressed(Path file, Tensor... tensors) {
        savezCompressed(file, numbered(tensors));
    }

    /** Saves tensors by name, compressed. Mirrors {@code numpy.savez_compressed(file, **tensors)}. */
    public static void savezCompressed(Path file, Map<String, ? extends Tensor> tensors) {
        NpzWriter.write(withSuffix(file, ".npz"), tensors, true);
    }

    private static Map<String, Tensor> numbered(Tensor... tensors) {
        var named = new LinkedHashMap<String, Tensor>();
        for (Tensor tensor : tensors) named.put("arr_" + named.size(), tensor);
        return named;
    }

    private static Path withSuffix(Path file, String suffix) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(suffix) ? file : file.resolveSibling(name + suffix);
    }
}
