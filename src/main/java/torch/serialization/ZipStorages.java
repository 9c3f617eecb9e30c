package torch.serialization;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Device;
import torch.Size;
import torch.Tensor;

/** The storages of an archive: a record each, which is copied or, where the file is mapped, used where it is. */
final class ZipStorages extends Storages {
    private final ZipArchive archive;
    private final String folder;
    private final boolean foreignOrder;
    private final @Nullable MemorySegment mapped;
    private final Map<String, Storage> loaded = new HashMap<>();

    /**
     * @param folder what the names of the archive's records begin with
     * @param foreignOrder whether elements are in the other byte order than this machine's
     * @param mapped the file as private memory, where storages are to stay in it
     */
    ZipStorages(
            ZipArchive archive,
            String folder,
            boolean foreignOrder,
            @Nullable MemorySegment mapped,
            LoadOptions options) {
        super(options);
        this.archive = archive;
        this.folder = folder;
        this.foreignOrder = foreignOrder;
        this.mapped = mapped;
    }

    @Override
    StorageRef load(List<?> id) {
        if (id.size() != 5 || !(id.get(1) instanceof Globals.StorageType type))
            throw new BrokenFile("the pickle refers to a storage in a way that is not PyTorch's");
        String key = text(id.get(2), "key");
        String location = text(id.get(3), "location");
        long size = bytes(count(id.get(4), "number of elements"), type.dtype().itemSize());
        Storage storage = loaded.get(key);
        if (storage == null) {
            storage = read(key, location, size);
            loaded.put(key, storage);
        }
        return new StorageRef(storage, type.dtype(), 0, size);
    }

    private Storage read(String key, String location, long size) {
        Device device = target(location);
        if (device.type().equals("meta"))
            return new Storage(Storage.empty(size, Device.META), size, false);
        ZipArchive.Entry entry = archive.entries().get(folder + "data/" + key);
        if (entry == null)
            throw new BrokenFile("file not found: " + BrokenFile.shown("data/" + key));
        if (size > entry.size())
            throw ZipArchive.inRecord(
                    entry.name(), "has %d bytes, but %d are needed".formatted(entry.size(), size));
        Tensor here;
        if (mapped != null && entry.isStored() && entry.offset() % 8 == 0 && size > 0) {
            here = Tensor.of(mapped.asSlice(entry.offset(), size), Size.of(size), DType.UINT8);
        } else {
            here = Storage.empty(size, Device.CPU);
            if (size > 0) archive.read(entry, Storage.memory(here, size));
        }
        return new Storage(
                device.type().equals("cpu") ? here : on(device, () -> here.to(device)),
                size,
                foreignOrder);
    }
}
