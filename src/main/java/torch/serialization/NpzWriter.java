package torch.serialization;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import torch.Tensor;
import torch.Torch;
import torch.internal.AtomicFile;

/**
 * A zip archive of arrays, as Python's {@code zipfile} lays it out for {@code numpy.savez}: local headers in the 64-bit
 * form, no dates. The tensors' bytes go from native memory to the file.
 */
final class NpzWriter {
    private static final int LOCAL = 0x04034b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END_64 = 0x06064b50;
    private static final int LOCATOR_64 = 0x07064b50;
    private static final int END = 0x06054b50;

    private static final int VERSION_64 = 45;
    private static final int UNIX = 3;
    private static final int UTF_8_NAME = 0x800;
    private static final int DEFLATED = 8;
    private static final int JANUARY_1980 = 0x21;
    private static final int OWNER_READS_AND_WRITES = 0600 << 16;
    private static final long LIMIT_32 = Integer.MAX_VALUE;
    private static final int LIMIT_16 = 0xffff;

    private record Entry(byte[] name, int flags, long crc, long packed, long size, long offset) {}

    private final FileChannel file;
    private final boolean compressed;
    private final List<Entry> entries = new ArrayList<>();

    private NpzWriter(FileChannel file, boolean compressed) {
        this.file = file;
        this.compressed = compressed;
    }

    /**
     * Saves tensors.
     *
     * @throws IllegalArgumentException for what NumPy's arrays cannot hold, and for names that no archive should have
     */
    static void write(Path file, Map<String, ? extends Tensor> tensors, boolean compressed) {
        tensors.keySet().forEach(NpzWriter::checkName);
        try (var scope = Torch.scope()) {
            // what is wrong with any of them is found before anything is written
            for (Tensor tensor : tensors.values())
                try (var each = Torch.scope()) {
                    NpyArray.requireArray(tensor);
                }
            AtomicFile.write(
                    file,
                    channel -> {
                        var writer = new NpzWriter(channel, compressed);
                        for (var tensor : tensors.entrySet())
                            writer.add(tensor.getKey() + ".npy", tensor.getValue());
                        writer.finish();
                    });
        }
    }

    private static void checkName(String name) {
        boolean leads = name.startsWith("/") || name.indexOf('\0') >= 0 || name.indexOf('\\') >= 0;
        for (String step : name.split("/", -1)) leads |= step.equals("..") || step.equals(".");
        if (leads || name.getBytes(StandardCharsets.UTF_8).length > LIMIT_16 - 4)
            throw new IllegalArgumentException("'" + name + "' is no name for an array");
    }

    private void add(String name, Tensor tensor) throws IOException {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        int flags = bytes.length == name.length() ? 0 : UTF_8_NAME;
        long offset = file.position();
        writeLocal(new Entry(bytes, flags, 0, 0, 0, offset));
        long start = file.position();
        CRC32 crc = new CRC32();
        long size;
        try (var scope = Torch.scope()) {
            var array = new NpyArray(tensor, ByteOrder.nativeOrder(), 1);
            size = array.size();
            if (compressed) deflate(array, crc);
            else array.writeTo(checked(file, crc));
        }
        long end = file.position();
        Entry entry = new Entry(bytes, flags, crc.getValue(), end - start, size, offset);
        entries.add(entry);
        file.position(offset);
        writeLocal(entry);
        file.position(end);
    }

    private void deflate(NpyArray array, CRC32 crc) throws IOException {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            ByteBuffer out = ByteBuffer.allocateDirect(1 << 16);
            array.writeTo(
                    checked(
                            new Sink() {
                                @Override
                                public int write(ByteBuffer source) throws IOException {
                                    int count = source.remaining();
                                    deflater.setInput(source);
                                    while (!deflater.needsInput()) drain(deflater, out);
                                    return count;
                                }
                            },
                            crc));
            deflater.finish();
            while (!deflater.finished()) drain(deflater, out);
        } finally {
            deflater.end();
        }
    }

    private void drain(Deflater deflater, ByteBuffer out) throws IOException {
        deflater.deflate(out.clear());
        out.flip();
        while (out.hasRemaining()) file.write(out);
    }

    private static WritableByteChannel checked(WritableByteChannel channel, CRC32 crc) {
        return new Sink() {
            @Override
            public int write(ByteBuffer source) throws IOException {
                ByteBuffer written = source.duplicate();
                int count = channel.write(source);
                crc.update(written.limit(written.position() + count));
                return count;
            }
        };
    }

    private abstract static class Sink implements WritableByteChannel {
        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    private void writeLocal(Entry entry) throws IOException {
        ByteBuffer local = buffer(30 + entry.name.length + 20);
        local.putInt(LOCAL).putShort((short) VERSION_64);
        putCommon(local, entry);
        local.putInt(-1).putInt(-1); // the sizes are in the extra field
        local.putShort((short) entry.name.length).putShort((short) 20).put(entry.name);
        local.putShort((short) 1).putShort((short) 16).putLong(entry.size).putLong(entry.packed);
        write(local);
    }

    private void putCommon(ByteBuffer header, Entry entry) {
        header.putShort((short) entry.flags).putShort((short) (compressed ? DEFLATED : 0));
        header.putShort((short) 0).putShort((short) JANUARY_1980).putInt((int) entry.crc);
    }

    private void finish() throws IOException {
        long start = file.position();
        for (Entry entry : entries) writeCentral(entry);
        long size = file.position() - start;
        if (entries.size() > LIMIT_16 || start > LIMIT_32 || size > LIMIT_32) {
            long end = file.position();
            ByteBuffer end64 = buffer(56 + 20);
            end64.putInt(END_64).putLong(44).putShort((short) VERSION_64);
            end64.putShort((short) VERSION_64).putInt(0).putInt(0);
            end64.putLong(entries.size()).putLong(entries.size()).putLong(size).putLong(start);
            end64.putInt(LOCATOR_64).putInt(0).putLong(end).putInt(1);
            write(end64);
        }
        short count = (short) Math.min(entries.size(), LIMIT_16);
        ByteBuffer end = buffer(22);
        end.putInt(END).putShort((short) 0).putShort((short) 0).putShort(count).putShort(count);
        end.putInt((int) Math.min(size, 0xffffffffL)).putInt((int) Math.min(start, 0xffffffffL));
        write(end.putShort((short) 0));
    }

    private void writeCentral(Entry entry) throws IOException {
        ByteBuffer extra = buffer(24);
        boolean large = entry.size > LIMIT_32 || entry.packed > LIMIT_32;
        if (large) extra.putLong(entry.size).putLong(entry.packed);
        if (entry.offset > LIMIT_32) extra.putLong(entry.offset);
        extra.flip();
        int extraBytes = extra.hasRemaining() ? 4 + extra.remaining() : 0;
        ByteBuffer central = buffer(46 + entry.name.length + extraBytes);
        central.putInt(CENTRAL).put((byte) VERSION_64).put((byte) UNIX);
        central.putShort((short) VERSION_64);
        putCommon(central, entry);
        central.putInt(large ? -1 : (int) entry.packed).putInt(large ? -1 : (int) entry.size);
        central.putShort((short) entry.name.length).putShort((short) extraBytes);
        central.putShort((short) 0).putShort((short) 0).putShort((short) 0);
        central.putInt(OWNER_READS_AND_WRITES);
        central.putInt(entry.offset > LIMIT_32 ? -1 : (int) entry.offset).put(entry.name);
        if (extraBytes > 0)
            central.putShort((short) 1).putShort((short) extra.remaining()).put(extra);
        write(central);
    }

    private static ByteBuffer buffer(int capacity) {
        return ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void write(ByteBuffer bytes) throws IOException {
        bytes.flip();
        while (bytes.hasRemaining()) file.write(bytes);
    }
}
