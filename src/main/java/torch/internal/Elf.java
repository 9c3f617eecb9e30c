package torch.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the headers of a Linux shared library say. */
final class Elf {
    private static final int LOADED = 1;
    private static final int DYNAMIC = 2;
    private static final int NEEDED = 1;
    private static final int STRINGS = 5;

    private Elf() {}

    /**
     * What is wrong with a library, or null: the loader says little about one of another processor, and reading one that
     * ends early ends the process.
     */
    static @Nullable String fault(Path file) {
        if (Platform.MAC) return null;
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer header = read(channel, 0, 64);
            if (header.limit() < 64 || header.getInt(0) != 0x464c457f)
                return file + " is not a shared library (no ELF header)";
            boolean wide = header.get(4) == 2;
            int machine = header.getShort(18);
            int expected = Platform.NAME.endsWith("arm64") ? 183 : 62;
            if (!wide || machine != expected) {
                return file
                        + " is built for "
                        + (wide ? machine(machine) : "a 32-bit processor")
                        + ", this JVM runs on "
                        + Platform.NAME
                        + ". Get the one for "
                        + Platform.NAME;
            }
            List<Segment> segments = segments(channel, header);
            boolean whole = segments != null;
            if (segments != null)
                for (Segment s : segments) whole &= s.offset + s.size <= channel.size();
            return whole
                    ? null
                    : file
                            + " ends before it is complete ("
                            + channel.size()
                            + " bytes): copy or download it again";
        } catch (IOException e) {
            return "cannot read " + file + ": " + e;
        }
    }

    /** The names of the libraries that a library needs; none where its headers cannot be understood. */
    static List<String> needed(Path file) {
        List<String> names = new ArrayList<>();
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer header = read(channel, 0, 64);
            if (header.limit() < 64) return List.of();
            List<Segment> segments = segments(channel, header);
            if (segments == null) return List.of();
            for (Segment segment : segments) {
                if (segment.type != DYNAMIC || segment.size > 1 << 20) continue;
                ByteBuffer entries = read(channel, segment.offset, (int) segment.size);
                long strings = 0;
                for (int at = 0; at + 16 <= entries.limit(); at += 16)
                    if (entries.getLong(at) == STRINGS) strings = entries.getLong(at + 8);
                for (int at = 0; at + 16 <= entries.limit(); at += 16) {
                    if (entries.getLong(at) != NEEDED) continue;
                    names.add(text(channel, place(segments, strings) + entries.getLong(at + 8)));
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            return List.of();
        }
        return names;
    }

    private record Segment(int type, long offset, long address, long size) {}

    /** The segments, or null where the file ends before their headers do. */
    private static @Nullable List<Segment> segments(FileChannel channel, ByteBuffer header)
            throws IOException {
        int entry = header.getShort(54) & 0xffff;
        int entries = header.getShort(56) & 0xffff;
        long start = header.getLong(32);
        if (entry < 56 || start < 0) return null;
        ByteBuffer table = read(channel, start, entry * entries);
        if (table.limit() < entry * entries) return null;
        List<Segment> segments = new ArrayList<>();
        for (int at = 0; at < table.limit(); at += entry) {
            segments.add(
                    new Segment(
                            table.getInt(at),
                            table.getLong(at + 8),
                            table.getLong(at + 16),
                            table.getLong(at + 32)));
        }
        return segments;
    }

    /** Where in the file an address is once the library is loaded. */
    private static long place(List<Segment> segments, long address) {
        for (Segment s : segments) {
            if (s.type == LOADED && address >= s.address && address < s.address + s.size)
                return address - s.address + s.offset;
        }
        throw new IllegalArgumentException("no segment has address " + address);
    }

    private static String text(FileChannel channel, long position) throws IOException {
        ByteBuffer text = read(channel, position, 256);
        int end = 0;
        while (end < text.limit() && text.get(end) != 0) end++;
        return new String(text.array(), 0, end, StandardCharsets.UTF_8);
    }

    private static String machine(int machine) {
        return machine == 62 ? "x86-64" : machine == 183 ? "arm64" : "machine type " + machine;
    }

    private static ByteBuffer read(FileChannel channel, long position, int length)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining() && channel.read(buffer, position + buffer.position()) > 0) {}
        return buffer.flip();
    }
}
