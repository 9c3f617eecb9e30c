package torch.utils.data;

import static torch.Torch.dtype;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Layout;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.internal.Structures;

/** How samples become a batch; see {@link Data#defaultCollate}. */
final class Collate {
    private Collate() {}

    static Object collate(List<? extends @Nullable Object> batch) {
        if (batch.isEmpty()) throw new IndexOutOfBoundsException("list index out of range");
        Object first = batch.getFirst();
        return switch (first) {
            case Tensor tensor -> stack(tensor, batch);
            case Double _, Float _ -> Torch.tensor(batch, dtype(DType.FLOAT64));
            case Integer _, Long _, Short _, Byte _, Boolean _ -> Torch.tensor(batch);
            case String _, byte[] _ -> batch;
            case Map<?, ?> map -> {
                Map<@Nullable Object, Object> collated = new LinkedHashMap<>();
                for (Object key : map.keySet()) collated.put(key, collate(values(batch, key)));
                yield collated;
            }
            case Record record -> {
                List<Object> collated = transposed(batch, record.getClass());
                yield record(record.getClass(), collated);
            }
            case List<?> _ -> transposed(batch, List.class);
            case Object[] array when Structures.isOfObjects(array) -> transposed(batch, List.class);
            case null -> throw refused("NoneType");
            default -> {
                if (elementType(first) == null) throw refused(first.getClass().getName());
                yield stackArrays(batch);
            }
        };
    }

    private static Object record(Class<?> type, List<Object> values) {
        try {
            return Structures.record(type, values);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "default_collate: " + e.getMessage() + ", or give a collateFn", e);
        }
    }

    static @Nullable Object convert(@Nullable Object data) {
        return data != null && elementType(data) != null
                ? tensor(data)
                : Structures.map(
                        data,
                        leaf -> leaf != null && elementType(leaf) != null ? tensor(leaf) : leaf);
    }

    private static IllegalArgumentException refused(String type) {
        return new IllegalArgumentException(
                "default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found <class '"
                        + type
                        + "'>");
    }

    private static Tensor stack(Tensor first, List<? extends @Nullable Object> batch) {
        if (first.layout() != Layout.STRIDED && first.layout() != Layout.MKLDNN)
            throw new TorchException(
                    "Batches of sparse tensors are not currently supported by the default collate_fn; please provide a"
                            + " custom collate_fn to handle them appropriately.");
        List<Tensor> tensors = new ArrayList<>(batch.size());
        for (Object sample : batch) {
            if (!(sample instanceof Tensor tensor))
                throw new IllegalArgumentException(
                        "expected Tensor as element %d in argument 0, but got %s"
                                .formatted(
                                        tensors.size(),
                                        sample == null
                                                ? "NoneType"
                                                : sample.getClass().getSimpleName()));
            tensors.add(tensor);
        }
        return Torch.stack(tensors);
    }

    private static Tensor stackArrays(List<? extends @Nullable Object> batch) {
        List<Tensor> tensors = new ArrayList<>(batch.size());
        try {
            for (Object array : batch) {
                if (array == null || elementType(array) == null)
                    throw refused(array == null ? "NoneType" : array.getClass().getName());
                tensors.add(tensor(array));
            }
            return Torch.stack(tensors);
        } finally {
            tensors.forEach(Tensor::close);
        }
    }

    private static Tensor tensor(Object array) {
        DType type = elementType(array);
        return type == null ? Torch.tensor(array) : Torch.tensor(array, dtype(type));
    }

    /** What an array's elements are in a tensor; null where it is no array of numbers or booleans. */
    private static @Nullable DType elementType(Object array) {
        if (array instanceof byte[]) return null;
        Class<?> type = array.getClass();
        if (!type.isArray()) return null;
        while (type.isArray()) type = type.getComponentType();
        if (type == double.class) return DType.FLOAT64;
        if (type == float.class) return DType.FLOAT32;
        if (type == long.class) return DType.INT64;
        if (type == int.class) return DType.INT32;
        if (type == short.class) return DType.INT16;
        if (type == byte.class) return DType.INT8;
        return type == boolean.class ? DType.BOOL : null;
    }

    private static List<@Nullable Object> values(
            List<? extends @Nullable Object> batch, @Nullable Object key) {
        List<@Nullable Object> values = new ArrayList<>(batch.size());
        for (Object sample : batch) {
            if (!(sample instanceof Map<?, ?> map)) throw different(Map.class, sample);
            if (!map.containsKey(key))
                throw new IllegalArgumentException(
                        "default_collate: a sample has no '" + key + "', which the first has");
            values.add(map.get(key));
        }
        return values;
    }

    /** One batch for each place in the samples, which are sequences, or records of one class. */
    private static List<Object> transposed(List<? extends @Nullable Object> batch, Class<?> type) {
        List<List<? extends @Nullable Object>> rows = new ArrayList<>(batch.size());
        for (Object sample : batch) {
            Object row = sample instanceof Object[] array ? Arrays.asList(array) : sample;
            if (row == null || !type.isInstance(row)) throw different(type, sample);
            rows.add(row instanceof Record record ? Structures.components(record) : (List<?>) row);
        }
        int size = rows.getFirst().size();
        if (rows.stream().anyMatch(row -> row.size() != size))
            throw new TorchException("each element in list of batch should be of equal size");
        List<Object> collated = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            List<@Nullable Object> column = new ArrayList<>(rows.size());
            for (List<? extends @Nullable Object> row : rows) column.add(row.get(i));
            collated.add(collate(column));
        }
        return collated;
    }

    private static IllegalArgumentException different(Class<?> first, @Nullable Object other) {
        return new IllegalArgumentException(
                "default_collate: the first sample is a %s, another is %s"
                        .formatted(
                                first.getSimpleName(),
                                other == null ? "null" : "a " + other.getClass().getSimpleName()));
    }
}
