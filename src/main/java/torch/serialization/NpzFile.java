package torch.serialization;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import torch.FileFormatException;
import torch.Tensor;

/**
 * An open {@code .npz} archive, whose arrays are loaded one by one. Mirrors {@code numpy.lib.npyio.NpzFile}.
 *
 * <p>Opening checks what the archive says of itself: that no entry is larger than its compressed bytes can become, that
 * entries do not share bytes, and that all together they stay in a limit.
 */
public final class NpzFile implements AutoCloseable {
    /** What deflate makes of a byte at most. */
    private static final long EXPANSION = 1032;

    /** What an entry takes beside its name, twice, and its bytes: a header where it is, and one in the directory. */
    private static final long ENTRY_OVERHEAD = 30 + 46;

    private static final long USUAL_EXPANSION = 64;
    private static final int SHOWN = 5;

    private final Path file;
    private final ZipFile zip;
    private final Map<String, ZipEntry> entries = new LinkedHashMap<>();

    NpzFile(Path file, long limit) {
        this.file = file;
        ZipFile opened = null;
        try {
            long size = PrivateMapping.size(file);
            zip = opened = new ZipFile(file.toFile());
            readEntries(size, limit);
            opened = null;
        } catch (ZipException e) {
            throw new FileFormatException(file, "not a .npz archive: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (opened != null) closeQuietly(opened);
        }
    }

    static long defaultLimit(Path file) {
        try {
            return Math.max(1L << 30, USUAL_EXPANSION * PrivateMapping.size(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void readEntries(long fileSize, long limit) {
        long stored = 0;
        long expanded = 0;
        for (var all = zip.entries(); all.hasMoreElements(); ) {
            ZipEntry entry = all.nextElement();
            String name = entry.getName();
            requirePlain(name);
            String key = name.endsWith(".npy") ? name.substring(0, name.length() - 4) : name;
            if (entries.put(key, entry) != null)
                throw new FileFormatException(file, "two arrays are called '" + key + "'");
            long from = entry.getCompressedSize();
            long to = entry.getSize();
            boolean deflated = entry.getMethod() == ZipEntry.DEFLATED;
            if (from < 0 || to < 0 || (deflated ? to / EXPANSION > from : to != from))
                throw new FileFormatException(
                        file, "array '" + key + "': " + to + " bytes cannot come of " + from);
            stored += from + ENTRY_OVERHEAD + 2L * name.length();
            if (deflated) expanded += to;
            if (stored > fileSize)
                throw new FileFormatException(
                        file,
                        "its entries overlap: they have more bytes than the file, which has "
                                + fileSize);
            if (expanded > limit)
                throw new FileFormatException(
                        file,
                        "its arrays take more than "
                                + limit
                                + " bytes, the limit for this archive of "
                                + fileSize
                                + ": Npy.openz(file, limit) lets more in");
        }
    }

    /** Refuses names that would lead out of a folder, if somebody used them as files. */
    private void requirePlain(String name) {
        String path = name.replace('\\', '/');
        boolean leads = path.startsWith("/") || path.indexOf('\0') >= 0 || path.endsWith("/");
        for (String step : path.split("/", -1)) leads |= step.equals("..") || step.equals(".");
        if (leads) throw new FileFormatException(file, "'" + name + "' is no name for an array");
    }

    /** The names of the arrays, in the archive's order. Mirrors {@code NpzFile.files}. */
    public List<String> files() {
        return List.copyOf(entries.keySet());
    }

    /**
     * Loads an array. Mirrors {@code npz[name]}.
     *
     * @param name its name, with or without {@code .npy}
     * @throws IllegalArgumentException if there is none of that name
     * @throws FileFormatException if the entry is damaged, is not a {@code .npy} file, or holds what no tensor can
     * @throws IllegalStateException if the archive is closed
     */
    public Tensor get(String name) {
        Objects.requireNonNull(name, "name");
        ZipEntry entry = entries.get(name);
        if (entry == null && name.endsWith(".npy"))
            entry = entries.get(name.substring(0, name.length() - 4));
        if (entry == null)
            throw new IllegalArgumentException(name + " is not a file in the archive");
        Path called = Path.of(file + "[" + entry.getName() + "]");
        Tensor tensor = null;
        try (InputStream bytes = zip.getInputStream(entry)) {
            var checked = new CheckedInputStream(bytes, new CRC32());
            ReadableByteChannel channel = Channels.newChannel(checked);
            tensor = NpyReader.read(called, channel, entry.getSize());
            // what follows the elements is part of the checksum too
            checked.transferTo(java.io.OutputStream.nullOutputStream());
            if (checked.getChecksum().getValue() != entry.getCrc())
                throw new FileFormatException(called, "Bad CRC-32");
            Tensor whole = tensor;
            tensor = null;
            return whole;
        } catch (ZipException | java.io.EOFException e) {
            throw new FileFormatException(called, "damaged: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (tensor != null) tensor.close();
        }
    }

    /** Closes the archive; a second call does nothing. */
    @Override
    public void close() {
        closeQuietly(zip);
    }

    private static void closeQuietly(ZipFile zip) {
        try {
            zip.close();
        } catch (IOException e) {
            // it was only read from
        }
    }

    /** {@code NpzFile 'x.npz' with keys: a, b}. */
    @Override
    public String toString() {
        String keys = String.join(", ", entries.keySet().stream().limit(SHOWN).toList());
        return "NpzFile '" + file + "' with keys: " + keys + (entries.size() > SHOWN ? "..." : "");
    }
}
