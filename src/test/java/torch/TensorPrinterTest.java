package torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static torch.DType.FLOAT64;
import static torch.DType.INT64;
import static torch.Torch.dtype;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Printed tensors against what Python prints. The golden file and the description of its records are
 * by {@code src/test/python/printing_golden.py}.
 */
class TensorPrinterTest {

    @AfterEach
    void defaultOptions() {
        Torch.setPrintOptions(o -> o.profile("default"));
    }

    @Test
    void toString_matchesPyTorch() throws IOException {
        var failures = new ArrayList<String>();
        List<Golden> records = Golden.read("printing.txt");
        for (Golden golden : records) {
            String[] head = golden.head().split(" ");
            String actual;
            try {
                actual = print(head);
            } catch (RuntimeException e) {
                actual = e.toString();
            }
            if (!actual.equals(golden.text())) {
                failures.add(
                        golden.head()
                                + "\nexpected\n"
                                + golden.text()
                                + "\nbut was\n"
                                + actual
                                + "\n");
            }
        }
        assertTrue(records.size() >= 600);
        assertTrue(
                failures.isEmpty(), failures.size() + " differ:\n" + String.join("\n", failures));
    }

    private static String print(String[] head) {
        try (var scope = Torch.scope()) {
            DType dtype = DType.valueOf(head[0].toUpperCase(Locale.ROOT));
            long[] shape =
                    head[1].equals("-")
                            ? new long[0]
                            : Arrays.stream(head[1].split(","))
                                    .mapToLong(Long::parseLong)
                                    .toArray();
            Tensor tensor = build(dtype, shape, head[2]);
            Torch.setPrintOptions(o -> o.profile("default"));
            for (String option : List.of(head).subList(3, head.length)) {
                String[] pair = option.split("=");
                if (pair[0].equals("grad")) {
                    tensor.requiresGrad_();
                } else if (pair[0].equals("then")) {
                    for (String step : pair[1].split(",")) tensor = then(tensor, step);
                } else {
                    set(pair[0], pair[1]);
                }
            }
            return tensor.toString();
        }
    }

    /** The golden script's STEPS. */
    private static Tensor then(Tensor t, String step) {
        return switch (step) {
            case "coo" -> t.toSparse();
            case "hybrid" -> t.toSparse(1);
            case "csr" -> t.toSparseCsr();
            case "csc" -> t.toSparseCsc();
            case "bsr" -> t.toSparseBsr(new long[] {2, 1});
            case "bsc" -> t.toSparseBsc(new long[] {1, 2});
            case "twice" -> Torch.cat(List.of(t.toSparse(), t.toSparse()));
            case "meta" -> t.to("meta");
            case "bits" -> Aten.view_dtype(Aten.view_dtype(t, DType.UINT8), DType.FLOAT4_E2M1FN_X2);
            case "conj" -> t.conj();
            case "neg" -> Aten._neg_view(t);
            case "real" -> Torch.viewAsReal(t);
            case "imag" -> t.conj().imag();
            case "t" -> t.t();
            case "flip" -> t.flip(0);
            case "every2" -> t.get(Index.ELLIPSIS, Index.slice(null, null, 2));
            case "expand" -> {
                long[] shape = new long[t.dim() + 1];
                shape[0] = 3;
                System.arraycopy(t.shape().toArray(), 0, shape, 1, t.dim());
                yield t.expand(shape);
            }
            case "narrow" -> t.narrow(0, 1, 2);
            case "grad" -> t.requiresGrad_();
            case "detach" -> t.detach();
            case "clone" -> Aten.clone(t, null);
            case "add" -> t.add(t);
            case "add1" -> t.add(1);
            case "sub1" -> t.sub(1);
            case "mul2" -> t.mul(2);
            case "div2" -> t.div(2);
            case "rdiv" -> t.reciprocal().mul(1);
            case "negate" -> t.neg();
            case "pow2" -> t.pow(2);
            case "pow" -> t.pow(t);
            case "exp" -> t.exp();
            case "log" -> t.log();
            case "abs" -> t.abs();
            case "sigmoid" -> t.sigmoid();
            case "tanh" -> t.tanh();
            case "relu" -> t.relu();
            case "softmax" -> t.softmax(0);
            case "log_softmax" -> t.logSoftmax(0);
            case "sum" -> t.sum();
            case "sum0" -> t.sum(0);
            case "mean" -> t.mean();
            case "max" -> t.max();
            case "max0" -> t.max(0).values();
            case "prod" -> t.prod();
            case "norm" -> Linalg.vectorNorm(t);
            case "mm" -> t.matmul(t);
            case "dot" -> t.dot(t);
            case "view" -> t.view(-1);
            case "unsqueeze" -> t.unsqueeze(0);
            case "select" -> t.get(0);
            case "slice" -> t.get(Index.slice(1, null));
            case "index" -> t.get(Torch.tensor(0, 1));
            case "mask" -> t.get(t.gt(0));
            case "permute" -> t.permute(1, 0);
            case "cat" -> Torch.cat(List.of(t, t));
            case "stack" -> Torch.stack(List.of(t, t));
            case "where" -> Torch.where(t.gt(0), t, t);
            case "clamp" -> t.clamp(0, 2);
            case "double" -> t.toDouble();
            case "half" -> t.toHalf();
            case "repeat" -> t.repeat(2);
            case "inplace" -> Aten.clone(t, null).mul_(2);
            case "qint8" -> Aten.quantize_per_tensor(t, 0.1, 3, DType.QINT8);
            case "quint8" -> Aten.quantize_per_tensor(t, 0.25, 10, DType.QUINT8);
            case "qint32" -> Aten.quantize_per_tensor(t, 1e-5, 0, DType.QINT32);
            case "channels" ->
                    Aten.quantize_per_channel(
                            t, Torch.tensor(0.1, 0.01), Torch.tensor(10, 0), 0, DType.QUINT8);
            default -> throw new IllegalArgumentException(step);
        };
    }

    private static void set(String option, String value) {
        Boolean scientific = Torch.getPrintOptions().sciMode();
        Torch.setPrintOptions(
                o -> {
                    o.sciMode(scientific);
                    switch (option) {
                        case "precision" -> o.precision(Integer.parseInt(value));
                        case "threshold" -> o.threshold(Long.parseLong(value));
                        case "edgeitems" -> o.edgeitems(Integer.parseInt(value));
                        case "linewidth" -> o.linewidth(Integer.parseInt(value));
                        case "sci_mode" -> o.sciMode(Boolean.valueOf(value));
                        case "profile" -> o.profile(value);
                        default -> throw new IllegalArgumentException(option);
                    }
                });
    }

    private static Tensor build(DType dtype, long[] shape, String source) {
        int colon = source.indexOf(':');
        String kind = source.substring(0, colon);
        String text = source.substring(colon + 1);
        String[] parts = text.isEmpty() ? new String[0] : text.split(",");
        if (kind.equals("randn")) {
            Torch.manualSeed(Long.parseLong(parts[0]));
            return Torch.randn(shape).mul(Double.parseDouble(parts[1])).to(dtype);
        }
        int count = (int) Size.of(shape).numel() * (dtype.isComplex() ? 2 : 1);
        if (kind.equals("v") && !dtype.isComplex() && !dtype.isFloatingPoint()) {
            long[] values =
                    Arrays.stream(parts)
                            .mapToLong(
                                    v ->
                                            v.startsWith("-")
                                                    ? Long.parseLong(v)
                                                    : Long.parseUnsignedLong(v))
                            .toArray();
            return Torch.tensor(values).reshape(shape).to(dtype);
        }
        double[] values =
                IntStream.range(0, count).mapToDouble(i -> value(kind, parts, i)).toArray();
        Tensor doubles = Torch.tensor(values, dtype(FLOAT64));
        if (dtype.isComplex()) {
            long[] pairs = Arrays.copyOf(shape, shape.length + 1);
            pairs[shape.length] = 2;
            return Torch.viewAsComplex(doubles.reshape(pairs)).to(dtype);
        }
        Tensor exact = dtype.isFloatingPoint() ? doubles : doubles.to(INT64);
        return exact.reshape(shape).to(dtype);
    }

    private static double value(String kind, String[] parts, int i) {
        if (kind.equals("v")) {
            return switch (parts[i]) {
                case "nan" -> Double.NaN;
                case "inf" -> Double.POSITIVE_INFINITY;
                case "-inf" -> Double.NEGATIVE_INFINITY;
                default -> Double.parseDouble(parts[i]);
            };
        }
        double[] a = Arrays.stream(parts).mapToDouble(Double::parseDouble).toArray();
        return kind.equals("step") ? a[0] + a[1] * i : ((i * a[0]) % a[1] - a[2]) / a[3];
    }

    @Test
    void toString_gradFn() {
        Tensor x = Torch.tensor(new double[][] {{1, 2}, {3, 4}}).requiresGrad_();
        assertEquals(
                "tensor([[2., 3.],\n        [4., 5.]], grad_fn=<AddBackward0>)",
                x.add(Torch.ones(2, 2)).toString());
        assertEquals("tensor(10., grad_fn=<SumBackward0>)", x.sum().toString());
        assertEquals("tensor([1., 2.])", x.detach().get(0).toString());
    }

    @Test
    void toString_metaTensor() {
        assertEquals(
                "tensor(..., device='meta', size=(2, 3), dtype=torch.int64)",
                Torch.zeros(Size.of(2, 3), dtype(INT64).device("meta")).toString());
        assertEquals(
                "tensor(..., device='meta', size=(2,))",
                Torch.zeros(Size.of(2), Torch.device("meta")).toString());
    }

    @Test
    void toString_sparseTensor() {
        Tensor dense = Torch.tensor(new double[][] {{0, 1.5}, {2, 0}});
        assertEquals(
                """
                tensor(indices=tensor([[0, 1],
                                       [1, 0]]),
                       values=tensor([1.5000, 2.0000]),
                       size=(2, 2), nnz=2, layout=torch.sparse_coo)""",
                dense.toSparse().toString());
        assertEquals(
                """
                tensor(crow_indices=tensor([0, 1, 2]),
                       col_indices=tensor([1, 0]),
                       values=tensor([1.5000, 2.0000]), size=(2, 2), nnz=2,
                       layout=torch.sparse_csr)""",
                dense.toSparseCsr().toString());
        assertEquals(
                """
                tensor(indices=tensor([], size=(2, 0)),
                       values=tensor([], size=(0,)),
                       size=(2, 3), nnz=0, layout=torch.sparse_coo)""",
                Torch.zeros(2, 3).toSparse().toString());
    }

    @Test
    void toString_quantizedTensor() {
        Tensor x = Torch.tensor(0.5, 1, 2.2);
        assertEquals(
                """
                tensor([0.5000, 1.0000, 2.2000], size=(3,), dtype=torch.qint8,
                       quantization_scheme=torch.per_tensor_affine, scale=0.1, zero_point=0)""",
                Aten.quantize_per_tensor(x, 0.1, 0, DType.QINT8).toString());
    }

    @Test
    void toString_transposedAndConjugated() {
        Tensor x = Torch.arange(6).reshape(2, 3);
        assertEquals("tensor([[0, 3],\n        [1, 4],\n        [2, 5]])", x.t().toString());
        Tensor z = Torch.tensor(List.of(Complex.of(1, 2), Complex.of(3, -4)));
        assertEquals("tensor([1.-2.j, 3.+4.j])", z.conj().toString());
    }

    @Test
    void toString_closedTensor() {
        Tensor x = Torch.ones(2);
        x.close();
        assertEquals("tensor(closed)", x.toString());
    }

    @Test
    void toString_leavesNothingBehind() {
        Tensor x = Torch.randn(200, 200);
        long before = Handles.settled();
        x.toString();
        assertEquals(before, Torch.memory().liveHandles());
    }

    @Test
    void setPrintOptions_negativeIsRefused() {
        assertThrows(
                IllegalArgumentException.class, () -> Torch.setPrintOptions(o -> o.precision(-1)));
        assertThrows(
                IllegalArgumentException.class,
                () -> Torch.setPrintOptions(o -> o.profile("long")));
    }

    /** One record of a golden file: a line of description and the text that Python printed. */
    private record Golden(String head, String text) {

        static List<Golden> read(String resource) throws IOException {
            try (var stream = TensorPrinterTest.class.getResourceAsStream(resource)) {
                var records = new ArrayList<Golden>();
                String all = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
                for (String record : all.split("(?m)^= ")) {
                    if (record.startsWith("#")) {
                        continue;
                    }
                    String[] lines = record.split("\n");
                    var text = new ArrayList<String>();
                    for (int i = 1; i < lines.length; i++) {
                        text.add(lines[i].substring(1));
                    }
                    records.add(new Golden(lines[0], String.join("\n", text)));
                }
                return records;
            }
        }
    }
}
