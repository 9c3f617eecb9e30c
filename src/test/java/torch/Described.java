package torch;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.OrderedDict;
import torch.internal.PythonTuple;
import torch.nn.Parameter;

/** A value as one line of text that holds everything of it; the same as describe of serialization_values.py. */
final class Described {
    private final Map<Object, Integer> objects = new IdentityHashMap<>();
    private final Map<String, Integer> storages = new HashMap<>();

    static String of(Object value) {
        try (var temporary = Torch.scope();
                var off = Torch.noGrad()) {
            return new Described().describe(value);
        }
    }

    private String once(Object value, Supplier<String> text) {
        Integer number = objects.get(value);
        if (number != null) return "@" + number;
        objects.put(value, objects.size());
        return "#" + objects.get(value) + text.get();
    }

    private String describe(Object x) {
        return switch (x) {
            case null -> "none";
            case Boolean flag -> flag.toString();
            case Long number -> "i" + number;
            case Integer number -> "i" + number;
            case BigInteger number -> "i" + number;
            case Double number -> "f" + hex(number);
            case Complex number -> "c" + hex(number.real()) + hex(number.imag());
            case String text -> "s" + utf8(text);
            case byte[] bytes -> "b" + HexFormat.of().formatHex(bytes);
            case Size size -> "z" + extents(size.toArray());
            case DType dtype -> "y" + dtype;
            case Device device -> "v" + device;
            case Layout layout -> "l" + layout;
            case Tensor tensor -> once(tensor, () -> tensor(tensor));
            case PythonTuple tuple -> all(tuple, "(", ")");
            case List<?> list -> once(list, () -> all(list, "[", "]"));
            case Set<?> set ->
                    once(
                            set,
                            () ->
                                    set.stream()
                                            .map(this::describe)
                                            .sorted(Described::byBytes)
                                            .collect(Collectors.joining(",", "S{", "}")));
            case OrderedDict<?, ?> dict ->
                    once(
                            dict,
                            () ->
                                    "O"
                                            + entries(dict)
                                            + (dict.hasAttributes()
                                                    ? entries(dict.attributes())
                                                    : ""));
            case Map<?, ?> dict -> once(dict, () -> entries(dict));
            default -> throw new AssertionError(x.getClass());
        };
    }

    private static int byBytes(String a, String b) {
        return a.compareTo(b); // all of it is ASCII
    }

    private String all(Collection<?> items, String open, String close) {
        return items.stream().map(this::describe).collect(Collectors.joining(",", open, close));
    }

    private String entries(Map<?, ?> map) {
        return map.entrySet().stream()
                .map(e -> describe(e.getKey()) + "=" + describe(e.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private String tensor(Tensor x) {
        if (x.device().type().equals("meta"))
            return "M" + x.dtype() + extents(x.shape().toArray()) + extents(x.stride()) + grad(x);
        String shape = "X" + x.layout() + extents(x.shape().toArray());
        switch (x.layout()) {
            case SPARSE_COO -> {
                return shape
                        + parts(Aten._indices(x), Aten._values(x))
                        + python(Aten.is_coalesced(x));
            }
            case SPARSE_CSR, SPARSE_BSR -> {
                return shape + parts(Aten.crow_indices(x), Aten.col_indices(x), Aten.values(x));
            }
            case SPARSE_CSC, SPARSE_BSC -> {
                return shape + parts(Aten.ccol_indices(x), Aten.row_indices(x), Aten.values(x));
            }
            default -> {}
        }
        String text = (x instanceof Parameter ? "P" : "T") + view(x) + grad(x);
        if (x.dtype().isQuantized()) {
            if (Aten.qscheme(x) == 0)
                return text + "Q" + describe(Aten.q_scale(x)) + describe(Aten.q_zero_point(x));
            return text
                    + "Q"
                    + parts(Aten.q_per_channel_scales(x), Aten.q_per_channel_zero_points(x))
                    + Aten.q_per_channel_axis(x);
        }
        return text + (Aten.is_conj(x) ? "J" : "") + (Aten.is_neg(x) ? "N" : "");
    }

    private String parts(Tensor... tensors) {
        return Arrays.stream(tensors).map(this::view).collect(Collectors.joining(";", "<", ">"));
    }

    private String view(Tensor x) {
        return x.dtype()
                + extents(x.shape().toArray())
                + extents(x.stride())
                + "+"
                + x.storageOffset()
                + storage(x);
    }

    private String storage(Tensor x) {
        long size = x.storageBytes();
        if (size == 0) return "$empty";
        // of an empty tensor libtorch tells no address, but it lends its storage
        long[] none = {0};
        long[] one = {1};
        Tensor whole = Torch.empty(Size.of(none), Torch.dtype(DType.UINT8));
        if (x.dtype().isQuantized()) {
            Aten.set__source_Tensor_storage_offset(
                    whole, x, -x.storageOffset(), new long[] {size}, one);
        } else {
            Tensor plain = Torch.empty(Size.of(none), Torch.dtype(x.dtype()));
            Aten.set__source_Tensor(plain, x.detach());
            Aten.set__source_Tensor_storage_offset(
                    whole, Aten.as_strided(plain, none, one, 0L), 0, new long[] {size}, one);
        }
        long address = Downcalls.plain(Function.DATA, Tensor.handle(whole, "x"));
        String key = address + ":" + size;
        Integer number = storages.get(key);
        if (number != null) return "$" + number;
        storages.put(key, storages.size());
        byte[] bytes =
                MemorySegment.ofAddress(address).reinterpret(size).toArray(ValueLayout.JAVA_BYTE);
        return "$" + storages.get(key) + ":" + HexFormat.of().formatHex(bytes);
    }

    private static String grad(Tensor x) {
        return python(x.requiresGrad());
    }

    private static String python(boolean flag) {
        return flag ? "True" : "False";
    }

    private static String extents(long[] extents) {
        return Arrays.toString(extents).replace(" ", "");
    }

    private static String hex(double value) {
        return "%016x".formatted(Double.doubleToRawLongBits(value));
    }

    private static String utf8(String text) {
        StringBuilder hex = new StringBuilder();
        text.codePoints()
                .forEach(
                        point -> {
                            if (point >= 0xd800 && point < 0xe000)
                                hex.append(
                                        "%02x%02x%02x"
                                                .formatted(
                                                        0xe0 | point >> 12,
                                                        0x80 | point >> 6 & 0x3f,
                                                        0x80 | point & 0x3f));
                            else
                                hex.append(
                                        HexFormat.of()
                                                .formatHex(
                                                        Character.toString(point)
                                                                .getBytes(StandardCharsets.UTF_8)));
                        });
        return hex.toString();
    }
}
