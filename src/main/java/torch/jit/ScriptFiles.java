package torch.jit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.ExtraFilesMap;
import org.bytedeco.pytorch.JitModule;
import org.jspecify.annotations.Nullable;
import torch.Device;
import torch.FileFormatException;
import torch.OutOfMemoryException;
import torch.internal.AtomicFile;
import torch.internal.Presets;

/** Files of TorchScript in and out of libtorch, which knows only names of files. */
final class ScriptFiles {
    private ScriptFiles() {}

    static ScriptModule load(Path file, @Nullable Device device) {
        Presets.call(() -> null); // before anything is said about the file
        Archive.check(file, file);
        if (file.getFileSystem() == FileSystems.getDefault()) return load(file, file, device);
        return withCopy(
                copy -> {
                    Files.write(copy, Files.readAllBytes(file));
                    return load(copy, file, device);
                });
    }

    static ScriptModule load(byte[] content, @Nullable Device device) {
        Presets.call(() -> null);
        Path name = Path.of("TorchScript in memory");
        return withCopy(
                copy -> {
                    Files.write(copy, content);
                    Archive.check(copy, name);
                    return load(copy, name, device);
                });
    }

    private static ScriptModule load(Path file, Path name, @Nullable Device device) {
        String path = file.toString();
        return Presets.call(
                e -> {
                    RuntimeException failure = Presets.failure(e);
                    return failure instanceof OutOfMemoryException
                            ? failure
                            : new FileFormatException(
                                    name, String.valueOf(failure.getMessage()).strip());
                },
                () -> {
                    JitModule loaded =
                            org.bytedeco.pytorch.global.torch.load(
                                    path,
                                    device == null
                                            ? new DeviceOptional()
                                            : new DeviceOptional(
                                                    new org.bytedeco.pytorch.Device(
                                                            device.toString())),
                                    true);
                    return ScriptModule.of(loaded);
                });
    }

    static Map<String, byte[]> extraFiles(Path file) {
        try (Archive archive = new Archive(file, file)) {
            return archive.extraFiles();
        }
    }

    static void save(ScriptModule module, Path file, Map<String, byte[]> extraFiles) {
        Objects.requireNonNull(file, "file");
        withCopy(
                copy -> {
                    module.write(copy, extraFiles);
                    AtomicFile.write(
                            file,
                            channel -> {
                                try (var written = FileChannel.open(copy)) {
                                    long size = written.size();
                                    for (long at = 0; at < size; )
                                        at += written.transferTo(at, size - at, channel);
                                }
                            });
                    return null;
                });
    }

    /** The text of a method, which libtorch shows only in the files that it writes. */
    static String code(ScriptModule module, String method) {
        return withCopy(
                copy -> {
                    module.write(copy, Map.of());
                    try (Archive archive = new Archive(copy, copy)) {
                        return archive.method(module.typeName(), module.originalName(), method);
                    }
                });
    }

    static ExtraFilesMap extraFiles(Map<String, byte[]> files) {
        ExtraFilesMap map = new ExtraFilesMap();
        files.forEach(
                (name, content) ->
                        map.put(
                                Values.bytes(name.getBytes(StandardCharsets.UTF_8)),
                                Values.bytes(content)));
        return map;
    }

    private interface Use<T extends @Nullable Object> {
        T with(Path copy) throws IOException;
    }

    private static <T extends @Nullable Object> T withCopy(Use<T> use) {
        try {
            Path copy = Files.createTempFile("jtorch-", ".pt");
            try {
                return use.with(copy);
            } finally {
                Files.deleteIfExists(copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
