package torchvision.datasets;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import torch.DType;
import torch.FileFormatException;
import torch.Size;
import torch.Tensor;

/** Files of the IDX format, which MNIST is published in, compressed by gzip or not. */
final class Idx {
    /** The most that deflate makes of a byte, so that a header cannot ask for more memory than its file can fill. */
    private static final long INFLATION = 1032;

    private Idx() {}

    /**
     * The numbers of a file.
     *
     * @throws UncheckedIOException if it cannot be read
     * @throws FileFormatException if it is no such file, damaged, cut off or too long
     */
    static Tensor read(Path file) {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            raw.mark(2);
            boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
            raw.reset();
            InputStream in = gzip ? new GZIPInputStream(raw, 1 << 16) : raw;
            long most = gzip ? Math.multiplyExact(Files.size(file), INFLATION) : Files.size(file);
            return read(file, in, most);
        } catch (EOFException | ZipException e) {
            String why = e.getMessage() != null ? e.getMessage() : "the header is incomplete";
            throw new FileFormatException(file, "the gzip stream is damaged or cut off: " + why, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Tensor read(Path file, InputStream in, long most) throws IOException {
        ByteBuffer magic = header(file, in, 4);
        if (magic.getShort() != 0) {
            throw new FileFormatException(file, "is no IDX file, which begins with two bytes of 0");
        }
        DType dtype = type(file, magic.get());
        int dims = magic.get();
        if (dims < 1 || dims > 3) {
            throw new FileFormatException(file, "has %d dimensions, not 1 to 3".formatted(dims));
        }
        ByteBuffer header = header(file, in, 4 * dims);
        var shape = new long[dims];
        long bytes = dtype.itemSize();
        for (int i = 0; i < dims; i++) {
            shape[i] = Integer.toUnsignedLong(header.getInt());
            bytes = saturated(bytes, shape[i]);
        }
        long found = most - 4 - 4L * dims;
        if (bytes > Math.min(found, Integer.MAX_VALUE - 8)) {
            throw new FileFormatException(
                    file,
                    "truncated: %s numbers of %s need %s bytes, the file cannot hold them"
                            .formatted(Arrays.toString(shape), dtype, bytes));
        }
        byte[] data = in.readNBytes((int) bytes);
        if (data.length < bytes) {
            throw new FileFormatException(
                    file,
                    "truncated: %s needs %d bytes, %d are there"
                            .formatted(Arrays.toString(shape), bytes, data.length));
        }
        if (in.read() >= 0) {
            throw new FileFormatException(
                    file,
                    "too long: %s needs %d bytes, more are there"
                            .formatted(Arrays.toString(shape), bytes));
        }
        if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) swap(data, dtype.itemSize());
        return Tensor.copyOf(MemorySegment.ofArray(data), Size.of(shape), dtype);
    }

    private static long saturated(long a, long b) {
        return Math.multiplyHigh(a, b) != 0 || a * b < 0 ? Long.MAX_VALUE : a * b;
    }

    private static ByteBuffer header(Path file, InputStream in, int bytes) throws IOException {
        byte[] header = in.readNBytes(bytes);
        if (header.length < bytes) throw new FileFormatException(file, "truncated in its header");
        return ByteBuffer.wrap(header);
    }

    private static DType type(Path file, byte code) {
        return switch (code) {
            case 8 -> DType.UINT8;
            case 9 -> DType.INT8;
            case 11 -> DType.INT16;
            case 12 -> DType.INT32;
            case 13 -> DType.FLOAT32;
            case 14 -> DType.FLOAT64;
            default ->
                    throw new FileFormatException(
                            file, "has no known type: 0x%02x".formatted(code));
        };
    }

    /** Turns the bytes of each number around. */
    private static void swap(byte[] data, int size) {
        for (int start = 0; size > 1 && start < data.length; start += size) {
            for (int i = start, j = start + size - 1; i < j; i++, j--) {
                byte kept = data[i];
                data[i] = data[j];
                data[j] = kept;
            }
        }
    }
}
