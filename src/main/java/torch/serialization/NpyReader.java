package torch.serialization;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import torch.FileFormatException;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/** Tensors out of {@code .npy} content: of a file, of memory that it is mapped to, or of an archive's entry. */
final class NpyReader {
    private NpyReader() {}

    /** A copy of a file's array. */
    static Tensor read(Path file) {
        try {
            long size = PrivateMapping.size(file);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                return read(file, channel, size);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An array as a view of its file; a copy where its elements cannot be used as they lie. */
    static Tensor map(Path file) {
        MemorySegment content = PrivateMapping.of(file);
        byte[] start = bytes(content, NpyHeader.MOST_PREFIX);
        int end = NpyHeader.end(file, start);
        byte[] all = bytes(content, end);
        NpyHeader header = header(file, all, end, content.byteSize());
        if (header.bytes() == 0) return inOrder(header, empty(header));
        MemorySegment elements = content.asSlice(end, header.bytes());
        int part = NpyArray.swappedPart(header);
        Size sizes = Size.of(header.sizesInFile());
        if (part == 1 && elements.address() % Math.min(8, header.dtype().itemSize()) == 0)
            return inOrder(header, Tensor.of(elements, sizes, header.dtype()));
        Tensor copy = Tensor.copyOf(elements, sizes, header.dtype());
        if (part > 1) NpyArray.swap(TensorBytes.of(copy), part);
        return inOrder(header, copy);
    }

    private static byte[] bytes(MemorySegment content, int count) {
        return content.asSlice(0, Math.min(count, content.byteSize()))
                .toArray(ValueLayout.JAVA_BYTE);
    }

    /**
     * A copy of the array that a channel gives.
     *
     * @param name what the content is called in messages
     * @param size how many bytes the channel has: no more memory is taken than they fill
     */
    static Tensor read(Path name, ReadableByteChannel channel, long size) throws IOException {
        ByteBuffer prefix = ByteBuffer.allocate(NpyHeader.MOST_PREFIX - 2);
        fill(channel, prefix);
        byte[] start = Arrays.copyOf(prefix.array(), prefix.position());
        if (start.length == prefix.capacity() && start[6] != 1) start = more(channel, start, 2);
        int end = NpyHeader.end(name, start);
        byte[] all = more(channel, start, end - start.length);
        NpyHeader header = header(name, all, end, size);
        Tensor tensor = empty(header);
        try {
            MemorySegment elements = TensorBytes.of(tensor);
            for (long at = 0; at < elements.byteSize(); at += TensorBytes.CHUNK) {
                ByteBuffer chunk = TensorBytes.chunk(elements, at);
                fill(channel, chunk);
                if (chunk.hasRemaining()) throw new EOFException("EOF: reading array data");
            }
            int part = NpyArray.swappedPart(header);
            if (part > 1) NpyArray.swap(elements, part);
            return inOrder(header, tensor);
        } catch (EOFException e) {
            tensor.close();
            throw new FileFormatException(name, String.valueOf(e.getMessage()), e);
        } catch (IOException | RuntimeException e) {
            tensor.close();
            throw e;
        }
    }

    private static byte[] more(ReadableByteChannel channel, byte[] start, int count)
            throws IOException {
        ByteBuffer rest = ByteBuffer.allocate(count);
        fill(channel, rest);
        byte[] all = Arrays.copyOf(start, start.length + rest.position());
        rest.flip().get(all, start.length, rest.limit());
        return all;
    }

    private static void fill(ReadableByteChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) if (channel.read(buffer) < 0) return;
    }

    private static NpyHeader header(Path name, byte[] bytes, int end, long size) {
        if (bytes.length < end)
            throw new FileFormatException(
                    name,
                    "EOF: reading array header, expected " + end + " bytes got " + bytes.length);
        NpyHeader header = NpyHeader.read(name, bytes);
        if (header.bytes() > size - end)
            throw new FileFormatException(
                    name,
                    "EOF: an array of shape "
                            + Size.of(header.shape())
                            + " takes "
                            + header.bytes()
                            + " bytes, "
                            + (size - end)
                            + " follow the header");
        return header;
    }

    private static Tensor empty(NpyHeader header) {
        return Torch.empty(
                Size.of(header.sizesInFile()), Torch.dtype(header.dtype()).device("cpu"));
    }

    /** The array, whose tensor as it lies in the file is taken. */
    private static Tensor inOrder(NpyHeader header, Tensor tensor) {
        if (!header.fortran() || header.shape().length < 2) return tensor;
        try (tensor) {
            return tensor.permute(NpyArray.backwards(header.shape().length));
        }
    }
}
