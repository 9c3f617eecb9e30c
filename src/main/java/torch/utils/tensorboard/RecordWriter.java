package torch.utils.tensorboard;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Writes records as TensorFlow frames them: the length, its checksum, the data and their checksum.
 *
 * <p>A record is handed on as a whole: what has reached the file when the process is killed can be read.
 */
final class RecordWriter implements AutoCloseable {
    private static final int FRAME = Long.BYTES + 2 * Integer.BYTES;

    private final OutputStream out;

    RecordWriter(Path file) throws IOException {
        out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
    }

    synchronized void write(byte[] data) throws IOException {
        ByteBuffer record =
                ByteBuffer.allocate(Math.addExact(data.length, FRAME))
                        .order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(data.length);
        record.putInt(maskedChecksum(record.array(), Long.BYTES));
        record.put(data);
        record.putInt(maskedChecksum(data, data.length));
        out.write(record.array());
    }

    /** The first bytes' checksum, mixed so that data which hold checksums themselves have a good one. */
    private static int maskedChecksum(byte[] data, int length) {
        CRC32C crc = new CRC32C();
        crc.update(data, 0, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    }

    synchronized void flush() throws IOException {
        out.flush();
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}
