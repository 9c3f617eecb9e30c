package torch.parity;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Complex;
import torch.DType;
import torch.Layout;
import torch.MemoryFormat;
import torch.Scalar;
import torch.Size;
import torch.Tensor;
import torch.Unique;

/** Compares what Java gave with what was recorded. */
final class Outcome {
    /** How results agree: in every bit, in dtype, shape, layout and rounded values, or not. */
    enum Agreement {
        BITS,
        CLOSE,
        DIFFERENT
    }

    record Verdict(Agreement agreement, String explanation) {}

    private static final Map<DType, String> CODES =
            Inputs.DTYPES.entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));

    private Outcome() {}

    /** The recorded text against a result of a Java method. */
    static Verdict compare(String expected, @Nullable Object result) {
        List<Object> leaves = new ArrayList<>();
        flatten(result, leaves);
        String[] texts = expected.equals("()") ? new String[0] : expected.split(" ");
        if (texts.length != leaves.size())
            return different(leaves.size() + " results instead of " + texts.length);
        Verdict all = new Verdict(Agreement.BITS, "");
        for (int i = 0; i < texts.length; i++) {
            Verdict one = leaf(texts[i], leaves.get(i));
            if (one.agreement.compareTo(all.agreement) > 0) all = one;
        }
        return all;
    }

    private static Verdict different(String explanation) {
        return new Verdict(Agreement.DIFFERENT, explanation);
    }

    /** A result's tensors and numbers, one after the other. */
    static void flatten(@Nullable Object value, List<Object> leaves) {
        switch (value) {
            case List<?> list -> list.forEach(v -> flatten(v, leaves));
            case Size size -> size.forEach(leaves::add);
            case Unique unique -> {
                // Python returns only what was asked for.
                leaves.add(unique.output());
                if (unique.inverseIndices() != null) leaves.add(unique.inverseIndices());
                if (unique.counts() != null) leaves.add(unique.counts());
            }
            case long[] array -> Arrays.stream(array).forEach(leaves::add);
            case Record record -> {
                for (var component : record.getClass().getRecordComponents()) {
                    try {
                        flatten(component.getAccessor().invoke(record), leaves);
                    } catch (ReflectiveOperationException e) {
                        throw new AssertionError(e);
                    }
                }
            }
            case null, default -> leaves.add(value);
        }
    }

    private static Verdict leaf(String expected, @Nullable Object actual) {
        if (actual instanceof Tensor tensor) return tensor(expected, tensor);
        String text =
                switch (actual) {
                    case null -> "None";
                    case Boolean b -> b ? "True" : "False";
                    case Scalar s -> s.toString();
                    case DType d -> "D:" + d.name().toLowerCase(Locale.ROOT);
                    case Complex c -> c.real() + "|" + c.imag();
                    case String s -> "'" + s.replace(' ', '~') + "'";
                    default -> actual.toString();
                };
        if (text.equals(expected)) return new Verdict(Agreement.BITS, "");
        try {
            String[] want = expected.split("\\|");
            String[] got = text.split("\\|");
            boolean same = want.length == got.length && text.contains(".");
            boolean close = same;
            for (int i = 0; same && i < want.length; i++) {
                double a = number(want[i]);
                double b = number(got[i]);
                close &= close(a, b, 1e-5, Math.abs(a));
                same &= Double.compare(a, b) == 0;
            }
            if (same) return new Verdict(Agreement.BITS, "");
            if (close) return new Verdict(Agreement.CLOSE, text + " instead of " + expected);
        } catch (NumberFormatException e) {
            // no numbers, or too different ones: said below
        }
        return different(text + " instead of " + expected);
    }

    private static double number(String text) {
        return switch (text) {
            case "nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private static String join(long[] values) {
        return Arrays.stream(values).mapToObj(Long::toString).collect(Collectors.joining(","));
    }

    private static Verdict tensor(String expected, Tensor tensor) {
        String[] parts = expected.split(":", -1);
        if (parts.length < 5) return different("a tensor instead of " + expected);
        boolean absolute = parts[3].matches("g?a.*");
        DType dtype = tensor.dtype();
        String code = CODES.getOrDefault(dtype, dtype.name().toLowerCase(Locale.ROOT));
        String flags = (tensor.requiresGrad() ? "g" : "") + (absolute ? "a" : "");
        Tensor x = tensor.detach();
        String strides = "";
        long[] shape = tensor.layout() == Layout.STRIDED ? tensor.shape().toArray() : sizes(tensor);
        if (tensor.layout() != Layout.STRIDED) {
            String layout = tensor.layout().name().toLowerCase(Locale.ROOT);
            flags += layout + "/" + Aten._nnz(x);
            x = Aten.to_dense(x, null, null);
        } else if (!tensor.isContiguous() || tensor.storageOffset() != 0) {
            strides = join(tensor.stride()) + "+" + tensor.storageOffset();
        }
        String head = String.join(":", code, join(shape), strides, flags);
        String wanted = String.join(":", parts[0], parts[1], parts[2], parts[3]);
        if (!head.equals(wanted)) return different(head + " instead of " + wanted);
        if (parts[4].equals("?")) return new Verdict(Agreement.BITS, "");
        x = Aten.resolve_neg(Aten.resolve_conj(x));
        if (absolute) x = Aten.abs(x);
        if (x.dtype().isComplex()) x = Aten.view_as_real(x);
        x = Aten.contiguous(x, MemoryFormat.CONTIGUOUS_FORMAT);
        if (!x.dtype().isFloatingPoint()) {
            long[] values = x.toLongArray();
            boolean same =
                    parts[4].startsWith("#")
                            ? parts[4].substring(1).equals(crc(values))
                            : parts[4].equals(join(values));
            return same
                    ? new Verdict(Agreement.BITS, "")
                    : different(Arrays.toString(values) + " instead of " + parts[4]);
        }
        return values(parts[4], x.toDoubleArray(), x.dtype());
    }

    private static long[] sizes(Tensor tensor) {
        long[] sizes = new long[tensor.dim()];
        for (int i = 0; i < sizes.length; i++) sizes[i] = Aten.size_int(tensor, i);
        return sizes;
    }

    private static String crc(long[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) bytes.putLong(value);
        CRC32 crc = new CRC32();
        crc.update(bytes.array());
        return String.format("%08x", crc.getValue());
    }

    private static double tolerance(DType dtype) {
        return switch (dtype) {
            case FLOAT64 -> 1e-8;
            case FLOAT32 -> 2e-5;
            case FLOAT16 -> 4e-3;
            default -> 3e-2;
        };
    }

    private static boolean close(double a, double b, double tolerance, double scale) {
        if (Double.isNaN(a) || Double.isInfinite(a)) return Double.compare(a, b) == 0;
        return Math.abs(a - b) <= tolerance * (Math.abs(a) + scale) + 1e-12;
    }

    private static Verdict values(String expected, double[] actual, DType dtype) {
        int hash = expected.lastIndexOf('#');
        long[] bits = Arrays.stream(actual).mapToLong(Double::doubleToLongBits).toArray();
        if (expected.substring(hash + 1).equals(crc(bits))) return new Verdict(Agreement.BITS, "");
        String shown = Arrays.toString(actual) + " instead of " + expected;
        double tolerance = tolerance(dtype);
        double largest =
                Arrays.stream(actual).filter(Double::isFinite).map(Math::abs).max().orElse(0);
        String[] groups = expected.substring(0, hash).split("~");
        double[] leading = numbers(groups[0]);
        if (groups.length == 1 && leading.length != actual.length) return different(shown);
        for (int i = 0; i < leading.length; i++) {
            if (!close(leading[i], actual[i], tolerance, largest)) return different(shown);
        }
        if (groups.length > 1) {
            double sum = 0;
            double weighted = 0;
            double size = 0;
            int[] special = new int[3];
            for (int i = 0; i < actual.length; i++) {
                double v = actual[i];
                if (Double.isNaN(v)) special[0]++;
                else if (Double.isInfinite(v)) special[v > 0 ? 1 : 2]++;
                else {
                    int weight = i * 7 % 13 + 1;
                    sum += v;
                    weighted += v * weight;
                    size += Math.abs(v) * weight;
                }
            }
            double[] sums = numbers(groups[1]);
            String counts = special[0] + "," + special[1] + "," + special[2];
            if (!close(sums[0], sum, tolerance, size)
                    || !close(sums[1], weighted, tolerance, size)
                    || !counts.equals(groups.length > 2 ? groups[2] : "0,0,0"))
                return different(shown);
        }
        return new Verdict(Agreement.CLOSE, shown);
    }

    private static double[] numbers(String text) {
        return text.isEmpty()
                ? new double[0]
                : Arrays.stream(text.split(",")).mapToDouble(Outcome::number).toArray();
    }
}
