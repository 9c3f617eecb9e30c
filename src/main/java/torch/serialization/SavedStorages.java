package torch.serialization;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import torch.DType;
import torch.Device;
import torch.Tensor;
import torch.TorchException;

/** The storages of the tensors that are saved: each is numbered when it is met first, and written once. */
final class SavedStorages {
    /** The address of a storage: two are one where both begin and end together. */
    private record Place(Device device, long address, long size) {}

    /** A storage by its number in the file. Its bytes are a tensor of the scope of the saving. */
    record Saved(String key, String location, long size, Tensor bytes) {}

    private final Map<Place, Saved> known = new HashMap<>();
    private final Map<Place, DType> dtypes = new HashMap<>();
    private final List<Saved> all = new ArrayList<>();

    /**
     * The storage of a tensor.
     *
     * @param dtype the type that the storage is said to have
     * @throws TorchException if it was said to have another one before
     */
    Saved of(Tensor tensor, DType dtype) {
        Tensor whole = Storage.whole(tensor);
        Device device = whole.device();
        long size = whole.numel();
        if (size == 0) return add(whole);
        Place place = new Place(device, Storage.address(whole), size);
        DType before = dtypes.putIfAbsent(place, dtype);
        if (before != null && before != dtype)
            throw new TorchException(
                    "Cannot save multiple tensors or storages that view the same data as different"
                            + " types");
        Saved saved = known.get(place);
        if (saved == null) {
            saved = add(whole);
            known.put(place, saved);
        }
        return saved;
    }

    private Saved add(Tensor whole) {
        Saved saved =
                new Saved(
                        Integer.toString(all.size()),
                        whole.device().toString(),
                        whole.numel(),
                        whole);
        all.add(saved);
        return saved;
    }

    List<Saved> all() {
        return all;
    }

    /** The bytes of a storage: where they are, or brought to the CPU. */
    static MemorySegment bytes(Saved saved) {
        return saved.size() == 0
                ? MemorySegment.NULL
                : Storage.memory(saved.bytes().cpu(), saved.size());
    }
}
