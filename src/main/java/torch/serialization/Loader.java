package torch.serialization;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import torch.FileFormatException;
import torch.GradMode;
import torch.OutOfMemoryException;
import torch.Scope;
import torch.Tensor;
import torch.Torch;

/** Loads one file. */
final class Loader {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final long PROTOCOL = 1001;

    private final Path name;
    private final LoadOptions options;

    /** @param name what messages call the file */
    Loader(Path name, LoadOptions options) {
        this.name = name;
        this.options = options;
    }

    @Nullable Object load() {
        try (FileChannel channel = FileChannel.open(name, StandardOpenOption.READ);
                Arena arena = Arena.ofConfined()) {
            if (!Files.isRegularFile(name)) throw new IOException(name + " is not a file");
            MemorySegment file =
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return load(file, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InternalError e) { // how the JVM tells that a mapped page is gone
            throw new UncheckedIOException(
                    new IOException(name + " was shortened while it was read", e));
        }
    }

    /** @param isFile whether the bytes are those of the file of this name */
    @Nullable Object load(MemorySegment file, boolean isFile) {
        Rebuild rebuild = new Rebuild(new Budget(file.byteSize()), options);
        Set<Tensor> kept = Set.of();
        try (Scope scope = Torch.scope();
                GradMode off = Torch.noGrad()) {
            Object loaded = parse(file, isFile, rebuild);
            rebuild.validate();
            Set<Tensor> reached = Reached.in(loaded);
            for (Tensor tensor : reached) scope.keep(tensor);
            kept = reached;
            return loaded;
        } catch (BrokenFile e) {
            String problem = String.valueOf(e.getMessage());
            throw e.getCause() == null
                    ? new FileFormatException(name, problem)
                    : new FileFormatException(name, problem, e.getCause());
        } catch (Failure e) {
            throw e.reason();
        } catch (OutOfMemoryException e) {
            throw e;
        } catch (RuntimeException e) { // libtorch would not make such a tensor
            throw new FileFormatException(name, String.valueOf(e.getMessage()), e);
        } finally {
            for (Tensor parameter : rebuild.parameters())
                if (!kept.contains(parameter)) parameter.close();
        }
    }

    private @Nullable Object parse(MemorySegment file, boolean isFile, Rebuild rebuild) {
        if (ZipArchive.isZip(file)) return zip(file, isFile, rebuild);
        if (options.mmap())
            throw new Failure(
                    new torch.TorchException(
                            "mmap can only be used with files saved with `torch.save(%s,"
                                            .formatted(name)
                                    + " _use_new_zipfile_serialization=True), please torch.save your"
                                    + " checkpoint with this option in order to use mmap."));
        return legacy(file, rebuild);
    }

    // ---- Archives

    private @Nullable Object zip(MemorySegment file, boolean isFile, Rebuild rebuild) {
        ZipArchive archive = new ZipArchive(file);
        String folder = folder(archive);
        if (archive.entries().containsKey(folder + "constants.pkl"))
            throw new BrokenFile(
                    "Cannot use ``weights_only=True`` with TorchScript archives passed to"
                            + " ``torch.load``: it is a compiled module, not data");
        ZipArchive.Entry pickle = archive.entries().get(folder + "data.pkl");
        if (pickle == null)
            throw new BrokenFile(
                    "PytorchStreamReader failed locating file data.pkl: file not found");
        String order = record(archive, folder + "byteorder", "little");
        if (!order.equals("little") && !order.equals("big"))
            throw new BrokenFile("Unknown endianness type: " + BrokenFile.shown(order));
        boolean foreign = order.equals("big") != (ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN);
        String version = record(archive, folder + "version", "3").strip();
        if (!version.matches("[1-9]|10"))
            throw new BrokenFile(
                    "the archive's version '%s' is not one of 1 to 10, which are known"
                            .formatted(BrokenFile.shown(version)));
        if (options.mmap() && !isFile)
            throw new Failure(
                    new IllegalArgumentException(
                            "f must be a file path in order to use the mmap argument"));
        MemorySegment mapped = options.mmap() ? PrivateMapping.map(name, file.byteSize()) : null;
        var storages = new ZipStorages(archive, folder, foreign, mapped, options);
        return new Unpickler(archive.small(pickle), 0, storages, rebuild).load();
    }

    /** What all names of a file's records begin with: PyTorch calls it after the file. */
    private static String folder(ZipArchive archive) {
        if (archive.entries().isEmpty()) throw new BrokenFile("the zip archive is empty");
        String first = archive.entries().keySet().iterator().next();
        int slash = first.indexOf('/');
        if (slash < 0)
            throw new BrokenFile(
                    "file in archive is not in a subdirectory: " + BrokenFile.shown(first));
        return first.substring(0, slash + 1);
    }

    private static String record(ZipArchive archive, String name, String standard) {
        ZipArchive.Entry entry = archive.entries().get(name);
        if (entry == null) return standard;
        if (entry.size() > 100) throw ZipArchive.inRecord(name, "is far too long");
        return new String(archive.small(entry).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
    }

    // ---- Files from before PyTorch 1.6

    private @Nullable Object legacy(MemorySegment file, Rebuild rebuild) {
        if (isTar(file))
            throw new BrokenFile(
                    "Cannot use ``weights_only=True`` with files saved in the legacy .tar format:"
                            + " load the file in Python and save it anew");
        Unpickler head = new Unpickler(file, 0, null, rebuild);
        if (file.byteSize() == 0) throw new BrokenFile("Ran out of input: the file is empty");
        if (file.get(JAVA_BYTE, 0) != (byte) 0x80 || !MAGIC.equals(head.load()))
            throw new BrokenFile("Invalid magic number; corrupt file?");
        Object protocol = head.load();
        if (!(protocol instanceof Long number) || number != PROTOCOL)
            throw new BrokenFile("Invalid protocol version: " + Kinds.of(protocol));
        head.load(); // of which machine the file is
        LegacyStorages storages = new LegacyStorages(file, options);
        Unpickler body = new Unpickler(file, head.position(), storages, rebuild);
        Object loaded = body.load();
        Unpickler tail = new Unpickler(file, body.position(), null, rebuild);
        Object keys = tail.load();
        storages.fill(keys, tail.position());
        return loaded;
    }

    private static boolean isTar(MemorySegment file) {
        if (file.byteSize() < 512) return false;
        byte[] magic = file.asSlice(257, 5).toArray(JAVA_BYTE);
        return new String(magic, StandardCharsets.US_ASCII).equals("ustar");
    }
}
