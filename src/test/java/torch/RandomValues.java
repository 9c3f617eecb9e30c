package torch;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import torch.internal.OrderedDict;
import torch.internal.PythonTuple;
import torch.nn.Parameter;

/** Values by a seeded chance, of all kinds that files can have: containers in containers, and tensors of all sorts. */
final class RandomValues {
    private static final List<DType> DTYPES =
            Arrays.stream(DType.values())
                    .filter(d -> !d.isQuantized() && !d.name().matches("U?INT[1-7]"))
                    .filter(DType::isKnown)
                    .toList();
    private static final List<DType> GRADS =
            List.of(DType.FLOAT64, DType.FLOAT32, DType.FLOAT16, DType.BFLOAT16, DType.COMPLEX64);

    private record Stored(DType dtype, Tensor whole) {}

    private final Random random;
    private final List<Stored> storages = new ArrayList<>();
    private final List<Object> containers = new ArrayList<>();
    private final List<Tensor> tensors = new ArrayList<>();

    RandomValues(long seed) {
        random = new Random(seed);
    }

    private <T> T choose(List<T> several) {
        return several.get(random.nextInt(several.size()));
    }

    /** One value; its tensors belong to the scope that is open. */
    Object value(int depth) {
        double kind = random.nextDouble();
        if (depth == 0 || depth < 4 && kind < 0.42) return container(depth);
        if (kind < 0.75) return tensor();
        if (kind < 0.79 && !containers.isEmpty()) return choose(containers);
        return small();
    }

    private Object container(int depth) {
        int size = new int[] {0, 1, 2, 3, 4, 6}[random.nextInt(6)];
        switch (random.nextInt(5)) {
            case 0 -> {
                Object[] items = new Object[size];
                for (int i = 0; i < size; i++) items[i] = value(depth + 1);
                return PythonTuple.of(items);
            }
            case 1 -> {
                Set<Object> set = new LinkedHashSet<>();
                for (int i = 0; i < size; i++) set.add(hashable());
                return set;
            }
            case 2 -> {
                List<Object> list = new ArrayList<>();
                containers.add(list);
                for (int i = 0; i < size; i++) list.add(value(depth + 1));
                return list;
            }
            case 3 -> {
                OrderedDict<Object, Object> dict = new OrderedDict<>();
                fill(dict, size, depth);
                if (random.nextDouble() < 0.4) dict.attributes().put("_metadata", Map.of("", 2L));
                return dict;
            }
            default -> {
                Map<Object, Object> dict = new LinkedHashMap<>();
                fill(dict, size, depth);
                return dict;
            }
        }
    }

    private void fill(Map<Object, Object> dict, int size, int depth) {
        containers.add(dict);
        for (int i = 0; i < size; i++) dict.put(hashable(), value(depth + 1));
    }

    private Object hashable() {
        switch (random.nextInt(8)) {
            case 0:
                return (long) random.nextInt(-5, 300);
            case 1:
                return PythonTuple.of((long) random.nextInt(9), "k", null);
            case 2:
                return random.nextDouble();
            case 3:
                return null;
            default:
                StringBuilder text = new StringBuilder();
                for (int i = random.nextInt(8); i > 0; i--)
                    text.appendCodePoint(
                            choose(List.of((int) 'a', (int) 'b', 0xe9, 0xdf, 0x6f22, 0x1f600)));
                return text.toString();
        }
    }

    private Object small() {
        return switch (random.nextInt(14)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 ->
                    choose(
                            List.of(
                                    0L,
                                    255L,
                                    256L,
                                    65535L,
                                    65536L,
                                    -1L,
                                    (1L << 31) - 1,
                                    -1L << 31,
                                    1L << 31,
                                    Long.MAX_VALUE,
                                    Long.MIN_VALUE,
                                    BigInteger.TWO.pow(63),
                                    BigInteger.TWO.pow(70).negate(),
                                    BigInteger.TEN.pow(300)));
            case 3 ->
                    choose(
                            List.of(
                                    0.0,
                                    -0.0,
                                    Double.POSITIVE_INFINITY,
                                    Double.NEGATIVE_INFINITY,
                                    Double.NaN,
                                    Double.MIN_VALUE,
                                    0.1,
                                    random.nextGaussian()));
            case 4 -> Complex.of(random.nextGaussian(), choose(List.of(0.0, -0.0, 1.5)));
            case 5 -> random.nextInt(5) == 0 ? "\ud800 alone" : "x".repeat(random.nextInt(300));
            case 6 -> bytes(random.nextInt(20));
            case 7 -> Size.of(random.longs(random.nextInt(5), 0, 9).toArray());
            case 8 -> choose(DTYPES);
            case 9 -> Device.of(choose(List.of("cpu", "cuda", "cuda:1", "meta")));
            case 10 -> choose(List.of(Layout.STRIDED, Layout.SPARSE_COO, Layout.SPARSE_CSR));
            case 11 -> random.nextInt(1000);
            case 12 -> {
                int size = choose(List.of(1, 3, 3, 3, 3, 3, 3, 3, 1000, 1001, 2000));
                List<Object> numbers = new ArrayList<>();
                for (int i = 0; i < size; i++) numbers.add((long) random.nextInt(100));
                yield numbers;
            }
            default -> hashable();
        };
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private Tensor tensor() {
        if (!tensors.isEmpty() && random.nextDouble() < 0.15) return choose(tensors);
        double kind = random.nextDouble();
        Tensor made;
        if (kind < 0.8) made = strided();
        else if (kind < 0.86) made = sparse();
        else if (kind < 0.9) made = quantized();
        else if (kind < 0.93)
            made = Torch.empty(Torch.shape(random.nextInt(4), 3), Torch.device(Device.META));
        else {
            Tensor conjugated = Aten._conj(floats(4).to(DType.COMPLEX64));
            made = kind < 0.96 ? conjugated : Aten.imag(conjugated);
        }
        tensors.add(made);
        return made;
    }

    private Tensor floats(int count) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) values[i] = random.nextGaussian();
        return Torch.tensor(values).to(DType.FLOAT32);
    }

    private Tensor strided() {
        if (storages.isEmpty() || random.nextDouble() > 0.4) {
            DType dtype = choose(DTYPES);
            int count = new int[] {0, 1, 1, 2, 5, 12, 24}[random.nextInt(7)];
            byte[] content = bytes(count * dtype.itemSize());
            if (dtype == DType.BOOL)
                for (int i = 0; i < content.length; i++) content[i] &= 1;
            var memory = java.lang.foreign.MemorySegment.ofArray(content);
            storages.add(new Stored(dtype, Tensor.copyOf(memory, Size.of(count), dtype)));
        }
        Stored stored = choose(storages);
        Tensor whole = stored.whole();
        int count = (int) whole.numel();
        for (int attempt = 0; attempt < 50 && count > 0; attempt++) {
            int dims = random.nextInt(4);
            long[] size = random.ints(dims, 0, 5).asLongStream().toArray();
            long[] stride = random.ints(dims, 0, 5).asLongStream().toArray();
            long offset = random.nextInt(count);
            long last = offset;
            boolean none = false;
            for (int i = 0; i < dims; i++) {
                last += (size[i] - 1) * stride[i];
                none |= size[i] == 0;
            }
            if (!none && last >= count) continue;
            Tensor view =
                    Torch.empty(Size.of(0), Torch.dtype(stored.dtype()));
            Aten.set__source_Tensor_storage_offset(view, whole, offset, size, stride);
            if (GRADS.contains(stored.dtype()) && random.nextDouble() < 0.3)
                return new Parameter(view, random.nextBoolean());
            if (GRADS.contains(stored.dtype()) && random.nextDouble() < 0.2) view.requiresGrad_();
            return view;
        }
        return whole;
    }

    private Tensor sparse() {
        Tensor dense = Aten.relu(floats(24).reshape(4, 6).sub(1));
        return switch (random.nextInt(5)) {
            case 0 -> dense.toSparse();
            case 1 -> Aten.to_sparse_csr(dense, null);
            case 2 -> Aten.to_sparse_csc(dense.to(DType.FLOAT64), null);
            case 3 -> Aten.to_sparse_bsr(dense, new long[] {2, 3}, null);
            default -> Aten.to_sparse_bsc(dense, new long[] {2, 2}, null);
        };
    }

    private Tensor quantized() {
        Tensor dense = floats(12).reshape(3, 4);
        DType dtype = choose(List.of(DType.QINT8, DType.QUINT8, DType.QINT32));
        if (random.nextBoolean()) return Aten.quantize_per_tensor(dense, 0.1, 3, dtype);
        return Aten.quantize_per_channel(
                dense,
                Torch.tensor(0.1, 0.2, 0.3).to(DType.FLOAT64),
                Torch.tensor(0L, 1, 2),
                0,
                dtype);
    }
}
