package torch.serialization;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Device;
import torch.Tensor;

/**
 * The storages of a file from before PyTorch 1.6, which follow its pickles: tensors are made over storages that are filled
 * afterwards.
 */
final class LegacyStorages extends Storages {
    private record Pending(Tensor bytes, Storage storage, DType dtype) {}

    private final MemorySegment file;
    private final Map<String, Pending> pending = new HashMap<>();
    private long total;

    LegacyStorages(MemorySegment file, LoadOptions options) {
        super(options);
        this.file = file;
    }

    @Override
    StorageRef load(List<?> id) {
        if (id.size() < 5 || id.size() > 6 || !(id.get(1) instanceof Globals.StorageType type))
            throw new BrokenFile("the pickle refers to a storage in a way that is not PyTorch's");
        String key = text(id.get(2), "key");
        String location = text(id.get(3), "location");
        int width = type.dtype().itemSize();
        long size = bytes(count(id.get(4), "number of elements"), width);
        Pending known = pending.get(key);
        if (known == null) {
            total += size;
            if (total < 0 || total > file.byteSize())
                throw new BrokenFile(
                        "the storages of the file have more bytes than it: " + total + " at least");
            Device device = target(location);
            Tensor bytes = on(device, () -> Storage.empty(size, device));
            known = new Pending(bytes, new Storage(bytes, size, false), type.dtype());
            pending.put(key, known);
        }
        if (id.size() == 6 && id.get(5) instanceof List<?> view) {
            if (view.size() != 3) throw new BrokenFile("a view of a storage is not PyTorch's");
            return new StorageRef(
                    known.storage(),
                    type.dtype(),
                    bytes(count(view.get(1), "view's offset"), width),
                    bytes(count(view.get(2), "view's size"), width));
        }
        return new StorageRef(known.storage(), type.dtype(), 0, size);
    }

    /** Fills the storages, in the order of their keys, from a position of the file on. */
    void fill(@Nullable Object keys, long position) {
        if (!(keys instanceof List<?> list))
            throw new BrokenFile("the keys of the storages must be a list, not " + Kinds.of(keys));
        if (list.stream().distinct().count() != pending.size() || list.size() != pending.size())
            throw new BrokenFile(
                    "the file lists %d storages, but its tensors use %d"
                            .formatted(list.size(), pending.size()));
        long at = position;
        for (Object each : list) {
            String key = text(each, "key");
            Pending storage = pending.get(key);
            if (storage == null)
                throw new BrokenFile(
                        "storage key '%s' is used by no tensor".formatted(BrokenFile.shown(key)));
            if (at > file.byteSize() - 8) throw cut(key);
            long count = file.get(JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), at);
            long size = storage.storage().size();
            if (count < 0 || bytes(count, storage.dtype().itemSize()) != size)
                throw new BrokenFile(
                        "the storage '%s' has %d elements in one place of the file, and %d in another"
                                .formatted(key, size / storage.dtype().itemSize(), count));
            at += 8;
            if (size > file.byteSize() - at) throw cut(key);
            if (!storage.bytes().device().type().equals("meta"))
                Storage.fill(storage.bytes(), file.asSlice(at, size));
            at += size;
        }
    }

    private static BrokenFile cut(String key) {
        return new BrokenFile("the file is cut off before the end of the storage '" + key + "'");
    }
}
