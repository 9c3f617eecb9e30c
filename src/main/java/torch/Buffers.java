package torch;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/** The buffers of {@code java.nio} over tensors, and tensors over them. */
final class Buffers {
    private Buffers() {}

    /** See {@link Torch#frombuffer(Buffer, DType, long, long, boolean)}. */
    static Tensor fromBuffer(
            Buffer buffer, DType dtype, long count, long offset, boolean requiresGrad) {
        Arguments.required(buffer, "frombuffer", "buffer", "a Buffer");
        SharedMemory.requirePlain(dtype);
        if (!buffer.isDirect())
            throw new IllegalArgumentException(
                    "frombuffer shares memory, and a buffer on the Java heap cannot be shared: use"
                            + " a direct buffer, or Torch.tensor(array), which copies");
        if (buffer.isReadOnly())
            throw new IllegalArgumentException(
                    "the buffer is read-only; a tensor is writable: Tensor.copyOf copies");
        if (dtype.itemSize() > 1 && order(buffer) != ByteOrder.nativeOrder())
            throw new IllegalArgumentException(
                    "the buffer's byte order is "
                            + order(buffer)
                            + ", elements are "
                            + ByteOrder.nativeOrder()
                            + ": use order(ByteOrder.nativeOrder())");
        MemorySegment memory = MemorySegment.ofBuffer(buffer);
        long length = memory.byteSize();
        int size = dtype.itemSize();
        if (length <= 0 || count == 0)
            throw new IllegalArgumentException(
                    "both buffer length (" + length + ") and count (" + count + ") must not be 0");
        if (offset < 0 || offset >= length)
            throw new IllegalArgumentException(
                    "offset ("
                            + offset
                            + " bytes) must be non-negative and no greater than buffer length ("
                            + length
                            + " bytes) minus 1");
        long rest = length - offset;
        if (count < 0 && rest % size != 0)
            throw new IllegalArgumentException(
                    "buffer length ("
                            + rest
                            + " bytes) after offset ("
                            + offset
                            + " bytes) must be a multiple of element size ("
                            + size
                            + ")");
        if (count > rest / size)
            throw new IllegalArgumentException(
                    "requested buffer length ("
                            + count
                            + " * "
                            + size
                            + " bytes) after offset ("
                            + offset
                            + " bytes) must not be greater than actual buffer length ("
                            + length
                            + " bytes)");
        Tensor made =
                SharedMemory.tensor(
                        memory.asSlice(offset), Size.of(count < 0 ? rest / size : count), dtype);
        if (!requiresGrad) return made;
        try {
            return made.requiresGrad_();
        } catch (RuntimeException e) {
            made.close();
            throw e;
        }
    }

    private static ByteOrder order(Buffer buffer) {
        return switch (buffer) {
            case ByteBuffer b -> b.order();
            case CharBuffer b -> b.order();
            case ShortBuffer b -> b.order();
            case IntBuffer b -> b.order();
            case LongBuffer b -> b.order();
            case FloatBuffer b -> b.order();
            case DoubleBuffer b -> b.order();
        };
    }

    /** See {@link Tensor#asByteBuffer}. */
    static ByteBuffer toBuffer(Tensor tensor) {
        MemorySegment memory = SharedMemory.of(tensor);
        if (memory.byteSize() > Integer.MAX_VALUE)
            throw new IllegalStateException(
                    "the tensor has "
                            + memory.byteSize()
                            + " bytes, more than a buffer holds: use segment()");
        ByteBuffer buffer = memory.asByteBuffer().order(ByteOrder.nativeOrder());
        Reference.reachabilityFence(tensor);
        return buffer;
    }
}
