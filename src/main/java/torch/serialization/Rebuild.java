package torch.serialization;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Complex;
import torch.DType;
import torch.Device;
import torch.Layout;
import torch.Size;
import torch.Tensor;
import torch.internal.OrderedDict;
import torch.internal.PythonTuple;
import torch.internal.Warnings;
import torch.nn.Parameter;

/** What the functions do that a pickle may call: they make containers, and tensors over the file's storages. */
final class Rebuild {
    private final Budget budget;
    private final LoadOptions options;
    private final List<Tensor> unchecked = new ArrayList<>();
    private final List<Parameter> parameters = new ArrayList<>();

    Rebuild(Budget budget, LoadOptions options) {
        this.budget = budget;
        this.options = options;
    }

    // ---- Arguments

    private static <T> T arg(
            List<@Nullable Object> args, int index, Class<T> type, String function) {
        Object value = index < args.size() ? args.get(index) : null;
        if (type.isInstance(value)) return type.cast(value);
        throw new BrokenFile(
                "%s needs %s as its argument %d, but got %s"
                        .formatted(
                                function,
                                type.getSimpleName(),
                                index + 1,
                                index < args.size() ? Kinds.of(value) : "nothing"));
    }

    private static long[] longs(List<@Nullable Object> args, int index, String function) {
        List<?> list = arg(args, index, List.class, function);
        if (list.size() > 1024)
            throw new BrokenFile(function + " got a shape of " + list.size() + " dimensions");
        long[] values = new long[list.size()];
        for (int i = 0; i < values.length; i++) {
            if (!(list.get(i) instanceof Long value))
                throw new BrokenFile(
                        function + " needs int extents, but got " + Kinds.of(list.get(i)));
            values[i] = value;
        }
        return values;
    }

    private static long[] extents(List<@Nullable Object> args, int index, String function) {
        return index < args.size() && args.get(index) instanceof Size size
                ? size.toArray()
                : longs(args, index, function);
    }

    private List<?> items(List<@Nullable Object> args, String function) {
        if (args.isEmpty()) return List.of();
        List<?> items = arg(args, 0, List.class, function);
        budget.charge(items.size());
        return items;
    }

    /** Refuses what Python cannot hash, and what takes too long to. */
    void checkKey(@Nullable Object key) {
        if (!(key instanceof List<?> || key instanceof Map<?, ?> || key instanceof Set<?>)) return;
        List<@Nullable Object> open = new ArrayList<>();
        open.add(key);
        while (!open.isEmpty()) {
            budget.charge(1);
            switch (open.removeLast()) {
                case PythonTuple tuple -> {
                    open.addAll(tuple);
                    if (open.size() > 1000) throw new BrokenFile("a dict has a monstrous key");
                }
                case List<?> list -> throw new BrokenFile("unhashable type: 'list'");
                case Map<?, ?> map -> throw new BrokenFile("unhashable type: 'dict'");
                case Set<?> set -> throw new BrokenFile("unhashable type: 'set'");
                case null, default -> {}
            }
        }
    }

    // ---- Containers and small things

    Object orderedDict(List<@Nullable Object> args) {
        OrderedDict<@Nullable Object, @Nullable Object> dict = new OrderedDict<>();
        for (Object item : items(args, "OrderedDict")) {
            if (!(item instanceof List<?> pair) || pair.size() != 2)
                throw new BrokenFile("an OrderedDict needs pairs, but got " + Kinds.of(item));
            checkKey(pair.get(0));
            dict.put(pair.get(0), pair.get(1));
        }
        return dict;
    }

    Object counter(List<@Nullable Object> args) {
        Map<?, ?> counts = args.isEmpty() ? Map.of() : arg(args, 0, Map.class, "Counter");
        budget.charge(counts.size());
        return new LinkedHashMap<>(counts);
    }

    Object set(List<@Nullable Object> args) {
        Set<@Nullable Object> set = new LinkedHashSet<>();
        for (Object item : items(args, "set")) {
            checkKey(item);
            set.add(item);
        }
        return set;
    }

    /** How Python 3 has protocol 2 write bytes: as the text that has them as its characters. */
    Object encode(List<@Nullable Object> args) {
        String text = arg(args, 0, String.class, "encode");
        String encoding = args.size() < 2 ? "utf-8" : arg(args, 1, String.class, "encode");
        budget.charge(text.length());
        return switch (encoding.replace('_', '-')) {
            case "latin1", "latin-1" -> latin1(text);
            case "utf-8", "utf8" -> Surrogates.encode(text);
            default -> throw new BrokenFile("unknown encoding: " + BrokenFile.shown(encoding));
        };
    }

    private static byte[] latin1(String text) {
        if (text.chars().anyMatch(c -> c > 255))
            throw new BrokenFile("bytes are written as text with characters beyond 255");
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    Object bytearray(List<@Nullable Object> args) {
        if (args.isEmpty()) return new byte[0];
        if (args.get(0) instanceof byte[] bytes) {
            budget.charge(bytes.length);
            return bytes.clone();
        }
        return encode(args);
    }

    Object complex(List<@Nullable Object> args) {
        return Complex.of(
                arg(args, 0, Number.class, "complex").doubleValue(),
                args.size() < 2 ? 0 : arg(args, 1, Number.class, "complex").doubleValue());
    }

    Object size(List<@Nullable Object> args) {
        return args.isEmpty() ? Size.of() : Size.of(longs(args, 0, "torch.Size"));
    }

    Object device(List<@Nullable Object> args) {
        String type = arg(args, 0, String.class, "torch.device");
        if (args.size() < 2) return Device.of(type);
        return new Device(type, Math.toIntExact(arg(args, 1, Long.class, "torch.device")));
    }

    Object layout(List<@Nullable Object> args) {
        String name = arg(args, 0, String.class, "_get_layout");
        for (Layout layout : Layout.values()) if (layout.toString().equals(name)) return layout;
        throw new BrokenFile("there is no layout " + BrokenFile.shown(name));
    }

    // ---- Tensors

    /** A tensor over a storage, which must have all of its elements. */
    private static Tensor over(
            StorageRef part, DType dtype, long offset, long[] size, long[] stride) {
        Tensor empty =
                Aten.empty_memory_format(
                        new long[] {0}, dtype, null, part.storage().device(), null, null);
        return over(empty, part, offset, size, stride);
    }

    private static Tensor over(
            Tensor empty, StorageRef part, long offset, long[] size, long[] stride) {
        DType dtype = empty.dtype();
        int width = dtype.itemSize();
        check(part, width, offset, size, stride);
        part.storage().order(dtype);
        if (part.offset() % width != 0)
            throw new BrokenFile("a storage's part does not begin at an element");
        Aten.set__source_Tensor_storage_offset(
                empty, part.storage().bytes(), part.offset() / width + offset, size, stride);
        return empty;
    }

    private static void check(StorageRef part, int width, long offset, long[] size, long[] stride) {
        if (size.length != stride.length)
            throw new BrokenFile(
                    "a tensor has %d extents, but %d strides"
                            .formatted(size.length, stride.length));
        boolean none = false;
        try {
            long last = offset;
            for (int i = 0; i < size.length; i++) {
                if (size[i] < 0 || stride[i] < 0)
                    throw new BrokenFile(
                            "a tensor has the extent %d with the stride %d"
                                    .formatted(size[i], stride[i]));
                none |= size[i] == 0;
                last = Math.addExact(last, Math.multiplyExact(Math.max(0, size[i] - 1), stride[i]));
            }
            long end = Math.multiplyExact(Math.addExact(last, 1), (long) width);
            if (offset < 0 || !none && end > part.size())
                throw new BrokenFile(
                        "a tensor of %s from element %d on needs %d bytes of a storage that has %d"
                                .formatted(Size.of(size), offset, end, part.size()));
            Size.of(size).numel();
        } catch (ArithmeticException e) {
            throw new BrokenFile("a tensor of " + Size.of(size) + " is beyond any storage", e);
        }
    }

    private static DType plain(DType dtype) {
        if (Dtypes.isQuantized(dtype))
            throw new BrokenFile("a tensor of " + dtype + " has no scale");
        return dtype;
    }

    Object tensor(List<@Nullable Object> args) {
        StorageRef storage = arg(args, 0, StorageRef.class, "_rebuild_tensor");
        return over(
                storage,
                plain(storage.dtype()),
                arg(args, 1, Long.class, "_rebuild_tensor"),
                extents(args, 2, "_rebuild_tensor"),
                extents(args, 3, "_rebuild_tensor"));
    }

    Object tensorV2(List<@Nullable Object> args) {
        Tensor made = (Tensor) tensor(args);
        return finish(made, args, 4, args.size() > 6 ? args.get(6) : null);
    }

    Object tensorV3(List<@Nullable Object> args) {
        Tensor made =
                over(
                        arg(args, 0, StorageRef.class, "_rebuild_tensor_v3"),
                        plain(arg(args, 6, DType.class, "_rebuild_tensor_v3")),
                        arg(args, 1, Long.class, "_rebuild_tensor_v3"),
                        extents(args, 2, "_rebuild_tensor_v3"),
                        extents(args, 3, "_rebuild_tensor_v3"));
        return finish(made, args, 4, args.size() > 7 ? args.get(7) : null);
    }

    /** A tensor with memory for each of its elements: one without could make much out of little. */
    static Tensor dense(Tensor tensor) {
        long[] size = tensor.shape().toArray();
        long[] stride = tensor.stride();
        long span = 1;
        for (int i = 0; i < size.length; i++) span += Math.max(0, size[i] - 1) * stride[i];
        if (tensor.numel() > span)
            throw new BrokenFile("a part of a tensor has fewer elements in memory than in shape");
        return tensor;
    }

    private static Tensor finish(
            Tensor made, List<@Nullable Object> args, int grad, @Nullable Object metadata) {
        if (metadata instanceof Map<?, ?> bits) {
            if (Boolean.TRUE.equals(bits.get("conj"))) made = Aten._conj(made);
            if (Boolean.TRUE.equals(bits.get("neg"))) made = Aten._neg_view(made);
        }
        if (arg(args, grad, Boolean.class, "requires_grad")) made.requiresGrad_(true);
        return made;
    }

    Object newParameter(List<@Nullable Object> args) {
        return parameter(
                arg(args, 0, Tensor.class, "Parameter"),
                args.size() < 2 || arg(args, 1, Boolean.class, "Parameter"));
    }

    Object parameter(List<@Nullable Object> args) {
        return parameter(
                arg(args, 0, Tensor.class, "_rebuild_parameter"),
                arg(args, 1, Boolean.class, "_rebuild_parameter"));
    }

    private Parameter parameter(Tensor data, boolean requiresGrad) {
        Parameter parameter = new Parameter(data, requiresGrad);
        parameters.add(parameter);
        return parameter;
    }

    Object parameterWithState(List<@Nullable Object> args) {
        dropped(args.size() > 3 ? args.get(3) : null);
        return parameter(args);
    }

    /** A tensor that has attributes in Python, or that is of a class of its own there. */
    @Nullable Object fromType(List<@Nullable Object> args) {
        Object type = args.size() > 1 ? args.get(1) : null;
        boolean parameter =
                type instanceof Globals.Named named
                        && named.name().equals("torch.nn.parameter.Parameter");
        boolean tensor = type instanceof Globals.Plain plain && plain.name().equals("torch.Tensor");
        if (!parameter && !tensor)
            throw new BrokenFile("a tensor is of the class " + Kinds.of(type));
        List<@Nullable Object> inner = new ArrayList<>(arg(args, 2, List.class, "_rebuild"));
        Object made = Globals.call(args.get(0), this, inner);
        dropped(args.size() > 3 ? args.get(3) : null);
        return parameter && made instanceof Tensor data && !(data instanceof Parameter)
                ? parameter(data, data.requiresGrad())
                : made;
    }

    private static void dropped(@Nullable Object state) {
        if (state == null || state instanceof Map<?, ?> map && map.isEmpty()) return;
        Warnings.warnOnce(
                "torch.serialization",
                "Tensors of the file have attributes, which JTorch's tensors cannot have: they are"
                        + " left out");
    }

    Object meta(List<@Nullable Object> args) {
        String function = "_rebuild_meta_tensor_no_storage";
        Tensor made =
                Aten.empty_strided(
                        extents(args, 1, function),
                        extents(args, 2, function),
                        plain(arg(args, 0, DType.class, function)),
                        null,
                        Device.META,
                        null);
        return finish(made, args, 3, null);
    }

    Object onDevice(List<@Nullable Object> args) {
        String function = "_rebuild_device_tensor_from_cpu_tensor";
        Tensor data = dense(arg(args, 0, Tensor.class, function));
        DType dtype = arg(args, 1, DType.class, function);
        String location = arg(args, 2, String.class, function);
        Device device = Device.of(options.location(location));
        Tensor moved = Storages.on(device, () -> data.to(device, dtype));
        return finish(moved, args, 3, null);
    }

    // ---- Sparse, quantized and nested tensors

    Object sparse(List<@Nullable Object> args) {
        String function = "_rebuild_sparse_tensor";
        Layout layout = arg(args, 0, Layout.class, function);
        List<@Nullable Object> data = new ArrayList<>(arg(args, 1, List.class, function));
        Tensor made;
        if (layout == Layout.SPARSE_COO) {
            Tensor values = dense(arg(data, 1, Tensor.class, function));
            made =
                    Aten._sparse_coo_tensor_unsafe(
                            dense(arg(data, 0, Tensor.class, function)),
                            values,
                            extents(data, 2, function),
                            values.dtype(),
                            null,
                            values.device(),
                            null,
                            data.size() > 3 && data.get(3) instanceof Boolean coalesced
                                    ? coalesced
                                    : null);
        } else if (Sparse.isCompressed(layout)) {
            Tensor values = dense(arg(data, 2, Tensor.class, function));
            made =
                    Aten._sparse_compressed_tensor_unsafe(
                            dense(arg(data, 0, Tensor.class, function)),
                            dense(arg(data, 1, Tensor.class, function)),
                            values,
                            extents(data, 3, function),
                            values.dtype(),
                            layout,
                            values.device(),
                            null);
        } else {
            throw new BrokenFile("rebuilding sparse tensor for layout " + layout);
        }
        unchecked.add(made);
        return made;
    }

    Object quantized(List<@Nullable Object> args) {
        return over(
                Quantized.empty(
                        arg(args, 0, StorageRef.class, "_rebuild_qtensor"),
                        extents(args, 2, "_rebuild_qtensor"),
                        arg(args, 4, List.class, "_rebuild_qtensor")),
                arg(args, 0, StorageRef.class, "_rebuild_qtensor"),
                arg(args, 1, Long.class, "_rebuild_qtensor"),
                extents(args, 2, "_rebuild_qtensor"),
                extents(args, 3, "_rebuild_qtensor"));
    }

    Object nested(List<@Nullable Object> args) {
        throw new BrokenFile("nested tensors, which JTorch does not have, are in the file");
    }

    /** Checks the indices of sparse tensors, once all storages have their content. */
    void validate() {
        unchecked.forEach(Sparse::validate);
    }

    /** The parameters that were made: they belong to no scope. */
    List<Parameter> parameters() {
        return parameters;
    }
}
