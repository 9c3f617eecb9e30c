package torch.serialization;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import torch.Layout;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

/** A tensor on its way into a {@code .npy} file: its header, and its elements in the order and byte order of the file. */
final class NpyArray {
    private static final long SWAPPED_AT_ONCE = 1 << 20;

    private final NpyHeader header;
    private final byte[] start;

    /** The elements as they lie in the file; it belongs to the scope in which this was made. */
    private final Tensor elements;

    /**
     * Prepares a tensor, as {@code numpy.save} would take it.
     *
     * @throws TorchException if it carries a gradient, or a lazy conjugate or sign
     * @throws IllegalArgumentException if it is on another device, sparse, or of a type that NumPy lacks
     */
    NpyArray(Tensor tensor, ByteOrder order, int version) {
        requireArray(tensor);
        boolean fortran =
                !tensor.isContiguous() && tensor.permute(backwards(tensor.dim())).isContiguous();
        elements = fortran ? tensor.permute(backwards(tensor.dim())) : tensor.contiguous();
        header = new NpyHeader(tensor.dtype(), order, fortran, tensor.shape().toArray());
        start = header.toBytes(version);
    }

    static long[] backwards(int dims) {
        long[] dimensions = new long[dims];
        for (int i = 0; i < dims; i++) dimensions[i] = dims - 1 - i;
        return dimensions;
    }

    long size() {
        return start.length + header.bytes();
    }

    void writeTo(WritableByteChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(start);
        while (bytes.hasRemaining()) channel.write(bytes);
        int part = swappedPart(header);
        if (part > 1) writeSwapped(channel, part);
        else TensorBytes.write(elements, channel);
    }

    private void writeSwapped(WritableByteChannel channel, int part) throws IOException {
        MemorySegment all = TensorBytes.of(elements);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment some = arena.allocate(SWAPPED_AT_ONCE, 8);
            for (long at = 0; at < all.byteSize(); at += SWAPPED_AT_ONCE) {
                long count = Math.min(SWAPPED_AT_ONCE, all.byteSize() - at);
                MemorySegment.copy(all, at, some, 0, count);
                swap(some.asSlice(0, count), part);
                ByteBuffer bytes = some.asSlice(0, count).asByteBuffer();
                while (bytes.hasRemaining()) channel.write(bytes);
            }
        }
        Reference.reachabilityFence(elements);
    }

    /** How many bytes to turn around together; 1 where the file's order is the machine's. */
    static int swappedPart(NpyHeader header) {
        if (header.order() == ByteOrder.nativeOrder()) return 1;
        return header.dtype().itemSize() / (header.dtype().isComplex() ? 2 : 1);
    }

    /** Turns around the bytes of each number. */
    static void swap(MemorySegment numbers, int part) {
        long count = numbers.byteSize() / part;
        switch (part) {
            case 2 -> {
                for (long i = 0; i < count; i++) {
                    short value = numbers.getAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED, i);
                    numbers.setAtIndex(
                            ValueLayout.JAVA_SHORT_UNALIGNED, i, Short.reverseBytes(value));
                }
            }
            case 4 -> {
                for (long i = 0; i < count; i++) {
                    int value = numbers.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, i);
                    numbers.setAtIndex(
                            ValueLayout.JAVA_INT_UNALIGNED, i, Integer.reverseBytes(value));
                }
            }
            case 8 -> {
                for (long i = 0; i < count; i++) {
                    long value = numbers.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, i);
                    numbers.setAtIndex(
                            ValueLayout.JAVA_LONG_UNALIGNED, i, Long.reverseBytes(value));
                }
            }
            default -> throw new AssertionError("numbers of " + part + " bytes");
        }
    }

    /** What {@code tensor.numpy()} demands, with its sentences. */
    static void requireArray(Tensor tensor) {
        if (tensor.requiresGrad() && Torch.isGradEnabled())
            throw new TorchException(
                    "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy()"
                            + " instead.");
        if (tensor.layout() != Layout.STRIDED)
            throw new IllegalArgumentException(
                    "can't convert Sparse layout tensor to numpy. Use Tensor.to_dense() first.");
        if (!tensor.device().type().equals("cpu"))
            throw new IllegalArgumentException(
                    "can't convert "
                            + tensor.device()
                            + " device type tensor to numpy. Use Tensor.cpu() to copy the tensor to"
                            + " host memory first.");
        if (tensor.isConj())
            throw new TorchException(
                    "Can't call numpy() on Tensor that has conjugate bit set. Use"
                            + " tensor.resolve_conj().numpy() instead.");
        if (tensor.isNeg())
            throw new TorchException(
                    "Can't call numpy() on Tensor that has negative bit set. Use"
                            + " tensor.resolve_neg().numpy() instead.");
        if (NpyHeader.descr(tensor.dtype(), ByteOrder.nativeOrder()) == null)
            throw new IllegalArgumentException(
                    "Got unsupported ScalarType " + NpyHeader.scalarType(tensor.dtype()));
    }
}
