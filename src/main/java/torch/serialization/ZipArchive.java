package torch.serialization;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * The records of a zip archive in memory, by name and in their order. Only the central directory is believed, and only
 * after it was held against the local headers: no two records share a byte, so that what is read is never more than what
 * is there.
 */
final class ZipArchive {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int LOCAL = 0x04034b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int END64 = 0x06064b50;
    private static final int LOCATOR64 = 0x07064b50;

    /** Records that were deflated may grow to this many times the file, and not more, */
    private static final long GROWTH = 100;

    /** but to this many bytes in any case. */
    private static final long HARMLESS = 16 << 20;

    /** One record: where its bytes are in the file, and how many there are. */
    record Entry(String name, long offset, long stored, long size, int method, int crc) {
        boolean isStored() {
            return method == 0;
        }
    }

    private final MemorySegment file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    ZipArchive(MemorySegment file) {
        this.file = file;
        readDirectory();
    }

    /** Whether these bytes begin as a zip archive does. */
    static boolean isZip(MemorySegment file) {
        return file.byteSize() >= 4 && file.get(INT, 0) == LOCAL;
    }

    Map<String, Entry> entries() {
        return entries;
    }

    // ---- The directory

    private void readDirectory() {
        long end = findEnd();
        long count = unsigned(file.get(SHORT, end + 10));
        long length = unsigned(file.get(INT, end + 12));
        long start = unsigned(file.get(INT, end + 16));
        long directoryEnd = end;
        if (end >= 20 && file.get(INT, end - 20) == LOCATOR64) {
            long end64 = file.get(LONG, end - 20 + 8);
            if (end64 < 0 || end64 > end - 20 - 56 || file.get(INT, end64) != END64)
                throw new BrokenFile("the zip archive's 64-bit end record is not where it says");
            count = file.get(LONG, end64 + 32);
            length = file.get(LONG, end64 + 40);
            start = file.get(LONG, end64 + 48);
            directoryEnd = end64;
        }
        if (start < 0 || length < 0 || start > directoryEnd || length > directoryEnd - start)
            throw new BrokenFile(
                    "the zip archive's directory (%d bytes at %d) lies outside of the file of %d bytes"
                            .formatted(length, start, file.byteSize()));
        if (count < 0 || count > length / 46)
            throw new BrokenFile(
                    "the zip archive's directory of %d bytes cannot hold %d records"
                            .formatted(length, count));
        long at = start;
        for (long i = 0; i < count; i++) at = readEntry(at, start + length, start);
        refuseOverlaps();
        refuseBombs();
    }

    private long findEnd() {
        long last = file.byteSize() - 22;
        for (long at = last; at >= Math.max(0, last - 0xffff); at--) {
            if (file.get(INT, at) == END && unsigned(file.get(SHORT, at + 20)) == last - at)
                return at;
        }
        throw new BrokenFile(
                "PytorchStreamReader failed reading zip archive: failed finding central directory:"
                        + " the file is cut off, or no zip archive");
    }

    private long readEntry(long at, long end, long directory) {
        if (end - at < 46 || file.get(INT, at) != CENTRAL)
            throw new BrokenFile("the zip archive's directory is broken at byte " + at);
        int flags = file.get(SHORT, at + 8);
        int method = (int) unsigned(file.get(SHORT, at + 10));
        long stored = unsigned(file.get(INT, at + 20));
        long size = unsigned(file.get(INT, at + 24));
        long nameLength = unsigned(file.get(SHORT, at + 28));
        long extraLength = unsigned(file.get(SHORT, at + 30));
        long commentLength = unsigned(file.get(SHORT, at + 32));
        long header = unsigned(file.get(INT, at + 42));
        long next = at + 46 + nameLength + extraLength + commentLength;
        if (next > end) throw new BrokenFile("the zip archive's directory is broken at byte " + at);
        String name = name(at + 46, nameLength);
        long extra = at + 46 + nameLength;
        long extraEnd = extra + extraLength;
        while (extraEnd - extra >= 4) {
            long length = unsigned(file.get(SHORT, extra + 2));
            if (length > extraEnd - extra - 4) throw inRecord(name, "has a broken extra field");
            if (file.get(SHORT, extra) == 1) {
                long field = extra + 4;
                long fieldEnd = field + length;
                if (size == 0xffffffffL) {
                    size = wide(name, field, fieldEnd);
                    field += 8;
                }
                if (stored == 0xffffffffL) {
                    stored = wide(name, field, fieldEnd);
                    field += 8;
                }
                if (header == 0xffffffffL) header = wide(name, field, fieldEnd);
            }
            extra += 4 + length;
        }
        if ((flags & 1) != 0) throw inRecord(name, "is encrypted");
        if (method != 0 && method != 8)
            throw inRecord(name, "is compressed by method " + method + ", which is not read");
        if (method == 0 && stored != size)
            throw inRecord(name, "is stored in " + stored + " bytes, but has " + size);
        long data = locate(name, header, stored, directory);
        Entry entry = new Entry(name, data, stored, size, method, file.get(INT, at + 16));
        if (entries.put(name, entry) != null) throw inRecord(name, "is there twice");
        return next;
    }

    private long wide(String name, long field, long end) {
        if (end - field < 8) throw inRecord(name, "has a broken 64-bit size");
        long value = file.get(LONG, field);
        if (value < 0) throw inRecord(name, "has a size beyond any file");
        return value;
    }

    /** Where a record's bytes begin, by its own header, which must agree with the directory. */
    private long locate(String name, long header, long stored, long directory) {
        if (header < 0 || header > directory - 30 || file.get(INT, header) != LOCAL)
            throw inRecord(name, "has no header at byte " + header);
        long nameLength = unsigned(file.get(SHORT, header + 26));
        long data = header + 30 + nameLength + unsigned(file.get(SHORT, header + 28));
        if (data > directory || stored > directory - data)
            throw inRecord(
                    name,
                    "of %d bytes at %d runs into the directory at %d"
                            .formatted(stored, data, directory));
        if (!name(header + 30, nameLength).equals(name))
            throw inRecord(name, "has another name in its own header");
        return data;
    }

    private String name(long at, long length) {
        byte[] bytes = file.asSlice(at, length).toArray(JAVA_BYTE);
        String name = new String(bytes, StandardCharsets.UTF_8);
        boolean climbs = false;
        for (String part : name.split("/", -1)) climbs |= part.equals("..") || part.equals(".");
        if (climbs
                || name.isEmpty()
                || name.startsWith("/")
                || name.indexOf('\\') >= 0
                || name.chars().anyMatch(c -> c < 32))
            throw new BrokenFile(
                    "the zip archive has a record named '"
                            + BrokenFile.shown(name)
                            + "', which no honest archive has");
        return name;
    }

    private void refuseOverlaps() {
        List<Entry> sorted = new ArrayList<>(entries.values());
        sorted.sort(Comparator.comparingLong(Entry::offset));
        Entry before = null;
        for (Entry entry : sorted) {
            if (before != null && entry.offset() < before.offset() + before.stored())
                throw inRecord(entry.name(), "overlaps the record '" + before.name() + "'");
            if (entry.stored() > 0) before = entry;
        }
    }

    private void refuseBombs() {
        long total = 0;
        for (Entry entry : entries.values()) {
            if (entry.isStored()) continue;
            total += entry.size();
            if (total < 0 || total > HARMLESS && total / GROWTH > file.byteSize())
                throw inRecord(
                        entry.name(),
                        "would grow to %d bytes, more than %d times the file: a zip bomb"
                                .formatted(entry.size(), GROWTH));
        }
    }

    // ---- Records

    /** A record's bytes: where they are in the file, or inflated in an array. */
    MemorySegment small(Entry entry) {
        if (entry.isStored()) {
            MemorySegment bytes = file.asSlice(entry.offset(), entry.size());
            check(entry, bytes);
            return bytes;
        }
        if (entry.size() > Integer.MAX_VALUE - 8)
            throw inRecord(entry.name(), "is too large to be deflated");
        MemorySegment bytes = MemorySegment.ofArray(new byte[(int) entry.size()]);
        read(entry, bytes);
        return bytes;
    }

    /** Copies a record's bytes into memory of their size. */
    void read(Entry entry, MemorySegment target) {
        if (entry.isStored())
            MemorySegment.copy(file, entry.offset(), target, 0, target.byteSize());
        else inflate(entry, target);
        check(entry, target);
    }

    private void inflate(Entry entry, MemorySegment target) {
        Inflater inflater = new Inflater(true);
        try {
            byte[] in = new byte[1 << 16];
            byte[] out = new byte[1 << 16];
            long read = 0;
            long written = 0;
            while (!inflater.finished()) {
                if (inflater.needsInput()) {
                    int length = (int) Math.min(in.length, entry.stored() - read);
                    if (length == 0) throw inRecord(entry.name(), "ends too early");
                    MemorySegment.copy(file, JAVA_BYTE, entry.offset() + read, in, 0, length);
                    inflater.setInput(in, 0, length);
                    read += length;
                }
                int length = inflater.inflate(out);
                if (length > target.byteSize() - written)
                    throw inRecord(entry.name(), "is longer than it says");
                MemorySegment.copy(out, 0, target, JAVA_BYTE, written, length);
                written += length;
                if (length == 0 && inflater.needsDictionary())
                    throw inRecord(entry.name(), "cannot be inflated");
            }
            if (written != entry.size()) throw inRecord(entry.name(), "is shorter than it says");
        } catch (DataFormatException e) {
            throw new BrokenFile("the record '" + entry.name() + "' cannot be inflated", e);
        } finally {
            inflater.end();
        }
    }

    private void check(Entry entry, MemorySegment bytes) {
        if (bytes.byteSize() == entry.size() && crc(bytes) != entry.crc())
            throw inRecord(entry.name(), "is damaged: its checksum is not the one in the archive");
    }

    /** The checksum of memory of any size. */
    static int crc(MemorySegment bytes) {
        CRC32 crc = new CRC32();
        for (long at = 0; at < bytes.byteSize(); at += 1 << 30)
            crc.update(bytes.asSlice(at, Math.min(1 << 30, bytes.byteSize() - at)).asByteBuffer());
        return (int) crc.getValue();
    }

    static BrokenFile inRecord(@Nullable String name, String problem) {
        return new BrokenFile("the record '" + BrokenFile.shown("" + name) + "' " + problem);
    }

    private static long unsigned(short value) {
        return value & 0xffffL;
    }

    private static long unsigned(int value) {
        return value & 0xffffffffL;
    }
}
