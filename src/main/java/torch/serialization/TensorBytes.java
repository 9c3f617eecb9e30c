package torch.serialization;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import torch.Tensor;
import torch.Torch;
import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.TensorAccess;

/** The bytes of tensors, on their way between native memory and files, without a stop on the Java heap. */
final class TensorBytes {
    /** What one call of the operating system moves; a buffer holds less than 2 GiB. */
    static final long CHUNK = 1 << 28;

    private TensorBytes() {}

    /** Where the bytes of a contiguous tensor on the CPU are, as long as it is open and reachable. */
    static MemorySegment of(Tensor tensor) {
        return MemorySegment.ofAddress(tensor.dataPtr())
                .reinterpret(tensor.numel() * tensor.elementSize());
    }

    /** Writes the bytes of a contiguous tensor on the CPU. */
    static void write(Tensor tensor, WritableByteChannel channel) throws IOException {
        MemorySegment bytes = of(tensor);
        for (long at = 0; at < bytes.byteSize(); at += CHUNK) {
            ByteBuffer chunk = chunk(bytes, at);
            while (chunk.hasRemaining()) channel.write(chunk);
        }
        Reference.reachabilityFence(tensor);
    }

    /**
     * Fills a contiguous tensor on the CPU with bytes of a file.
     *
     * @throws EOFException where the file ends before
     */
    static void read(Tensor tensor, FileChannel channel, long position) throws IOException {
        MemorySegment bytes = of(tensor);
        for (long at = 0; at < bytes.byteSize(); at += CHUNK) {
            ByteBuffer chunk = chunk(bytes, at);
            while (chunk.hasRemaining())
                if (channel.read(chunk, position + at + chunk.position()) < 0)
                    throw new EOFException("the file ends before its tensors do");
        }
        Reference.reachabilityFence(tensor);
    }

    static ByteBuffer chunk(MemorySegment bytes, long at) {
        return bytes.asSlice(at, Math.min(CHUNK, bytes.byteSize() - at)).asByteBuffer();
    }

    /** A tensor's elements as numbers on the CPU, without lazy conjugates or signs; often the tensor itself. */
    static Tensor plain(Tensor tensor) {
        try (var off = Torch.noGrad()) {
            Tensor here = tensor.device().type().equals("cpu") ? tensor : tensor.cpu();
            return here.isComplex() ? here.resolveConj().resolveNeg() : here.resolveNeg();
        }
    }

    /** The address of a strided tensor's storage, 0 where it has no elements. */
    static long storageAddress(Tensor tensor) {
        long first = tensor.dataPtr();
        return first == 0 ? 0 : first - tensor.storageOffset() * tensor.elementSize();
    }

    /** The bytes of a strided tensor's storage. */
    static long storageBytes(Tensor tensor) {
        long handle = TensorAccess.get().handle(tensor, "tensor");
        long bytes = Downcalls.plain(Function.STORAGE_SIZE, handle);
        Reference.reachabilityFence(tensor);
        return bytes;
    }
}
