package torch.serialization;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Device;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.internal.AtomicFile;
import torch.nn.IncompatibleKeys;
import torch.nn.Module;

/**
 * Reads and writes safetensors files, which Python's {@code safetensors} library writes and reads: a JSON header, and
 * the tensors' bytes.
 *
 * {@snippet :
 * Safetensors.saveFile(model.stateDict(), path, Map.of("format", "pt"));
 * model.loadStateDict(Safetensors.loadFile(path));
 * }
 *
 * <p>Files are mapped unless asked otherwise: loading takes the time of reading the header, and a tensor's bytes are
 * read when they are touched. What mapping means for the file is said in the package's description. Files larger than
 * 2 GiB are read and written as any other.
 *
 * <p>Mirrors {@code safetensors.torch}; for files in several parts, what Hugging Face's libraries write and read.
 */
public final class Safetensors {
    private static final Path BYTES = Path.of("(bytes)");

    private Safetensors() {}

    /** How a file is read. */
    public static final class Options {
        private Device device = Device.CPU;
        private boolean mapped = true;

        private Options() {}

        /** Where the tensors go. Default {@code cpu}. */
        public Options device(Device device) {
            this.device = Objects.requireNonNull(device, "device");
            return this;
        }

        /** Where the tensors go, as {@code "cuda:0"}. */
        public Options device(String device) {
            return device(Device.of(device));
        }

        /**
         * What the bytes are read by: {@code "mmap"}, the default, maps the file; {@code "pread"} copies them, so that
         * the file may change later.
         *
         * @throws IllegalArgumentException for another
         */
        public Options backend(String backend) {
            mapped =
                    switch (backend) {
                        case "mmap" -> true;
                        case "pread" -> false;
                        default ->
                                throw new IllegalArgumentException(
                                        "backend \""
                                                + backend
                                                + "\" is invalid (expected one of: \"mmap\","
                                                + " \"pread\")");
                    };
            return this;
        }

        SafeOpen open(Path file) {
            Objects.requireNonNull(file, "file");
            return mapped ? SafeOpen.mapped(file, device) : SafeOpen.read(file, device);
        }
    }

    // ---- Files

    /** Saves tensors. Mirrors {@code save_file}. */
    public static void saveFile(Map<String, ? extends Tensor> tensors, Path file) {
        saveFile(tensors, file, null);
    }

    /**
     * Saves tensors with texts. The file is the one that Python writes for the same tensors, byte by byte; several texts
     * stand in the map's order, where Python's is by chance. Mirrors {@code save_file}.
     *
     * @throws IllegalArgumentException if a tensor is not contiguous, sparse, or of a type that the format lacks
     * @throws TorchException if tensors share memory; {@link #saveModel} saves such
     * @throws UncheckedIOException if the file cannot be written; it is as it was then
     */
    public static void saveFile(
            Map<String, ? extends Tensor> tensors,
            Path file,
            @Nullable Map<String, String> metadata) {
        Objects.requireNonNull(file, "file");
        AtomicFile.write(file, new SafetensorsWriter(tensors, metadata)::writeTo);
    }

    /** Loads all tensors of a file, as views of it, in the order of their data. Mirrors {@code load_file}. */
    public static Map<String, Tensor> loadFile(Path file) {
        return loadFile(file, o -> {});
    }

    /** Loads all tensors of a file to a device. */
    public static Map<String, Tensor> loadFile(Path file, String device) {
        return loadFile(file, o -> o.device(device));
    }

    /**
     * Loads all tensors of a file. Mirrors {@code load_file}.
     *
     * @throws torch.FileFormatException if the file is not what the format demands
     * @throws UncheckedIOException if it cannot be read
     * @throws UnsupportedOperationException if libtorch lacks a tensor's type
     */
    public static Map<String, Tensor> loadFile(Path file, Consumer<Options> options) {
        try (SafeOpen open = safeOpen(file, options)) {
            return open.getTensors();
        }
    }

    /** Opens a file to take tensors from it one by one. Mirrors {@code safe_open(file, "pt")}. */
    public static SafeOpen safeOpen(Path file) {
        return safeOpen(file, o -> {});
    }

    /**
     * Opens a file to take tensors from it one by one.
     *
     * @throws torch.FileFormatException if the file is not what the format demands
     * @throws UncheckedIOException if it cannot be read
     */
    public static SafeOpen safeOpen(Path file, Consumer<Options> options) {
        var configured = new Options();
        options.accept(configured);
        return configured.open(file);
    }

    // ---- Bytes

    /** The bytes of a file with these tensors. Mirrors {@code save}. */
    public static byte[] save(Map<String, ? extends Tensor> tensors) {
        return save(tensors, null);
    }

    /**
     * The bytes of a file with these tensors and texts. Mirrors {@code save}.
     *
     * @throws IllegalArgumentException as {@link #saveFile}, and if they are more than an array holds
     * @throws TorchException if tensors share memory
     */
    public static byte[] save(
            Map<String, ? extends Tensor> tensors, @Nullable Map<String, String> metadata) {
        var writer = new SafetensorsWriter(tensors, metadata);
        if (writer.size() > Integer.MAX_VALUE - 8)
            throw new IllegalArgumentException(
                    writer.size() + " bytes are more than an array holds: use saveFile");
        ByteBuffer bytes = ByteBuffer.allocate((int) writer.size());
        try {
            writer.writeTo(into(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.array();
    }

    private static WritableByteChannel into(ByteBuffer bytes) {
        return new WritableByteChannel() {
            @Override
            public int write(ByteBuffer source) {
                int count = source.remaining();
                bytes.put(source);
                return count;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };
    }

    /**
     * The tensors in the bytes of a file, copied. Mirrors {@code load}.
     *
     * @throws torch.FileFormatException if they are not what the format demands
     */
    public static Map<String, Tensor> load(byte[] data) {
        MemorySegment content = MemorySegment.ofArray(Objects.requireNonNull(data, "data"));
        try (SafeOpen open = SafeOpen.over(BYTES, Device.CPU, content)) {
            return open.getTensors();
        }
    }

    // ---- Models

    /** Saves a model's state. Mirrors {@code save_model}. */
    public static void saveModel(Module model, Path file) {
        saveModel(model, file, null);
    }

    /** Saves a model's state with texts. */
    public static void saveModel(Module model, Path file, @Nullable Map<String, String> metadata) {
        saveModel(model, file, metadata, true);
    }

    /**
     * Saves a model's state. Of tensors that share memory one is saved; the texts say for which others it stands. Mirrors
     * {@code save_model}.
     *
     * @param forceContiguous whether tensors that are not contiguous are saved as such, instead of refused
     * @throws TorchException if tensors share memory of which none is the whole
     * @throws IllegalArgumentException as {@link #saveFile}
     */
    public static void saveModel(
            Module model,
            Path file,
            @Nullable Map<String, String> metadata,
            boolean forceContiguous) {
        Objects.requireNonNull(model, "model");
        try (var scope = Torch.scope();
                var off = Torch.noGrad()) {
            Map<String, Tensor> state = new LinkedHashMap<>(model.stateDict());
            Map<String, String> texts = metadata == null ? null : new LinkedHashMap<>(metadata);
            for (var kept : SharedTensors.duplicates(state, Set.of()).entrySet())
                for (String removed : kept.getValue()) {
                    if (texts == null) texts = new LinkedHashMap<>();
                    texts.putIfAbsent(removed, kept.getKey());
                    state.remove(removed);
                }
            if (forceContiguous) state.replaceAll((name, tensor) -> tensor.contiguous());
            try {
                saveFile(state, file, texts);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        e.getMessage()
                                + " Or use save_model(..., force_contiguous=True), read the docs for"
                                + " potential caveats.",
                        e);
            }
        }
    }

    /** Loads a file into a model that must have the same keys. Mirrors {@code load_model}. */
    public static IncompatibleKeys loadModel(Module model, Path file) {
        return loadModel(model, file, true);
    }

    /** Loads a file into a model. */
    public static IncompatibleKeys loadModel(Module model, Path file, boolean strict) {
        return loadModel(model, file, strict, o -> {});
    }

    /**
     * Loads a file into a model; names that share the memory of one in the file are loaded with it. Mirrors
     * {@code load_model}.
     *
     * @return the names in the model that were not loaded, and those in the file that the model lacks
     * @throws TorchException if {@code strict} and there are any
     * @throws torch.FileFormatException if the file is not what the format demands
     */
    public static IncompatibleKeys loadModel(
            Module model, Path file, boolean strict, Consumer<Options> options) {
        Objects.requireNonNull(model, "model");
        try (var scope = Torch.scope()) {
            Map<String, Tensor> state = loadFile(file, options);
            Map<String, List<String>> duplicates =
                    SharedTensors.duplicates(model.stateDict(), state.keySet());
            IncompatibleKeys keys = model.loadStateDict(state, false);
            var missing = new ArrayList<>(keys.missingKeys());
            var unexpected = new ArrayList<>(keys.unexpectedKeys());
            for (List<String> group : duplicates.values())
                for (String name : group) if (!missing.remove(name)) unexpected.add(name);
            if (strict && !(missing.isEmpty() && unexpected.isEmpty()))
                throw new TorchException(
                        "Error(s) in loading state_dict for "
                                + model.getClass().getSimpleName()
                                + ":"
                                + listed("Missing", missing)
                                + listed("Unexpected", unexpected));
            return new IncompatibleKeys(missing, unexpected);
        }
    }

    private static String listed(String kind, List<String> keys) {
        if (keys.isEmpty()) return "";
        List<String> quoted =
                keys.stream()
                        .sorted(SafetensorsHeader.BY_CODE_POINTS)
                        .map(key -> "\"" + key + "\"")
                        .toList();
        return "\n    " + kind + " key(s) in state_dict: " + String.join(", ", quoted);
    }

    // ---- Files in several parts

    /** What a part is at most by default: five gigabytes. */
    public static final long MAX_SHARD_SIZE = 5_000_000_000L;

    /** Saves tensors in parts of at most {@link #MAX_SHARD_SIZE} bytes each. */
    public static void saveSharded(Map<String, ? extends Tensor> tensors, Path folder) {
        saveSharded(tensors, folder, MAX_SHARD_SIZE);
    }

    /**
     * Saves tensors, in their order, as {@code model-00001-of-00003.safetensors} and so on, and which of them is where
     * as {@code model.safetensors.index.json}; as {@code model.safetensors} alone where one part is enough. Each file
     * appears at once and the index last; parts of an earlier saving that no longer belong are deleted after it. Mirrors
     * {@code huggingface_hub.save_torch_state_dict}.
     *
     * @param folder where the files go; it must exist
     * @param maxShardSize the bytes of tensors that a part holds at most; one larger tensor is a part by itself
     * @throws IllegalArgumentException as {@link #saveFile}, and if the size is not positive
     * @throws TorchException if tensors share memory
     */
    public static void saveSharded(
            Map<String, ? extends Tensor> tensors, Path folder, long maxShardSize) {
        Shards.save(tensors, Objects.requireNonNull(folder, "folder"), maxShardSize);
    }

    /** Loads tensors that were saved in parts: {@code loadSharded(path, o -> {})}. */
    public static Map<String, Tensor> loadSharded(Path folderOrIndex) {
        return loadSharded(folderOrIndex, o -> {});
    }

    /**
     * Loads the tensors that an index lists, in its order, from the files beside it.
     *
     * @param folderOrIndex the index, or a folder with a {@code model.safetensors.index.json} or, in one part, a
     *     {@code model.safetensors}
     * @throws torch.FileFormatException if the index names files elsewhere than beside it, or tensors that are not where
     *     it says; and as {@link #loadFile}
     */
    public static Map<String, Tensor> loadSharded(Path folderOrIndex, Consumer<Options> options) {
        return Shards.load(Objects.requireNonNull(folderOrIndex, "folderOrIndex"), options);
    }
}
