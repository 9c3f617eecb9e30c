package torch.serialization;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import torch.Aten;
import torch.DType;
import torch.Device;
import torch.Tensor;
import torch.TorchException;
import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.TensorAccess;

/** The storages of the tensors that are saved: each is numbered when it is met first, and written once. */
final class SavedStorages {
    /** The address of a storage: two are one where both begin and end together. */
    private record Place(Device device, long address, long size) {}

    /** A storage by its number in the file. */
    record Saved(String key, String location, long size, Tensor owner, long address) {}

    private final Map<Place, Saved> known = new HashMap<>();
    private final Map<Place, DType> dtypes = new HashMap<>();
    private final List<Saved> all = new ArrayList<>();
    private final List<Tensor> held = new ArrayList<>();

    /** Keeps a tensor's memory until the storages are written. The tensors belong to the scope of the saving. */
    void hold(Tensor tensor) {
        held.add(Aten.detach(tensor));
    }

    /**
     * The storage of a tensor.
     *
     * @param dtype the type that the storage is said to have
     * @throws TorchException if it was said to have another one before
     */
    Saved of(Tensor tensor, DType dtype) {
        long handle = TensorAccess.get().handle(tensor, "obj");
        long size = Downcalls.plain(Function.STORAGE_SIZE, handle);
        Device device = tensor.device();
        if (size == 0) return add(tensor, device, 0, 0);
        long first = Downcalls.plain(Function.DATA, handle);
        long address = first - tensor.storageOffset() * tensor.elementSize();
        Place place = new Place(device, address, size);
        DType before = dtypes.putIfAbsent(place, dtype);
        if (before != null && before != dtype)
            throw new TorchException(
                    "Cannot save multiple tensors or storages that view the same data as different"
                            + " types");
        Saved saved = known.get(place);
        if (saved == null) {
            saved = add(tensor, device, size, address);
            known.put(place, saved);
        }
        return saved;
    }

    private Saved add(Tensor tensor, Device device, long size, long address) {
        Saved saved =
                new Saved(Integer.toString(all.size()), device.toString(), size, tensor, address);
        all.add(saved);
        return saved;
    }

    List<Saved> all() {
        return all;
    }

    /** The bytes of a storage: where they are, or brought to the CPU. */
    static MemorySegment bytes(Saved saved) {
        if (saved.size() == 0) return MemorySegment.NULL;
        if (saved.owner().device().type().equals("cpu"))
            return MemorySegment.ofAddress(saved.address()).reinterpret(saved.size());
        Tensor all =
                Aten.empty_memory_format(
                        new long[] {0}, DType.UINT8, null, saved.owner().device(), null, null);
        Aten.set__source_Tensor_storage_offset(
                all,
                saved.owner(),
                -saved.owner().storageOffset(),
                new long[] {saved.size()},
                new long[] {1});
        Tensor here = all.cpu();
        return Storage.memory(here, saved.size());
    }
}
