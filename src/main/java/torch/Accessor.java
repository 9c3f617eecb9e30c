package torch;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import torch.internal.Slots;

/**
 * Element by element access to a tensor's own memory, for loops in Java: as fast as to an array, except
 * for loops that the JVM computes several elements at a time over arrays. Get one from the
 * class for the tensor's type, and give as many indices as the tensor has dimensions:
 *
 * {@snippet :
 * var a = FloatAccessor.of(x);
 * for (int i = 0; i < a.size(0); i++) {
 *     for (int j = 0; j < a.size(1); j++) a.set(i, j, 2 * a.get(i, j));
 * }
 * }
 *
 * <p>Indices are checked, none may be negative; strides are honoured. What is written shows in the tensor and in every
 * view of it, behind autograd's back. An accessor keeps the memory alive by itself, also after the tensor was closed;
 * its shape stays what it was. The tensor's storage cannot be resized from then on, as with {@link Tensor#segment}.
 */
public abstract sealed class Accessor
        permits DoubleAccessor,
                FloatAccessor,
                LongAccessor,
                IntAccessor,
                ShortAccessor,
                ByteAccessor,
                BooleanAccessor {

    /** Keeps the memory alive, from the first element to the last. */
    private final MemorySegment memory;

    /** Where the first element is. Loops by addresses are faster than by the segment: indices are checked here. */
    final long address;

    private final int rank;
    private final long size0;
    private final long size1;
    private final long size2;
    private final long size3;
    private final long step0;
    private final long step1;
    private final long step2;
    private final long step3;
    private final long[] sizes;
    private final long[] steps; // in bytes

    Accessor(Tensor tensor, DType... accepted) {
        if (tensor == null) throw Slots.nullArgument("tensor", "a Tensor");
        DType dtype = tensor.dtype();
        if (!java.util.Arrays.asList(accepted).contains(dtype))
            throw new IllegalArgumentException(
                    "expected scalar type " + accepted[0] + " but found " + dtype);
        memory = SharedMemory.span(tensor, "accessor");
        address = memory.address();
        sizes = tensor.shape().toArray();
        steps = tensor.stride();
        rank = sizes.length;
        for (int i = 0; i < rank; i++) steps[i] *= dtype.itemSize();
        size0 = rank > 0 ? sizes[0] : 0;
        size1 = rank > 1 ? sizes[1] : 0;
        size2 = rank > 2 ? sizes[2] : 0;
        size3 = rank > 3 ? sizes[3] : 0;
        step0 = rank > 0 ? steps[0] : 0;
        step1 = rank > 1 ? steps[1] : 0;
        step2 = rank > 2 ? steps[2] : 0;
        step3 = rank > 3 ? steps[3] : 0;
    }

    /** The number of dimensions. */
    public final int dim() {
        return rank;
    }

    /**
     * The extent of a dimension.
     *
     * @throws IndexOutOfBoundsException if there is no such dimension
     */
    public final long size(int dim) {
        return sizes[Objects.checkIndex(dim, rank)];
    }

    /** The extents. */
    public final Size shape() {
        return Size.of(sizes);
    }

    // ---- Offsets in bytes

    final long at() {
        if (rank != 0) throw wrongRank(0);
        return 0;
    }

    final long at(long i) {
        if (rank != 1) throw wrongRank(1);
        return Objects.checkIndex(i, size0) * step0;
    }

    final long at(long i, long j) {
        if (rank != 2) throw wrongRank(2);
        return Objects.checkIndex(i, size0) * step0 + Objects.checkIndex(j, size1) * step1;
    }

    final long at(long i, long j, long k) {
        if (rank != 3) throw wrongRank(3);
        return Objects.checkIndex(i, size0) * step0
                + Objects.checkIndex(j, size1) * step1
                + Objects.checkIndex(k, size2) * step2;
    }

    final long at(long i, long j, long k, long l) {
        if (rank != 4) throw wrongRank(4);
        return Objects.checkIndex(i, size0) * step0
                + Objects.checkIndex(j, size1) * step1
                + Objects.checkIndex(k, size2) * step2
                + Objects.checkIndex(l, size3) * step3;
    }

    final long at(long[] index) {
        if (index == null) throw new NullPointerException("argument 'index' must be a long[]");
        if (rank != index.length) throw wrongRank(index.length);
        long offset = 0;
        for (int i = 0; i < rank; i++) offset += Objects.checkIndex(index[i], sizes[i]) * steps[i];
        return offset;
    }

    private IndexOutOfBoundsException wrongRank(int indices) {
        return new IndexOutOfBoundsException(
                "TensorAccessor expected " + indices + " dims but tensor has " + rank);
    }
}
