package torch;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
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
        // an overflow of the strides is found with the bytes
        return tensor(segment, shape, Shapes.contiguousStrides(sizes), dtype);
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
        long sizeList = scratch.longs(sizes, "shape");
        long strideList = scratch.longs(strides, "stride");
        long code = DType.code(dtype, "dtype");
        long kept = Upcalls.keep(segment);
        return Tensor.wrap(
                Upcalls.hand(
                        kept,
                        () ->
                                Downcalls.call(
                                        Function.FROM_MEMORY,
                                        segment.address(),
                                        sizeList,
                                        strideList,
                                        sizes.length,
                                        code,
                                        kept)));
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

    static void requirePlain(DType dtype) {
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
}
