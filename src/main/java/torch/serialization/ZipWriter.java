package torch.serialization;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * Writes an archive as PyTorch's own writer lays it out, byte for byte: records are stored as they are, begin at multiples
 * of 64 bytes, and are followed by their sizes, in 64 bits where a file or a record needs them.
 */
final class ZipWriter {
    /** What the bytes of a record begin at a multiple of. */
    static final int ALIGNMENT = 64;

    private static final long WIDE = 0xffffffffL;
    private static final int FLAGS = 0x0808; // sizes follow the record, names are UTF-8
    private static final int CHUNK = 1 << 24;

    private final WritableByteChannel out;
    private final String folder;
    private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
    private long position;
    private long count;
    private long names = 0xcbf29ce484222325L;
    private long checksums;

    /** @param folder what all names begin with */
    ZipWriter(WritableByteChannel out, String folder) {
        this.out = out;
        this.folder = folder;
    }

    void text(String name, String content) throws IOException {
        record(name, MemorySegment.ofArray(content.getBytes(StandardCharsets.UTF_8)));
    }

    /** Writes a record. */
    void record(String name, MemorySegment content) throws IOException {
        byte[] path = (folder + "/" + name).getBytes(StandardCharsets.UTF_8);
        long header = position;
        long size = content.byteSize();
        int crc = ZipArchive.crc(content);
        byte[] wide = wide(size, header);
        long start = header + 30 + path.length + wide.length + 4;
        int padding = (int) (Math.ceilDiv(start, ALIGNMENT) * ALIGNMENT - start);
        ByteBuffer local = buffer(30 + path.length + wide.length + 4 + padding);
        local.putInt(0x04034b50).putShort((short) 0).putShort((short) FLAGS);
        local.putShort((short) 0).putInt(0).putInt(0).putInt(0).putInt(0);
        local.putShort((short) path.length).putShort((short) (wide.length + 4 + padding));
        local.put(path).put(wide).put((byte) 'F').put((byte) 'B').putShort((short) padding);
        while (local.hasRemaining()) local.put((byte) 'Z');
        write(local.flip());
        for (long at = 0; at < size; at += CHUNK)
            write(content.asSlice(at, Math.min(CHUNK, size - at)).asByteBuffer());
        if (size > 0) descriptor(crc, size, wide.length > 0);
        enter(path, crc, size, header, wide);
        for (byte letter : path) names = (names ^ letter) * 0x100000001b3L;
        checksums = checksums * 31 + (crc & WIDE);
        count++;
    }

    private void descriptor(int crc, long size, boolean wide) throws IOException {
        ByteBuffer after = buffer(24).putInt(0x08074b50).putInt(crc);
        if (wide) after.putLong(size).putLong(size);
        else after.putInt((int) size).putInt((int) size);
        write(after.flip());
    }

    /** The extra field with the numbers that do not fit into 32 bits. */
    private static byte[] wide(long size, long header) {
        boolean large = size >= WIDE;
        boolean far = header >= WIDE;
        if (!large && !far) return new byte[0];
        int length = (large ? 16 : 0) + (far ? 8 : 0);
        ByteBuffer field = buffer(4 + length).putShort((short) 1).putShort((short) length);
        if (large) field.putLong(size).putLong(size);
        if (far) field.putLong(header);
        return field.array();
    }

    private void enter(byte[] path, int crc, long size, long header, byte[] wide) {
        ByteBuffer entry = buffer(46 + path.length + wide.length);
        int shown = (int) Math.min(size, WIDE);
        entry.putInt(0x02014b50).putInt(0).putShort((short) FLAGS).putShort((short) 0).putInt(0);
        entry.putInt(crc).putInt(shown).putInt(shown);
        entry.putShort((short) path.length).putShort((short) wide.length);
        entry.putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0);
        entry.putInt((int) Math.min(header, WIDE)).put(path).put(wide);
        directory.writeBytes(entry.array());
    }

    /** What tells this archive from others: of its names and checksums, in 40 digits. */
    String id() {
        return "%020d%020d".formatted(names >>> 1, checksums >>> 1);
    }

    /** Writes the directory. */
    void finish() throws IOException {
        long start = position;
        long length = directory.size();
        write(ByteBuffer.wrap(directory.toByteArray()));
        long end = position;
        ByteBuffer ending = buffer(56 + 20 + 22);
        ending.putInt(0x06064b50).putLong(44).putShort((short) 0x031e).putShort((short) 45);
        ending.putLong(0).putLong(count).putLong(count).putLong(length).putLong(start);
        ending.putInt(0x07064b50).putInt(0).putLong(end).putInt(1);
        short few = (short) Math.min(count, 0xffff);
        ending.putInt(0x06054b50).putInt(0).putShort(few).putShort(few);
        ending.putInt((int) Math.min(length, WIDE)).putInt((int) Math.min(start, WIDE));
        ending.putShort((short) 0);
        write(ending.flip());
    }

    private void write(ByteBuffer bytes) throws IOException {
        position += bytes.remaining();
        while (bytes.hasRemaining()) out.write(bytes);
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
