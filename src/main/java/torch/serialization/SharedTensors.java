package torch.serialization;

import static torch.serialization.SafetensorsHeader.BY_CODE_POINTS;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import torch.Device;
import torch.Tensor;
import torch.TorchException;

/** Which tensors of a state are views of the same memory, and which of them stand for the others in a file. */
final class SharedTensors {
    private SharedTensors() {}

    /** The storage that a tensor is a view of. */
    record Storage(Device device, long address, long bytes) {
        static Storage of(Tensor tensor) {
            return new Storage(
                    tensor.device(),
                    TensorBytes.storageAddress(tensor),
                    TensorBytes.storageBytes(tensor));
        }

        boolean hasMemory() {
            return address != 0 && bytes != 0 && !device.type().equals("meta");
        }
    }

    private record Area(long start, long end, String name) {
        static Area of(String name, Tensor tensor) {
            long start = tensor.dataPtr();
            long[] stride = tensor.stride();
            long last = 0;
            for (int i = 0; i < stride.length; i++) last += (tensor.size(i) - 1) * stride[i];
            return new Area(start, start + (last + 1) * tensor.elementSize(), name);
        }
    }

    /** Groups of names whose tensors overlap; each name sorted into one group, alone or with others. */
    static List<Set<String>> find(Map<String, ? extends Tensor> tensors) {
        var byStorage = new LinkedHashMap<Storage, List<Area>>();
        tensors.forEach(
                (name, tensor) -> {
                    Storage storage = Storage.of(tensor);
                    if (storage.hasMemory())
                        byStorage
                                .computeIfAbsent(storage, s -> new ArrayList<>())
                                .add(Area.of(name, tensor));
                });
        var groups = new ArrayList<Set<String>>();
        for (List<Area> areas : byStorage.values()) {
            areas.sort(
                    (a, b) ->
                            a.start != b.start
                                    ? Long.compareUnsigned(a.start, b.start)
                                    : a.end != b.end
                                            ? Long.compareUnsigned(a.end, b.end)
                                            : BY_CODE_POINTS.compare(a.name, b.name));
            long lastEnd = 0;
            for (Area area : areas) {
                if (lastEnd == 0 || Long.compareUnsigned(area.start, lastEnd) >= 0)
                    groups.add(new TreeSet<>(BY_CODE_POINTS));
                groups.getLast().add(area.name);
                lastEnd = area.end;
            }
        }
        return groups;
    }

    /** As Python prints a list of sets of names. */
    static String text(Collection<Set<String>> groups) {
        return groups.stream().map(SharedTensors::text).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String text(Set<String> names) {
        return names.stream()
                .map(name -> "'" + name + "'")
                .collect(Collectors.joining(", ", "{", "}"));
    }

    /**
     * For each name to keep, those that are dropped for it: of each group, the first tensor that is its whole storage
     * stays, preferably one of {@code preferred}.
     *
     * @throws TorchException if no tensor of a group is its whole storage
     */
    static Map<String, List<String>> duplicates(
            Map<String, ? extends Tensor> state, Set<String> preferred) {
        var toRemove = new TreeMap<String, List<String>>(BY_CODE_POINTS);
        for (Set<String> group : find(state)) {
            List<String> complete = group.stream().filter(name -> isComplete(state, name)).toList();
            if (complete.isEmpty())
                throw new TorchException(
                        "Error while trying to find names to remove to save state dict, but found no"
                                + " suitable name to keep for saving amongst: "
                                + text(group)
                                + ". None is covering the entire storage.Refusing to save/load the"
                                + " model since you could be storing much more memory than needed."
                                + " Please refer to"
                                + " https://huggingface.co/docs/safetensors/torch_shared_tensors for"
                                + " more information. Or open an issue.");
            String keep =
                    complete.stream()
                            .filter(preferred::contains)
                            .findFirst()
                            .orElse(complete.getFirst());
            List<String> others = group.stream().filter(name -> !name.equals(keep)).toList();
            if (!others.isEmpty()) toRemove.put(keep, others);
        }
        return toRemove;
    }

    private static boolean isComplete(Map<String, ? extends Tensor> state, String name) {
        Tensor tensor = Objects.requireNonNull(state.get(name));
        return tensor.storageOffset() == 0
                && tensor.numel() * tensor.elementSize() == TensorBytes.storageBytes(tensor);
    }
}
