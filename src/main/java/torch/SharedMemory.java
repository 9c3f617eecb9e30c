package torch;

import java.lang.foreign.Arena;
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
import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.Scratch;
import torch.internal.Upcalls;

/** Memory that a tensor and Java both see: a tensor's lent out, and tensors over Java's. */
final class SharedMemory {
    private SharedMemory() {}

    // ---- From a tensor

    /** See {@link Tensor#segment}. */
    static MemorySegment of(Tensor tensor) {
        requireMemory(tensor, "segment()");
        if (!tensor.isContiguous())
            throw new IllegalStateException("segment(): the tensor is not contiguous");
        return lend(tensor, tensor.numel() * tensor.elementSize());
    }

    /** See {@link Tensor#storageSegment}. */
    static MemorySegment storage(Tensor tensor) {
        requireMemory(tensor, "storageSegment()");
        try (Scope temporary = new Scope();
                GradMode off = Torch.noGrad()) {
            long elements = tensor.storageBytes() / tensor.elementSize();
            long[] one = {1};
            Tensor whole = Aten.as_strided(tensor, new long[] {elements}, one, 0L);
            return lend(whole, elements * tensor.elementSize());
        }
    }

    /** The memory from a tensor's first element to its last, whatever its strides. */
    static MemorySegment span(Tensor tensor, String operation) {
        requireMemory(tensor, operation);
        long bytes =
                bytes(tensor.shape().toArray(), tensor.stride(), tensor.elementSize(), "shape");
        return lend(tensor, bytes);
    }

    private static void requireMemory(Tensor tensor, String operation) {
        if (!tensor.device().type().equals("cpu"))
            throw new IllegalStateException(
                    operation + ": the tensor is on " + tensor.device() + ", not on the CPU");
        if (tensor.layout() != Layout.STRIDED)
            throw new IllegalStateException(
                    operation + ": the tensor's layout is " + tensor.layout() + ", not strided");
        if (Aten.is_conj(tensor))
            throw new IllegalStateException(
                    operation + ": the tensor has its conjugate bit set: use resolveConj() first");
        if (Aten.is_neg(tensor))
            throw new IllegalStateException(
                    operation + ": the tensor has its negative bit set: use resolveNeg() first");
    }

    /**
     * The memory from a tensor's first element on. What keeps it alive is a view of the tensor's own, so that the
     * tensor may be closed or given other memory, and the storage is forbidden to move, as for {@code Tensor.numpy()}.
     */
    private static MemorySegment lend(Tensor tensor, long bytes) {
        long shared;
        try (Tensor view = Aten.detach(tensor)) {
            shared = Downcalls.call(Function.SHARE, Tensor.handle(view, "self"));
        }
        try {
            Downcalls.call(Function.PIN_STORAGE, shared);
        } catch (RuntimeException e) {
            Downcalls.plain(Function.FREE, shared);
            throw e;
        }
        return MemorySegment.ofAddress(Downcalls.plain(Function.DATA, shared))
                .reinterpret(bytes, Arena.ofAuto(), s -> Downcalls.plain(Function.FREE, shared));
    }

    // ---- To a tensor

    /** See {@link Tensor#of(MemorySegment, Size, DType)}. */
    static Tensor tensor(MemorySegment segment, Size shape, DType dtype) {
        long[] sizes = Arguments.required(shape, "frombuffer", "shape", "a Size").toArray();
        long[] strides = new long[sizes.length];
        long step = 1;
        for (int i = sizes.length - 1; i >= 0; i--) {
            strides[i] = step;
            step *= Math.max(1, sizes[i]); // an overflow is found with the bytes
        }
        return tensor(segment, shape, strides, dtype);
    }

    /** See {@link Tensor#of(MemorySegment, Size, long[], DType)}. */
    static Tensor tensor(MemorySegment segment, Size shape, long[] strides, DType dtype) {
        long[] sizes = Arguments.required(shape, "frombuffer", "shape", "a Size").toArray();
        if (strides.length != sizes.length)
            throw new IllegalArgumentException(
                    "a tensor of shape "
                            + shape
                            + " needs "
                            + sizes.length
                            + " strides, got "
                            + strides.length);
        Arguments.required(segment, "frombuffer", "segment", "a MemorySegment");
        requirePlain(dtype);
        if (!segment.scope().isAlive())
            throw new IllegalStateException("the segment's arena is closed");
        if (!segment.isNative())
            throw new IllegalArgumentException(
                    "the segment is on the Java heap, where arrays move; native memory is needed,"
                            + " or Tensor.copyOf, which copies");
        if (segment.isReadOnly())
            throw new IllegalArgumentException(
                    "the segment is read-only; a tensor is writable: Tensor.copyOf copies");
        long bytes = bytes(sizes, strides, dtype.itemSize(), "shape " + shape);
        if (segment.address() % Math.min(8, dtype.itemSize()) != 0)
            throw new IllegalArgumentException(
                    "the segment is not aligned for elements of " + dtype.itemSize() + " bytes");
        if (segment.byteSize() < bytes)
            throw new IllegalArgumentException(
                    "the segment has "
                            + segment.byteSize()
                            + " bytes, a "
                            + dtype
                            + " tensor of shape "
                            + shape
                            + " needs "
                            + bytes);
        Scratch scratch = Scratch.begin();
        long kept = Upcalls.keep(segment);
        try {
            return Tensor.wrap(
                    Downcalls.call(
                            Function.FROM_MEMORY,
                            segment.address(),
                            scratch.longs(sizes, "shape"),
                            scratch.longs(strides, "stride"),
                            sizes.length,
                            DType.code(dtype, "dtype"),
                            kept));
        } catch (RuntimeException e) {
            Upcalls.forget(kept);
            throw e;
        }
    }

    /** See {@link Tensor#copyOf(MemorySegment, Size, DType)}. */
    static Tensor copy(MemorySegment segment, Size shape, DType dtype) {
        Arguments.required(segment, "copyOf", "segment", "a MemorySegment");
        requirePlain(dtype);
        long[] sizes = Arguments.required(shape, "copyOf", "shape", "a Size").toArray();
        long[] dense = new long[sizes.length];
        java.util.Arrays.fill(dense, 1);
        long elements = 1;
        try {
            // the check refuses negative extents, which the product would hide
            bytes(sizes, dense, 1, "shape " + shape);
            elements = shape.numel();
            return Elements.tensorOf(
                    segment.asSlice(
                            0,
                            Math.min(
                                    segment.byteSize(),
                                    Math.multiplyExact(elements, dtype.itemSize()))),
                    sizes,
                    dtype);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("a tensor cannot have the shape " + shape, e);
        }
    }

    private static void requirePlain(DType dtype) {
        if (dtype == null) throw new NullPointerException("argument 'dtype' must be a DType");
        if (dtype.isQuantized())
            throw new IllegalArgumentException(
                    dtype + " elements mean nothing without a scale; plain numbers are needed");
    }

    /** The bytes from the first element to the end of the last. */
    private static long bytes(long[] sizes, long[] strides, int itemSize, String what) {
        boolean empty = false;
        long last = 0;
        try {
            for (int i = 0; i < sizes.length; i++) {
                if (sizes[i] < 0)
                    throw new IllegalArgumentException(
                            "a tensor cannot have the " + what + ": negative extent");
                if (strides[i] < 0)
                    throw new IllegalArgumentException("a tensor cannot have negative strides");
                empty |= sizes[i] == 0;
                last =
                        Math.addExact(
                                last, Math.multiplyExact(Math.max(0, sizes[i] - 1), strides[i]));
            }
            long bytes = Math.multiplyExact(Math.addExact(last, 1), (long) itemSize);
            return empty ? 0 : bytes;
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("a tensor cannot have the " + what, e);
        }
    }

    // ---- Buffers

    /** See {@link Torch#frombuffer(Buffer, DType, long, long, boolean)}. */
    static Tensor fromBuffer(
            Buffer buffer, DType dtype, long count, long offset, boolean requiresGrad) {
        Arguments.required(buffer, "frombuffer", "buffer", "a Buffer");
        requirePlain(dtype);
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
                tensor(memory.asSlice(offset), Size.of(count < 0 ? rest / size : count), dtype);
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
        MemorySegment memory = of(tensor);
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
