package torch.serialization;

import static torch.serialization.SafetensorsHeader.BY_CODE_POINTS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import torch.Layout;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

/** What a safetensors file will hold: checked, laid out, and not yet written. */
final class SafetensorsWriter {
    private record Entry(String name, Tensor tensor, SafetensorsType type) {}

    private final byte[] start;
    private final List<Entry> entries;
    private final long size;

    /**
     * Checks and lays out tensors, those with the largest elements first, then by name.
     *
     * @throws IllegalArgumentException for what the format cannot hold
     * @throws TorchException if tensors share memory
     */
    SafetensorsWriter(
            Map<String, ? extends Tensor> tensors, @Nullable Map<String, String> metadata) {
        check(tensors);
        entries = new ArrayList<>();
        tensors.forEach((name, tensor) -> entries.add(entry(name, tensor)));
        entries.sort(
                Comparator.comparing(Entry::type)
                        .reversed()
                        .thenComparing(Entry::name, BY_CODE_POINTS));
        var infos = new LinkedHashMap<String, SafetensorsHeader.Info>();
        long end = 0;
        for (Entry entry : entries) {
            long from = end;
            end += entry.tensor.numel() * entry.tensor.elementSize();
            infos.put(entry.name, new SafetensorsHeader.Info(entry.type, shape(entry), from, end));
        }
        if (metadata != null) metadata.forEach(SafetensorsWriter::checkMetadata);
        start = new SafetensorsHeader(metadata, infos, 0).toBytes();
        size = start.length + end;
    }

    /** The bytes that {@link #writeTo} writes. */
    long size() {
        return size;
    }

    void writeTo(WritableByteChannel channel) throws IOException {
        ByteBuffer header = ByteBuffer.wrap(start);
        while (header.hasRemaining()) channel.write(header);
        for (Entry entry : entries) {
            // what is elsewhere comes here one by one
            try (var scope = Torch.scope()) {
                TensorBytes.write(TensorBytes.plain(entry.tensor), channel);
            }
        }
    }

    private static long[] shape(Entry entry) {
        long[] shape = entry.tensor.shape().toArray();
        if (shape.length > 0) shape[shape.length - 1] *= entry.type.packed();
        return shape;
    }

    private static Entry entry(String name, Tensor tensor) {
        if (!tensor.isContiguous())
            throw new IllegalArgumentException(
                    "You are trying to save a non contiguous tensor: `"
                            + name
                            + "` which is not allowed. It either means you are trying to save"
                            + " tensors which are reference of each other in which case it's"
                            + " recommended to save only the full tensors, and reslice at load time,"
                            + " or simply call `.contiguous()` on your tensor to pack it before"
                            + " saving.");
        SafetensorsType type = SafetensorsType.of(tensor.dtype());
        if (type == null)
            throw new IllegalArgumentException(
                    "Key `" + name + "` is invalid, safetensors has no type for " + tensor.dtype());
        if (type.packed() > 1 && tensor.dim() == 0)
            throw new IllegalArgumentException(
                    "Key `"
                            + name
                            + "` is invalid, a scalar of "
                            + tensor.dtype()
                            + " has no shape in a safetensors file");
        if (tensor.device().type().equals("meta"))
            throw new UnsupportedOperationException("Cannot copy out of meta tensor; no data!");
        return new Entry(name, tensor, type);
    }

    private static void check(Map<String, ? extends Tensor> tensors) {
        if (tensors == null)
            throw new IllegalArgumentException(
                    "Expected a dict of [str, torch.Tensor] but received <class 'NoneType'>");
        var sparse = new ArrayList<String>();
        tensors.forEach(
                (name, tensor) -> {
                    checkText("the name", name);
                    if (name.equals(SafetensorsHeader.METADATA))
                        throw new IllegalArgumentException(
                                "Key `__metadata__` is invalid, it is where the format keeps texts");
                    if (tensor == null)
                        throw new IllegalArgumentException(
                                "Key `"
                                        + name
                                        + "` is invalid, expected torch.Tensor but received <class"
                                        + " 'NoneType'>");
                    if (tensor.layout() != Layout.STRIDED) sparse.add("'" + name + "'");
                });
        if (!sparse.isEmpty())
            throw new IllegalArgumentException(
                    "You are trying to save a sparse tensors: `"
                            + sparse
                            + "` which this library does not support. You can make it a dense tensor"
                            + " before saving with `.to_dense()` but be aware this might make a much"
                            + " larger file than needed.");
        List<Set<String>> shared =
                SharedTensors.find(tensors).stream().filter(names -> names.size() > 1).toList();
        if (!shared.isEmpty()) {
            String line = "\n" + " ".repeat(12); // as the sentence is indented in Python's source
            throw new TorchException(
                    line
                            + "Some tensors share memory, this will lead to duplicate memory on disk"
                            + " and potential differences when loading them again: "
                            + SharedTensors.text(shared)
                            + "."
                            + line
                            + "A potential way to correctly save your model is to use `save_model`."
                            + line
                            + "More information at"
                            + " https://huggingface.co/docs/safetensors/torch_shared_tensors"
                            + line);
        }
    }

    private static void checkMetadata(String key, String value) {
        checkText("a key of the metadata", key);
        checkText("the metadata `" + key + "`", value);
    }

    private static void checkText(String what, String text) {
        if (text == null) throw new IllegalArgumentException(what + " must be a str, not None");
        if (!java.nio.charset.StandardCharsets.UTF_8.newEncoder().canEncode(text))
            throw new IllegalArgumentException(
                    what + " cannot be encoded: half a character in `" + text + "`");
    }
}
