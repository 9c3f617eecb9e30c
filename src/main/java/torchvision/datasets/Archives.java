package torchvision.datasets;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import torch.FileFormatException;
import torch.TorchException;
import torch.internal.AtomicFile;

/**
 * Unpacks archives that need not be trusted: files and folders below the given one and nothing else, each file in one
 * step.
 *
 * <p>Of tar files no more is read than datasets are published in: the headers of ustar, without links and long names.
 */
final class Archives {
    private static final int BLOCK = 512;
    private static final int MOST_ENTRIES = 2_000_000;

    /** An archive may hold 1 GiB, and 100 times its own size: a bomb holds more. */
    private static final long ALLOWANCE = 1L << 30;

    private final Path archive;
    private final Path folder;
    private long left;
    private int entries;

    private Archives(Path archive, Path folder, long allowance) throws IOException {
        this.archive = archive;
        this.folder = folder.toAbsolutePath().normalize();
        left = Math.max(allowance, 100 * Files.size(archive));
    }

    static void extract(Path archive, Path folder) {
        extract(archive, folder, ALLOWANCE);
    }

    static void extract(Path archive, Path folder, long allowance) {
        String name = String.valueOf(archive.getFileName());
        try {
            Files.createDirectories(folder);
            var archives = new Archives(archive, folder, allowance);
            if (name.endsWith(".zip")) {
                archives.zip();
            } else if (name.endsWith(".tar")) {
                try (InputStream in = Files.newInputStream(archive)) {
                    archives.tar(in);
                }
            } else if (name.endsWith(".tgz") || name.endsWith(".tar.gz")) {
                try (InputStream in = archives.gunzip()) {
                    archives.tar(in);
                }
            } else if (name.endsWith(".gz")) {
                try (InputStream in = archives.gunzip()) {
                    archives.file(name.substring(0, name.length() - 3), in, Long.MAX_VALUE);
                }
            } else {
                throw unknown(archive, name);
            }
        } catch (IOException e) {
            throw failure(archive, e);
        } catch (UncheckedIOException e) {
            throw e.getCause() instanceof IOException cause ? failure(archive, cause) : e;
        }
    }

    /** The archive's fault, or the disk's. */
    private static RuntimeException failure(Path archive, IOException e) {
        return e instanceof EOFException || e instanceof ZipException
                ? new FileFormatException(archive, "is damaged or cut off: " + e.getMessage(), e)
                : new UncheckedIOException(e);
    }

    private static RuntimeException unknown(Path archive, String name) {
        int dot = name.lastIndexOf('.');
        if (dot <= 0) {
            return new TorchException(
                    "File '"
                            + archive
                            + "' has no suffixes that could be used to detect the archive type and"
                            + " compression.");
        }
        String suffix = name.substring(dot);
        if (suffix.matches("\\.(xz|bz2|tbz|tbz2)")) {
            return new UnsupportedOperationException(
                    archive
                            + ": the JDK cannot read "
                            + suffix
                            + ": unpack it with another program, in the same folder");
        }
        return new TorchException(
                "Unknown compression or archive type: '"
                        + suffix
                        + "'.\nKnown suffixes are: '['.gz', '.tar', '.tgz', '.zip']'.");
    }

    private InputStream gunzip() throws IOException {
        InputStream in = Files.newInputStream(archive);
        try {
            return new GZIPInputStream(in, 1 << 16);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private FileFormatException refused(String name, String why) {
        return new FileFormatException(archive, "the entry '" + name + "' " + why);
    }

    // ---- Where entries go

    /** The entry's place, which is below the folder, whatever it is called and whatever links are there. */
    private Path place(String name) throws IOException {
        if (++entries > MOST_ENTRIES) throw refused(name, "is one too many");
        if (name.isEmpty() || name.startsWith("/") || name.contains("\\") || name.contains(":")) {
            throw refused(name, "is no path below the folder");
        }
        Path place;
        try {
            place = folder.resolve(name).normalize();
        } catch (InvalidPathException e) {
            throw refused(name, "is no path");
        }
        for (Path step : Path.of(name)) {
            if (step.toString().equals("..")) throw refused(name, "leads out of the folder");
        }
        if (!place.startsWith(folder)) throw refused(name, "leads out of the folder");
        for (Path at = place; at != null && !at.equals(folder); at = at.getParent()) {
            if (Files.isSymbolicLink(at)) throw refused(name, "goes through a link");
        }
        return place;
    }

    private void folder(String name) throws IOException {
        Files.createDirectories(place(name));
    }

    /** Writes an entry of so many bytes, or of all there are. */
    private void file(String name, InputStream in, long size) throws IOException {
        Path place = place(name);
        Path parent = place.getParent();
        if (parent == null || place.equals(folder)) throw refused(name, "is no file's name");
        Files.createDirectories(parent);
        AtomicFile.write(
                place,
                channel -> {
                    var out = Channels.newOutputStream(channel);
                    var buffer = new byte[1 << 16];
                    long rest = size;
                    while (rest > 0) {
                        int n = in.read(buffer, 0, (int) Math.min(buffer.length, rest));
                        if (n < 0) break;
                        left -= n;
                        if (left < 0) {
                            throw refused(name, "makes the archive far larger than it looks");
                        }
                        out.write(buffer, 0, n);
                        rest -= n;
                    }
                    if (size != Long.MAX_VALUE && rest > 0) {
                        throw new EOFException("the entry '" + name + "' is truncated");
                    }
                });
    }

    // ---- zip

    private void zip() throws IOException {
        try (var in = new ZipInputStream(Files.newInputStream(archive))) {
            boolean any = false;
            for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
                any = true;
                if (e.isDirectory()) folder(e.getName());
                else file(e.getName(), in, Long.MAX_VALUE);
            }
            if (!any) throw new FileFormatException(archive, "is no zip file");
        } catch (IllegalArgumentException e) {
            throw new FileFormatException(archive, "is a damaged zip file", e);
        }
    }

    // ---- tar

    private void tar(InputStream in) throws IOException {
        boolean any = false;
        for (byte[] header = in.readNBytes(BLOCK); ; header = in.readNBytes(BLOCK)) {
            if (header.length < BLOCK) {
                throw new FileFormatException(archive, "is truncated, or no tar file");
            }
            if (isZero(header)) {
                if (!any) throw new FileFormatException(archive, "is no tar file");
                return;
            }
            any = true;
            checkSum(header);
            String prefix = text(header, 257, 5).equals("ustar") ? text(header, 345, 155) : "";
            String name = text(header, 0, 100);
            if (!prefix.isEmpty()) name = prefix + "/" + name;
            long size = number(header, 124, 12);
            switch (header[156]) {
                case '0', 0 -> file(name, in, size);
                case '5' -> folder(name);
                case '1', '2' -> throw refused(name, "is a link");
                case 'x', 'g', 'L', 'K' -> {
                    // Times and owners say nothing here; a longer name would.
                    String said =
                            new String(
                                    in.readNBytes((int) Math.min(size, 1 << 16)),
                                    StandardCharsets.UTF_8);
                    if (header[156] != 'g' && (header[156] != 'x' || said.contains("path="))) {
                        throw refused(name, "has a longer name than is supported");
                    }
                    if (size > 1 << 16) throw refused(name, "is a header that is too long");
                }
                default -> throw refused(name, "is neither a file nor a folder");
            }
            in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
        }
    }

    private static boolean isZero(byte[] block) {
        for (byte b : block) {
            if (b != 0) return false;
        }
        return true;
    }

    private void checkSum(byte[] header) {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        if (sum != number(header, 148, 8)) {
            throw new FileFormatException(archive, "is damaged, or no tar file");
        }
    }

    private static String text(byte[] header, int at, int length) {
        int end = at;
        while (end < at + length && header[end] != 0) end++;
        return new String(header, at, end - at, StandardCharsets.UTF_8);
    }

    private long number(byte[] header, int at, int length) {
        String digits = text(header, at, length).strip();
        try {
            return digits.isEmpty() ? 0 : Long.parseUnsignedLong(digits, 8);
        } catch (NumberFormatException e) {
            throw new FileFormatException(archive, "is damaged, or no tar file", e);
        }
    }
}
