package torch.serialization;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import torch.Aten;
import torch.DType;
import torch.Device;
import torch.Tensor;
import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.TensorAccess;

/** A storage while its file is loaded: the bytes that tensors are made over. */
final class Storage {
    private final Tensor bytes;
    private final long size;
    private final boolean foreignOrder;
    private int swapped = 1;

    /**
     * @param bytes the storage's bytes, one after the other
     * @param foreignOrder whether elements are in the other byte order than this machine's
     */
    Storage(Tensor bytes, long size, boolean foreignOrder) {
        this.bytes = bytes;
        this.size = size;
        this.foreignOrder = foreignOrder;
    }

    /** A storage of this many bytes, which may be anything. */
    static Tensor empty(long size, Device device) {
        return Aten.empty_memory_format(new long[] {size}, DType.UINT8, null, device, null, null);
    }

    /** All bytes of the storage that a tensor is over. */
    static Tensor whole(Tensor tensor) {
        long handle = TensorAccess.get().handle(tensor, "obj");
        long[] size = {Downcalls.plain(Function.STORAGE_SIZE, handle)};
        // Of an empty tensor libtorch tells no address, but it lends its storage to others.
        return Aten.set__source_Tensor_storage_offset(
                empty(0, tensor.device()), start(tensor.detach()), 0, size, new long[] {1});
    }

    /** A tensor without elements at the start of a tensor's storage. */
    private static Tensor start(Tensor tensor) {
        DType dtype = tensor.dtype();
        long[] none = {0};
        long[] one = {1};
        if (Dtypes.isQuantized(dtype)
                && tensor.isContiguous()) // of scales for each channel there is but a contiguous
            // view
            return Aten.set__source_Tensor_storage_offset(
                    Aten.empty_memory_format(none, DType.UINT8, null, tensor.device(), null, null),
                    tensor,
                    -tensor.storageOffset(),
                    none,
                    one);
        if (Dtypes.isQuantized(dtype)) return Aten.as_strided(tensor, none, one, 0L);
        // neither conjugated nor negated, whatever the tensor is
        Tensor plain = Aten.empty_memory_format(none, dtype, null, tensor.device(), null, null);
        return Aten.as_strided(Aten.set__source_Tensor(plain, tensor), none, one, 0L);
    }

    /** Where a tensor's first element is. */
    static long address(Tensor tensor) {
        return Downcalls.plain(Function.DATA, TensorAccess.get().handle(tensor, "bytes"));
    }

    /** The memory of a tensor on the CPU, which the caller keeps open while it uses it. */
    static MemorySegment memory(Tensor bytes, long size) {
        return MemorySegment.ofAddress(address(bytes)).reinterpret(size);
    }

    long size() {
        return size;
    }

    Device device() {
        return bytes.device();
    }

    Tensor bytes() {
        return bytes;
    }

    /** Brings the elements into this machine's byte order, once. */
    void order(DType dtype) {
        if (!foreignOrder || bytes.device().type().equals("meta")) return;
        int width = dtype.isComplex() ? dtype.itemSize() / 2 : dtype.itemSize();
        if (width == 1 || width == swapped) return;
        if (swapped != 1)
            throw new BrokenFile(
                    "a storage of the other byte order is seen as elements of %d and of %d bytes"
                            .formatted(swapped, width));
        if (size > 0) {
            if (bytes.device().type().equals("cpu")) swap(memory(bytes, size), width);
            else
                try (Tensor here = bytes.cpu()) {
                    swap(memory(here, size), width);
                    Aten.copy_(bytes, here, false);
                }
        }
        swapped = width;
    }

    private static void swap(MemorySegment memory, int width) {
        ByteOrder order =
                ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
                        ? ByteOrder.BIG_ENDIAN
                        : ByteOrder.LITTLE_ENDIAN;
        var shorts = ValueLayout.JAVA_SHORT_UNALIGNED;
        var ints = ValueLayout.JAVA_INT_UNALIGNED;
        var longs = ValueLayout.JAVA_LONG_UNALIGNED;
        for (long at = 0; at + width <= memory.byteSize(); at += width) {
            switch (width) {
                case 2 -> memory.set(shorts, at, memory.get(shorts.withOrder(order), at));
                case 4 -> memory.set(ints, at, memory.get(ints.withOrder(order), at));
                case 8 -> memory.set(longs, at, memory.get(longs.withOrder(order), at));
                default -> throw new AssertionError(width);
            }
        }
    }

    /** Copies bytes of a file in. */
    static void fill(Tensor target, MemorySegment source) {
        if (source.byteSize() == 0) return;
        if (target.device().type().equals("cpu")) {
            MemorySegment.copy(
                    source,
                    JAVA_BYTE,
                    0,
                    memory(target, source.byteSize()),
                    JAVA_BYTE,
                    0,
                    source.byteSize());
        } else {
            try (Tensor here = empty(source.byteSize(), Device.CPU)) {
                MemorySegment.copy(
                        source, 0, memory(here, source.byteSize()), 0, source.byteSize());
                Aten.copy_(target, here, false);
            }
        }
    }
}
