package torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import torch.internal.PythonFloat;

/**
 * The printed form of tensors: character by character what Python's {@code print(tensor)} shows.
 *
 * <p>Only the elements that are shown leave the tensor's device: the edges are cut out there.
 */
final class TensorPrinter {

    private static volatile PrintOptions current = PrintOptions.DEFAULT;

    private final PrintOptions options;

    private TensorPrinter(PrintOptions options) {
        this.options = options;
    }

    static PrintOptions options() {
        return current;
    }

    static void setOptions(PrintOptions options) {
        current = options;
    }

    static String format(Tensor tensor) {
        if (tensor.isClosed()) {
            return "tensor(closed)"; // a debugger asks as well, and an exception would not help it
        }
        try (var scope = Torch.scope();
                var off = Torch.noGrad()) {
            return new TensorPrinter(current).print(tensor);
        }
    }

    private String print(Tensor tensor) {
        String prefix = "tensor(";
        int indent = prefix.length();
        var suffixes = new ArrayList<String>();
        Tensor plain = Aten.detach(tensor);
        if (!plain.device().type().equals("cpu")) {
            suffixes.add("device='" + plain.device() + "'");
        }
        String contents = contents(plain, indent, suffixes);
        if (plain.layout() != Layout.STRIDED) {
            suffixes.add("layout=" + plain.layout());
        }
        String gradFn = gradFn(tensor);
        if (gradFn != null) {
            suffixes.add("grad_fn=<" + gradFn + ">");
        } else if (tensor.requiresGrad()) {
            suffixes.add("requires_grad=True");
        }
        boolean newline = plain.layout() == Layout.SPARSE_COO;
        return withSuffixes(prefix + contents, suffixes, indent, newline);
    }

    private static @Nullable String gradFn(Tensor tensor) {
        try {
            return tensor.gradFnName();
        } catch (TorchException e) {
            // a view made without recording and changed in place has no history that could be told
            return "Invalid";
        }
    }

    /** What is within the parentheses, and the suffixes that go with it. */
    private String contents(Tensor tensor, int indent, List<String> suffixes) {
        boolean meta = tensor.device().type().equals("meta");
        DType dtype = tensor.dtype();
        return switch (tensor.layout()) {
            case SPARSE_COO, SPARSE_CSR, SPARSE_CSC, SPARSE_BSR, SPARSE_BSC -> {
                suffixes.add("size=" + tuple(tensor));
                if (!meta) {
                    suffixes.add("nnz=" + Aten._nnz(tensor));
                }
                addDtype(dtype, suffixes);
                yield sparse(tensor, indent, meta);
            }
            default -> {
                if (isQuantized(dtype)) {
                    suffixes.add("size=" + tuple(tensor));
                    suffixes.add("dtype=" + dtype);
                    addQuantization(tensor, suffixes);
                    yield elements(Aten.dequantize_self(tensor), indent);
                }
                if (meta) {
                    suffixes.add("size=" + tuple(tensor));
                    addDtypeUnlessFloat(dtype, suffixes);
                    yield "...";
                }
                if (tensor.numel() == 0) {
                    if (tensor.dim() != 1) {
                        suffixes.add("size=" + tuple(tensor));
                    }
                    // there is no element from which another type could be seen
                    addDtypeUnlessFloat(dtype, suffixes);
                    yield "[]";
                }
                if (options.edgeitems() == 0) {
                    suffixes.add("size=" + tuple(tensor));
                }
                addDtype(dtype, suffixes);
                boolean strided = tensor.layout() == Layout.STRIDED;
                yield elements(strided ? tensor : Aten.to_dense(tensor, null, null), indent);
            }
        };
    }

    private static void addDtype(DType dtype, List<String> suffixes) {
        DType standard = Defaults.dtype();
        DType complex = standard == DType.FLOAT64 ? DType.COMPLEX128 : DType.COMPLEX64;
        boolean told =
                dtype == standard
                        || dtype == complex
                        || dtype == DType.INT64
                        || dtype == DType.BOOL;
        if (!told) suffixes.add("dtype=" + dtype);
    }

    private static void addDtypeUnlessFloat(DType dtype, List<String> suffixes) {
        if (dtype != Defaults.dtype()) {
            suffixes.add("dtype=" + dtype);
        }
    }

    private String sparse(Tensor tensor, int indent, boolean meta) {
        Layout layout = tensor.layout();
        if (layout == Layout.SPARSE_COO) {
            return part("indices", Aten._indices(tensor), indent, meta)
                    + ",\n"
                    + " ".repeat(indent)
                    + part("values", Aten._values(tensor), indent, meta);
        }
        boolean rows = layout == Layout.SPARSE_CSR || layout == Layout.SPARSE_BSR;
        Tensor compressed = rows ? Aten.crow_indices(tensor) : Aten.ccol_indices(tensor);
        Tensor other = rows ? Aten.col_indices(tensor) : Aten.row_indices(tensor);
        return part(rows ? "crow_indices" : "ccol_indices", compressed, indent, meta)
                + ",\n"
                + " ".repeat(indent)
                + part(rows ? "col_indices" : "row_indices", other, indent, meta)
                + ",\n"
                + " ".repeat(indent)
                + part("values", Aten.values(tensor), indent, meta);
    }

    private String part(String name, Tensor part, int indent, boolean meta) {
        String prefix = name + "=tensor(";
        String text = meta ? "..." : elements(Aten.detach(part), indent + prefix.length());
        if (meta || part.numel() == 0) {
            text += ", size=" + tuple(part);
        }
        return prefix + text + ")";
    }

    private static boolean isQuantized(DType dtype) {
        return switch (dtype) {
            case QINT8, QUINT8, QINT32, QUINT4X2, QUINT2X4 -> true;
            default -> false;
        };
    }

    private static void addQuantization(Tensor tensor, List<String> suffixes) {
        double scale;
        try {
            scale = Aten.q_scale(tensor);
        } catch (TorchException perChannel) {
            Tensor zeroPoints = Aten.q_per_channel_zero_points(tensor);
            boolean real = zeroPoints.dtype().isFloatingPoint();
            suffixes.add(
                    "quantization_scheme=torch.per_channel_affine"
                            + (real ? "_float_qparams" : ""));
            suffixes.add("scale=" + Aten.q_per_channel_scales(tensor));
            suffixes.add("zero_point=" + zeroPoints);
            suffixes.add("axis=" + Aten.q_per_channel_axis(tensor));
            return;
        }
        suffixes.add("quantization_scheme=torch.per_tensor_affine");
        suffixes.add("scale=" + PythonFloat.repr(scale));
        suffixes.add("zero_point=" + Aten.q_zero_point(tensor));
    }

    /** The shape as Python's tuple. */
    private static String tuple(Tensor tensor) {
        var text = new StringJoiner(", ", "(", tensor.dim() == 1 ? ",)" : ")");
        tensor.shape().forEach(extent -> text.add(extent.toString()));
        return text.toString();
    }

    private String withSuffixes(
            String text, List<String> suffixes, int indent, boolean forceNewline) {
        var all = new StringBuilder(text);
        int lineLength = text.length() - text.lastIndexOf('\n') + 1;
        boolean newline = forceNewline;
        for (String suffix : suffixes) {
            if (newline || lineLength + suffix.length() + 2 > options.linewidth()) {
                all.append(",\n").append(" ".repeat(indent)).append(suffix);
                lineLength = indent + suffix.length();
                newline = false;
            } else {
                all.append(", ").append(suffix);
                lineLength += suffix.length() + 2;
            }
        }
        return all.append(')').toString();
    }

    // ---- Elements

    private String elements(Tensor tensor, int indent) {
        if (tensor.numel() == 0) {
            return "[]";
        }
        long[] shape = tensor.shape().toArray();
        boolean summarise = tensor.numel() > options.threshold();
        if (summarise && options.edgeitems() == 0 && shape.length > 0) {
            return "[...]";
        }
        ElementText texts = texts(summarise ? edges(tensor, shape) : tensor);
        return new Body(shape, summarise, texts).nested(0, indent);
    }

    /** The first and last elements of every dimension, cut out where the tensor is. */
    private Tensor edges(Tensor tensor, long[] shape) {
        int edge = options.edgeitems();
        // cat knows fewer types than there are; the bits are all it needs
        Tensor edges = Aten.view_dtype(tensor, sameBits(tensor.dtype()));
        for (int dim = 0; dim < shape.length; dim++) {
            if (shape[dim] > 2L * edge) {
                Tensor first = Aten.narrow(edges, dim, 0, edge);
                Tensor last = Aten.narrow(edges, dim, shape[dim] - edge, edge);
                edges = Aten.cat(List.of(first, last), dim);
            }
        }
        return Aten.view_dtype(edges, tensor.dtype());
    }

    private static DType sameBits(DType dtype) {
        if (dtype.isFloatingPoint() && dtype.itemSize() == 1) {
            return DType.UINT8;
        }
        return switch (dtype) {
            case UINT16 -> DType.INT16;
            case UINT32 -> DType.INT32;
            case UINT64 -> DType.INT64;
            default -> dtype;
        };
    }

    private ElementText texts(Tensor tensor) {
        DType dtype = tensor.dtype();
        if (dtype == DType.FLOAT4_E2M1FN_X2) {
            // nothing converts from it: Python, too, shows the bytes
            Tensor bytes = Aten.view_dtype(tensor, DType.UINT8);
            return ElementText.real(bytes.toDoubleArray(), options);
        }
        if (dtype.isComplex()) {
            Tensor pairs = Aten.view_as_real(Aten.resolve_conj(tensor));
            return ElementText.complex(pairs.toDoubleArray(), options);
        }
        if (dtype.isFloatingPoint()) {
            return ElementText.real(tensor.toDoubleArray(), options);
        }
        long[] values = tensor.toLongArray();
        var texts = new String[values.length];
        Arrays.setAll(
                texts,
                i ->
                        switch (dtype) {
                            case BOOL -> values[i] != 0 ? "True" : "False";
                            case UINT64 -> Long.toUnsignedString(values[i]);
                            default -> Long.toString(values[i]);
                        });
        return ElementText.plain(texts);
    }

    /** The nested brackets; elements are taken in order, since those shown are all there are. */
    private final class Body {
        private final long[] shape;
        private final boolean summarise;
        private final ElementText texts;
        private int next;

        Body(long[] shape, boolean summarise, ElementText texts) {
            this.shape = shape;
            this.summarise = summarise;
            this.texts = texts;
        }

        String nested(int dim, int indent) {
            if (shape.length == 0) {
                return texts.text(next++);
            }
            boolean innermost = dim == shape.length - 1;
            boolean cut = summarise && shape[dim] > 2L * options.edgeitems();
            int shown = cut ? 2 * options.edgeitems() : (int) shape[dim];
            var parts = new ArrayList<String>(shown + 1);
            for (int i = 0; i < shown; i++) {
                if (cut && i == options.edgeitems()) {
                    parts.add(innermost ? " ..." : "...");
                }
                parts.add(innermost ? texts.text(next++) : nested(dim + 1, indent + 1));
            }
            String margin = " ".repeat(indent + 1);
            if (innermost) {
                return "[" + lines(parts, indent, ",\n" + margin) + "]";
            }
            return "["
                    + String.join("," + "\n".repeat(shape.length - dim - 1) + margin, parts)
                    + "]";
        }

        private String lines(List<String> parts, int indent, String lineBreak) {
            // floorDiv, as Python divides: a negative rest leaves one element per line
            int perLine =
                    Math.max(1, Math.floorDiv(options.linewidth() - indent, texts.width() + 2));
            var lines = new StringJoiner(lineBreak);
            for (int i = 0; i < parts.size(); i += perLine) {
                lines.add(String.join(", ", parts.subList(i, Math.min(parts.size(), i + perLine))));
            }
            return lines.toString();
        }
    }
}
