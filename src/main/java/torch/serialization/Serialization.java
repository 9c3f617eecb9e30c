package torch.serialization;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.FileFormatException;
import torch.Tensor;
import torch.internal.AtomicFile;

/** What {@link torch.Torch#save} and {@link torch.Torch#load} do. */
public final class Serialization {
    private Serialization() {}

    /** See {@link torch.Torch#save(Object, Path)}. */
    public static void save(@Nullable Object value, Path file) {
        Objects.requireNonNull(file, "argument 'f' must be a Path");
        Path name = file.getFileName();
        Saver.save(
                value,
                Saver.folder(name == null ? "" : name.toString()),
                content -> AtomicFile.write(file, content::to));
    }

    /** See {@link torch.Torch#save(Object, OutputStream)}. */
    public static void save(@Nullable Object value, OutputStream stream) {
        Objects.requireNonNull(stream, "argument 'f' must be an OutputStream");
        Saver.save(
                value,
                "archive",
                content -> {
                    try {
                        content.to(Channels.newChannel(stream));
                        stream.flush();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    /** See {@link torch.Torch#load(Path, Consumer)}. */
    public static @Nullable Object load(Path file, Consumer<? super LoadOptions> options) {
        Objects.requireNonNull(file, "argument 'f' must be a Path");
        return new Loader(file, configured(options)).load();
    }

    /** See {@link torch.Torch#load(InputStream, Consumer)}. */
    public static @Nullable Object load(InputStream stream, Consumer<? super LoadOptions> options) {
        Objects.requireNonNull(stream, "argument 'f' must be an InputStream");
        LoadOptions chosen = configured(options);
        try {
            MemorySegment bytes = MemorySegment.ofArray(stream.readAllBytes());
            return new Loader(Path.of("stream"), chosen).load(bytes, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** See {@link torch.Torch#loadStateDict(Path, Consumer)}. */
    public static Map<String, Tensor> loadStateDict(
            Path file, Consumer<? super LoadOptions> options) {
        Object loaded = load(file, options);
        try {
            return checked(file, loaded);
        } catch (RuntimeException e) {
            Reached.in(loaded).forEach(Tensor::close);
            throw e;
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Tensor> checked(Path file, @Nullable Object loaded) {
        if (!(loaded instanceof Map<?, ?> map))
            throw new FileFormatException(
                    file, "Expected state_dict to be dict-like, got " + Kinds.of(loaded) + ".");
        map.forEach(
                (key, value) -> {
                    if (!(key instanceof String) || !(value instanceof Tensor))
                        throw new FileFormatException(
                                file,
                                "a state_dict has tensors by name, but this file has %s at %s"
                                        .formatted(Kinds.of(value), Kinds.of(key)));
                });
        return (Map<String, Tensor>) map;
    }

    private static LoadOptions configured(Consumer<? super LoadOptions> options) {
        LoadOptions made = new LoadOptions();
        Objects.requireNonNull(options, "options").accept(made);
        return made;
    }
}
