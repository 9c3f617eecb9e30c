package torch.serialization;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Device;
import torch.FileFormatException;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/**
 * An open safetensors file, whose tensors are taken one by one. Tensors that were taken live on after {@link #close}.
 *
 * {@snippet :
 * try (var file = Safetensors.safeOpen(path)) {
 *     for (String name : file.keys()) IO.println(name + " " + file.getSlice(name).getShape());
 *     Tensor rows = file.getSlice("embedding").get(slice(0, 100));
 * }
 * }
 *
 * <p>Mirrors {@code safetensors.safe_open}.
 */
public final class SafeOpen implements AutoCloseable {
    private static final ValueLayout.OfLong LENGTH =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Path file;
    private final Device device;
    private final SafetensorsHeader header;

    /** The file's content, or null where tensors are read from the channel. */
    private final @Nullable MemorySegment content;

    private final @Nullable FileChannel channel;
    private boolean closed;

    private SafeOpen(
            Path file,
            Device device,
            SafetensorsHeader header,
            @Nullable MemorySegment content,
            @Nullable FileChannel channel) {
        this.file = file;
        this.device = device;
        this.header = header;
        this.content = content;
        this.channel = channel;
    }

    static SafeOpen mapped(Path file, Device device) {
        return over(file, device, PrivateMapping.of(file));
    }

    /** Over content in memory, from which tensors are copied where they cannot be views. */
    static SafeOpen over(Path file, Device device, MemorySegment content) {
        long size = content.byteSize();
        SafetensorsHeader.requirePrefix(file, size);
        int length = SafetensorsHeader.length(file, content.get(LENGTH, 0), size);
        byte[] bytes =
                content.asSlice(SafetensorsHeader.PREFIX, length).toArray(ValueLayout.JAVA_BYTE);
        var header = SafetensorsHeader.read(file, bytes, size);
        return new SafeOpen(file, device, header, content, null);
    }

    static SafeOpen read(Path file, Device device) {
        FileChannel channel = null;
        try {
            long size = PrivateMapping.size(file);
            SafetensorsHeader.requirePrefix(file, size);
            channel = FileChannel.open(file, StandardOpenOption.READ);
            byte[] prefix = bytes(channel, 0, SafetensorsHeader.PREFIX);
            long length = MemorySegment.ofArray(prefix).get(LENGTH, 0);
            byte[] bytes =
                    bytes(
                            channel,
                            SafetensorsHeader.PREFIX,
                            SafetensorsHeader.length(file, length, size));
            var header = SafetensorsHeader.read(file, bytes, size);
            var open = new SafeOpen(file, device, header, null, channel);
            channel = null;
            return open;
        } catch (IOException e) {
            throw failed(file, e);
        } finally {
            closeQuietly(channel);
        }
    }

    private static byte[] bytes(FileChannel channel, long position, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining())
            if (channel.read(bytes, position + bytes.position()) < 0)
                throw new EOFException("the file ends before its header does");
        return bytes.array();
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        if (channel == null) return;
        try {
            channel.close();
        } catch (IOException e) {
            // it was only read from
        }
    }

    private static RuntimeException failed(Path file, IOException e) {
        return e instanceof EOFException
                ? new FileFormatException(file, String.valueOf(e.getMessage()), e)
                : new UncheckedIOException(e);
    }

    /** The names of the tensors, sorted. Mirrors {@code safe_open.keys}. */
    public List<String> keys() {
        check();
        return header.sortedNames();
    }

    /** The names of the tensors in the order of their data. Mirrors {@code safe_open.offset_keys}. */
    public List<String> offsetKeys() {
        check();
        return List.copyOf(header.tensors().keySet());
    }

    /** The texts that were saved along, null where there are none. Mirrors {@code safe_open.metadata}. */
    public @Nullable Map<String, String> metadata() {
        check();
        return header.metadata() == null ? null : new LinkedHashMap<>(header.metadata());
    }

    /**
     * A tensor. Mirrors {@code safe_open.get_tensor}.
     *
     * @throws IllegalArgumentException if there is none of that name
     * @throws UnsupportedOperationException if libtorch has no such type of elements
     */
    public Tensor getTensor(String name) {
        SafetensorsHeader.Info info = info(name);
        Tensor here = content == null ? readTensor(name, info) : viewTensor(name, info);
        return onDevice(here);
    }

    /** All tensors, in the order of their data. Mirrors {@code safe_open.get_tensors}. */
    public Map<String, Tensor> getTensors() {
        check();
        var tensors = LinkedHashMap.<String, Tensor>newLinkedHashMap(header.tensors().size());
        try (var scope = Torch.scope()) {
            for (String name : header.tensors().keySet()) tensors.put(name, getTensor(name));
            tensors.values().forEach(scope::keep);
        }
        return tensors;
    }

    /**
     * A tensor of which parts can be read. Mirrors {@code safe_open.get_slice}.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public SafeSlice getSlice(String name) {
        return new SafeSlice(this, name, info(name));
    }

    /** Closes the file; a second call does nothing. */
    @Override
    public void close() {
        closed = true;
        closeQuietly(channel);
    }

    /** A part of a tensor; of a file that is read and not mapped, a copy of the part. */
    Tensor part(String name, SafetensorsHeader.Info info, @Nullable Object... indices) {
        check();
        try (var scope = Torch.scope()) {
            if (content != null) return scope.keep(onDevice(viewTensor(name, info).get(indices)));
            SafeOpen mapped = over(file, device, PrivateMapping.of(file));
            SafetensorsHeader.Info now = mapped.info(name);
            return scope.keep(mapped.viewTensor(name, now).get(indices).clone().to(device));
        }
    }

    private Tensor onDevice(Tensor here) {
        if (device.equals(here.device())) return here;
        try (here) {
            return here.to(device);
        }
    }

    private Tensor viewTensor(String name, SafetensorsHeader.Info info) {
        DType dtype = dtype(name, info);
        Size shape = shape(name, info);
        if (info.bytes() == 0) return empty(shape, dtype);
        MemorySegment bytes =
                Objects.requireNonNull(content)
                        .asSlice(header.dataStart() + info.start(), info.bytes());
        // Files of other writers may lay tensors where their elements would be split.
        return bytes.isNative() && bytes.address() % Math.min(8, dtype.itemSize()) == 0
                ? Tensor.of(bytes, shape, dtype)
                : Tensor.copyOf(bytes, shape, dtype);
    }

    private Tensor readTensor(String name, SafetensorsHeader.Info info) {
        DType dtype = dtype(name, info);
        Tensor tensor = empty(shape(name, info), dtype);
        try {
            TensorBytes.read(
                    tensor, Objects.requireNonNull(channel), header.dataStart() + info.start());
            return tensor;
        } catch (IOException e) {
            tensor.close();
            throw failed(file, e);
        }
    }

    private Tensor empty(Size shape, DType dtype) {
        try {
            return Torch.empty(shape, Torch.dtype(dtype).device("cpu"));
        } catch (torch.TorchException e) {
            // an empty tensor's other extents are anything
            throw new FileFormatException(file, "a tensor cannot have the shape " + shape, e);
        }
    }

    private DType dtype(String name, SafetensorsHeader.Info info) {
        DType dtype = info.dtype().dtype;
        if (dtype == null)
            throw new UnsupportedOperationException(
                    file + ": Dtype not understood: " + info.dtype() + " of tensor `" + name + "`");
        return dtype;
    }

    /** The tensor's shape, where the file's counts elements that share a byte. */
    private Size shape(String name, SafetensorsHeader.Info info) {
        long[] shape = info.shape().clone();
        int packed = info.dtype().packed();
        if (packed > 1) {
            int last = shape.length - 1;
            if (last < 0 || shape[last] % packed != 0)
                throw new FileFormatException(
                        file,
                        "f4_x2 dtype requires that the last dim be divisible by 2 in torch: got "
                                + java.util.Arrays.toString(shape)
                                + " of tensor `"
                                + name
                                + "`");
            shape[last] /= packed;
        }
        return Size.of(shape);
    }

    boolean has(String name) {
        return header.tensors().containsKey(name);
    }

    private SafetensorsHeader.Info info(String name) {
        check();
        SafetensorsHeader.Info info = header.tensors().get(Objects.requireNonNull(name, "name"));
        if (info == null)
            throw new IllegalArgumentException("File does not contain tensor " + name);
        return info;
    }

    private void check() {
        if (closed) throw new IllegalStateException("File is closed");
    }
}
