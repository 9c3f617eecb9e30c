package torch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Zip archives byte by byte, so that any of them can lie. */
final class ZipBytes {
    private record Entry(String name, int offset, long stored, long size, int method, int crc) {}

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<Entry> entries = new ArrayList<>();

    ZipBytes stored(String name, byte[] content) {
        return add(name, content, content.length, 0, crc(content));
    }

    ZipBytes stored(String name, String content) {
        return stored(name, content.getBytes(StandardCharsets.UTF_8));
    }

    ZipBytes deflated(String name, byte[] content) {
        return deflated(name, content, content.length);
    }

    ZipBytes deflated(String name, byte[] content, long said) {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(content);
        deflater.finish();
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        byte[] chunk = new byte[1 << 16];
        while (!deflater.finished()) packed.write(chunk, 0, deflater.deflate(chunk));
        deflater.end();
        return add(name, packed.toByteArray(), said, 8, crc(content));
    }

    /** Any entry, honest or not. */
    ZipBytes add(String name, byte[] stored, long size, int method, int crc) {
        byte[] path = name.getBytes(StandardCharsets.UTF_8);
        int at = out.size();
        out.writeBytes(
                little(30)
                        .putInt(0x04034b50)
                        .putShort((short) 20)
                        .putShort((short) 0)
                        .putShort((short) method)
                        .putInt(0)
                        .putInt(crc)
                        .putInt(stored.length)
                        .putInt((int) size)
                        .putShort((short) path.length)
                        .putShort((short) 0)
                        .array());
        out.writeBytes(path);
        out.writeBytes(stored);
        entries.add(new Entry(name, at, stored.length, size, method, crc));
        return this;
    }

    /** A second entry of the directory for the bytes of one that is there. */
    ZipBytes alias(String name, int of) {
        Entry same = entries.get(of);
        entries.add(
                new Entry(name, same.offset(), same.stored(), same.size(), same.method(), same.crc()));
        return this;
    }

    byte[] finish() {
        int start = out.size();
        for (Entry entry : entries) {
            byte[] path = entry.name().getBytes(StandardCharsets.UTF_8);
            out.writeBytes(
                    little(46)
                            .putInt(0x02014b50)
                            .putInt(0x00140014)
                            .putShort((short) 0)
                            .putShort((short) entry.method())
                            .putInt(0)
                            .putInt(entry.crc())
                            .putInt((int) entry.stored())
                            .putInt((int) entry.size())
                            .putShort((short) path.length)
                            .putShort((short) 0)
                            .putShort((short) 0)
                            .putShort((short) 0)
                            .putShort((short) 0)
                            .putInt(0)
                            .putInt(entry.offset())
                            .array());
            out.writeBytes(path);
        }
        int length = out.size() - start;
        out.writeBytes(
                little(22)
                        .putInt(0x06054b50)
                        .putInt(0)
                        .putShort((short) entries.size())
                        .putShort((short) entries.size())
                        .putInt(length)
                        .putInt(start)
                        .putShort((short) 0)
                        .array());
        return out.toByteArray();
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int crc(byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        return (int) crc.getValue();
    }
}
