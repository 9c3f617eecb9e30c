package torch.parity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Complex;
import torch.DType;
import torch.Device;
import torch.Generator;
import torch.Layout;
import torch.MemoryFormat;
import torch.Tensor;
import torch.TensorOptions;
import torch.Torch;

/** Arguments of a case from their text; the text is that of {@code parity_values.py}. */
final class Inputs {
    static final Map<String, DType> DTYPES =
            Map.ofEntries(
                    Map.entry("f32", DType.FLOAT32),
                    Map.entry("f64", DType.FLOAT64),
                    Map.entry("f16", DType.FLOAT16),
                    Map.entry("bf16", DType.BFLOAT16),
                    Map.entry("i64", DType.INT64),
                    Map.entry("i32", DType.INT32),
                    Map.entry("i16", DType.INT16),
                    Map.entry("i8", DType.INT8),
                    Map.entry("u8", DType.UINT8),
                    Map.entry("b", DType.BOOL),
                    Map.entry("c64", DType.COMPLEX64),
                    Map.entry("c128", DType.COMPLEX128));

    private Inputs() {}

    /**
     * An argument: a Tensor, Long, Double, Boolean, Complex, String, a list of these, a DType, Layout, MemoryFormat,
     * Device, Generator or TensorOptions, or null.
     */
    static @Nullable Object read(String text) {
        return read(text, Device.CPU);
    }

    /** The same, with tensors, generators and options of another device. */
    static @Nullable Object read(String text, Device device) {
        char first = text.charAt(0);
        if (first == '[') return list(text.substring(1, text.length() - 1), device);
        if (first == '\'') return text.substring(1, text.length() - 1).replace('~', ' ');
        switch (text) {
            case "None":
                return null;
            case "True", "False":
                return text.equals("True");
            default:
        }
        int colon = text.indexOf(':');
        if (colon < 0) return number(text);
        String rest = text.substring(colon + 1);
        return switch (text.substring(0, colon)) {
            case "D" -> DType.valueOf(rest.toUpperCase(Locale.ROOT));
            case "L" -> layout(rest);
            case "M" -> MemoryFormat.valueOf(rest.toUpperCase(Locale.ROOT));
            case "V" -> rest.equals("cpu") ? device : Device.of(rest);
            case "G" -> new Generator(device).manualSeed(Long.parseLong(rest));
            case "O" -> options(rest, device);
            default -> tensor(text, device);
        };
    }

    private static Layout layout(String name) {
        return Layout.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static Number number(String text) {
        int bar = text.indexOf('|');
        if (bar >= 0) {
            return Complex.of(
                    Double.parseDouble(text.substring(0, bar)),
                    Double.parseDouble(text.substring(bar + 1)));
        }
        return switch (text) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            case "nan" -> Double.NaN;
            default -> {
                if (text.matches("-?\\d+")) yield Long.parseLong(text);
                yield Double.parseDouble(text);
            }
        };
    }

    private static List<Object> list(String text, Device device) {
        List<Object> values = new ArrayList<>();
        if (!text.isEmpty()) {
            for (String part : text.split(";")) values.add(read(part, device));
        }
        return values;
    }

    private static TensorOptions options(String text, Device device) {
        TensorOptions options =
                device.equals(Device.CPU)
                        ? TensorOptions.DEFAULT
                        : TensorOptions.DEFAULT.device(device);
        if (text.isEmpty()) return options;
        for (String part : text.split(",")) {
            String[] pair = part.split("=");
            options =
                    switch (pair[0]) {
                        case "dtype" ->
                                options.dtype(DType.valueOf(pair[1].toUpperCase(Locale.ROOT)));
                        case "layout" -> options.layout(layout(pair[1]));
                        case "device" ->
                                pair[1].equals("cpu")
                                        ? options.device(device)
                                        : options.device(pair[1]);
                        case "requires_grad" -> options.requiresGrad(pair[1].equals("True"));
                        default -> throw new IllegalArgumentException(part);
                    };
        }
        return options;
    }

    static long[] longs(String text) {
        return text.isEmpty()
                ? new long[0]
                : Arrays.stream(text.split(",")).mapToLong(Long::parseLong).toArray();
    }

    private static Tensor tensor(String text, Device device) {
        String[] parts = text.split(":");
        long[] shape = longs(parts[1]);
        double[] values = Elements.of(parts[0], shape, parts[2], Long.parseLong(parts[4]));
        boolean complex = parts[0].startsWith("c");
        long[] sizes = complex ? Arrays.copyOf(shape, shape.length + 1) : shape;
        if (complex) sizes[shape.length] = 2;
        Tensor flat = Torch.tensor(values, Torch.dtype(DType.FLOAT64));
        Tensor shaped = Aten.reshape(flat, sizes);
        if (complex) shaped = Aten.view_as_complex(shaped);
        return layOut(shaped.to(DTYPES.get(parts[0])).to(device), parts[3]);
    }

    private static Tensor layOut(Tensor x, String layout) {
        if (layout.endsWith("!")) {
            Tensor laidOut = layOut(x, layout.substring(0, layout.length() - 1));
            return Aten.requires_grad_(laidOut.detach(), true);
        }
        return switch (layout) {
            case "c" -> x;
            case "t" -> {
                long[] order = new long[x.dim()];
                for (int i = 0; i < order.length; i++) order[i] = order.length - 1 - i;
                yield Aten.permute(
                        Aten.contiguous(Aten.permute(x, order), MemoryFormat.CONTIGUOUS_FORMAT),
                        order);
            }
            case "s" -> Aten.select_int(Aten.stack(List.of(x, x), -1), -1, 0);
            case "o" -> Aten.select_int(Aten.stack(List.of(x, x), 0), 0, 1);
            case "cl" -> Aten.contiguous(x, MemoryFormat.CHANNELS_LAST);
            case "cj" -> Aten.conj(x);
            case "ng" -> Aten._neg_view(x);
            case "sp" -> Aten.to_sparse(x, null, null, null);
            case "csr" -> Aten.to_sparse_csr(x, null);
            case "csc" -> Aten.to_sparse_csc(x, null);
            case "bsr" -> Aten.to_sparse_bsr(x, new long[] {1, 1}, null);
            case "bsc" -> Aten.to_sparse_bsc(x, new long[] {1, 1}, null);
            case "g" -> Aten.requires_grad_(Aten.clone(x, null), true);
            default -> throw new IllegalArgumentException("no layout " + layout);
        };
    }
}
