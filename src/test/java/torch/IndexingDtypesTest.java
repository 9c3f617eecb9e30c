package torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static torch.Torch.dtype;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * Indexing over types, layouts, lists and gradients against PyTorch: the golden file and its format are by {@code
 * src/test/python/indexing_dtypes_golden.py}.
 */
class IndexingDtypesTest {

    @Test
    void getAndSetAndGradients_matchPyTorch() throws IOException {
        boolean recorded = Torch.version().startsWith("2.14");
        var failures = new ArrayList<String>();
        int lines = 0;
        int missing = 0;
        long before = Handles.settled();
        for (String line : golden()) {
            lines++;
            int arrow = line.indexOf(" -> ");
            String expected = line.substring(arrow + 4);
            String actual;
            try (var scope = Torch.scope()) {
                actual = run(line.substring(0, arrow).split(" "));
            } catch (IndexOutOfBoundsException
                    | IllegalArgumentException
                    | UnsupportedOperationException
                    | TorchException e) {
                actual = "!" + e.getClass().getSimpleName() + " " + e.getMessage();
            }
            if (agree(expected, actual)) continue;
            boolean lacksKernel = actual.contains(" not implemented for '");
            if (!recorded && (lacksKernel || expected.contains(" not implemented for '")))
                missing++;
            else failures.add(line + "\n    but was " + actual);
        }
        assertEquals(5200, lines);
        assertTrue(missing < 200, missing + " lines need kernels that this libtorch lacks");
        assertTrue(
                failures.isEmpty(), failures.size() + " differ:\n" + String.join("\n", failures));
        assertTrue(
                Torch.memory().liveHandles() <= before); // other tests leave some to the collector
    }

    private static List<String> golden() throws IOException {
        var resource = IndexingDtypesTest.class.getResourceAsStream("indexing_dtypes.txt.gz");
        try (var stream = new GZIPInputStream(resource)) {
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(l -> !l.startsWith("#")).toList();
        }
    }

    /** Python adds its own names of functions and types to some of libtorch's messages. */
    private static boolean agree(String expected, String actual) {
        if (!expected.startsWith("!")) return expected.equals(actual);
        int space = expected.indexOf(' ');
        String type =
                switch (expected.substring(1, space)) {
                    case "IndexError" -> "IndexOutOfBoundsException";
                    case "ValueError", "TypeError", "OverflowError" -> "IllegalArgumentException";
                    case "NotImplementedError" -> "UnsupportedOperationException";
                    default -> "TorchException";
                };
        String sentence = expected.substring(space + 1).split("\\. Use")[0];
        return actual.startsWith("!" + type)
                && actual.replaceAll("CPU(\\w+)Type\\{", "torch.$1Tensor{")
                        .contains(python(sentence));
    }

    /** Python's name of a tensor's type, where the message has one. */
    private static String python(String sentence) {
        return sentence.replaceAll("CPU(\\w+)Type\\{", "torch.$1Tensor{");
    }

    // ---- One line

    private static String run(String[] words) {
        int next = 1;
        boolean ofDouble = "dDl".contains(words[0]);
        DType type = ofDouble ? DType.FLOAT64 : type(words[next++]);
        long[] shape = dims(words[next++]);
        String layout = words[0].equals("l") ? "c" : words[next++];
        Tensor x = receiver(shape, type, layout);
        if (ofDouble) x = leaf(x);
        List<Object> indices = new ArrayList<>();
        for (; next < words.length && !words[next].equals("="); next++)
            indices.add(index(words[next]));
        String last = words[words.length - 1];
        return switch (words[0]) {
            case "g" -> {
                Tensor result = x.get(indices.toArray());
                yield dims(result.shape()) + " " + checksum(result);
            }
            case "s", "l" -> {
                indices.add(value(last));
                x.set(indices.toArray());
                yield checksum(x);
            }
            case "w" -> {
                x.get(indices.toArray()).fill_(3);
                yield checksum(x);
            }
            case "d" -> {
                weighted(x.get(indices.toArray())).backward();
                yield checksum(x.grad());
            }
            case "D" -> {
                Tensor value = fill(dims(last), DType.FLOAT64, 7, 1).requiresGrad_();
                Tensor y = x.mul(1);
                indices.add(value);
                y.set(indices.toArray());
                weighted(y).backward();
                Tensor grad = value.grad();
                yield checksum(x.grad()) + " " + (grad == null ? "-" : checksum(grad));
            }
            default -> throw new AssertionError(words[0]);
        };
    }

    /** A leaf with the strides of another tensor. */
    private static Tensor leaf(Tensor x) {
        return Aten.clone(x, MemoryFormat.PRESERVE_FORMAT).requiresGrad_();
    }

    private static Tensor weighted(Tensor y) {
        Tensor weights =
                Torch.arange(y.numel()).to(DType.FLOAT64).add(1).reshape(y.shape().toArray());
        return y.mul(weights).sum();
    }

    private static String checksum(Tensor tensor) {
        int hash = 0;
        DType type = tensor.dtype();
        if (type.isComplex()) {
            for (Complex v : tensor.detach().toComplexArray())
                hash = 31 * (31 * hash + (int) (long) (4 * v.real())) + (int) (long) (4 * v.imag());
        } else if (type == DType.UINT64) {
            for (long v : tensor.toLongArray()) hash = 31 * hash + (int) (4 * v);
        } else {
            for (double v : tensor.toDoubleArray()) hash = 31 * hash + (int) (long) (4 * v);
        }
        return Integer.toHexString(hash);
    }

    private static long numel(long[] shape) {
        return Size.of(shape).numel();
    }

    private static Tensor fill(long[] shape, DType type, int modulus, int first) {
        int by = type == DType.BOOL && first == 0 ? 2 : modulus;
        Tensor base = Torch.arange(numel(shape)).remainder(by).add(first);
        if (type.isComplex()) {
            Tensor real = base.to(DType.FLOAT64);
            return Torch.complex(real, real.add(1)).to(type).reshape(shape);
        }
        return base.to(type).reshape(shape);
    }

    private static Tensor receiver(long[] shape, DType type, String layout) {
        int rank = shape.length;
        if (layout.equals("t")) {
            long[] reversed =
                    IntStream.range(0, rank).mapToLong(i -> shape[rank - 1 - i]).toArray();
            long[] order = IntStream.range(0, rank).mapToLong(i -> rank - 1 - i).toArray();
            return fill(reversed, type, 16, 0).permute(order);
        }
        if (rank == 0 || layout.equals("c")) return fill(shape, type, 16, 0);
        long[] other = shape.clone();
        if (layout.equals("e")) {
            other[0] = 1;
            return fill(other, type, 16, 0).expand(shape);
        }
        other[rank - 1] *= 2;
        return fill(other, type, 16, 0).get(Index.ELLIPSIS, Index.slice(null, null, 2));
    }

    // ---- Words

    private static DType type(String name) {
        return DType.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static String dims(Size shape) {
        String text = Arrays.toString(shape.toArray()).replaceAll("[\\[\\] ]", "");
        return text.isEmpty() ? "-" : text;
    }

    private static long[] dims(String text) {
        return text.equals("-")
                ? new long[0]
                : Arrays.stream(text.split(",")).mapToLong(Long::parseLong).toArray();
    }

    private static Object value(String word) {
        return switch (word) {
            case "nTrue" -> true;
            case "nFalse" -> false;
            case "nj" -> Complex.of(1, 2);
            case "n2.5" -> 2.5;
            case "n1e+40" -> 1e40;
            default -> {
                if (word.startsWith("n")) yield Integer.valueOf(word.substring(1));
                String[] parts = word.split(":");
                yield fill(dims(parts[1]), type(parts[0]), 7, 1);
            }
        };
    }

    private static Object index(String word) {
        String rest = word.substring(1);
        return switch (word.charAt(0)) {
            case 'i' -> Integer.parseInt(rest);
            case 's' -> slice(rest.split(":", -1));
            case 'e' -> Index.ELLIPSIS;
            case 'n' -> Index.NEW_AXIS;
            case 'T' -> true;
            case 'F' -> false;
            case '[' -> list(word);
            case 'r' -> {
                long[] ends = Arrays.stream(rest.split(":")).mapToLong(Long::parseLong).toArray();
                yield IntStream.range((int) ends[0], (int) ends[1]).boxed().toList();
            }
            case 'B' -> {
                String[] parts = rest.split(":", -1);
                long[] bits = parts[1].chars().mapToLong(c -> c - '0').toArray();
                yield Torch.tensor(bits, dtype(DType.BOOL)).reshape(dims(parts[0]));
            }
            default -> {
                DType type =
                        switch (word.charAt(0)) {
                            case 'L' -> DType.INT64;
                            case 'I' -> DType.INT32;
                            case 'h' -> DType.INT16;
                            case 'a' -> DType.INT8;
                            case 'U' -> DType.UINT8;
                            case 'H' -> DType.UINT16;
                            case 'f' -> DType.FLOAT32;
                            default -> throw new AssertionError(word);
                        };
                String[] parts = rest.split(":", -1);
                long[] values = parts[1].isEmpty() ? new long[0] : dims(parts[1]);
                yield Torch.tensor(values, dtype(type)).reshape(dims(parts[0]));
            }
        };
    }

    private static Index slice(String[] parts) {
        Long start = parts[0].isEmpty() ? null : Long.valueOf(parts[0]);
        Long end = parts[1].isEmpty() ? null : Long.valueOf(parts[1]);
        return parts.length == 2
                ? Index.slice(start, end)
                : Index.slice(start, end, Long.parseLong(parts[2]));
    }

    /** Python's text of a nested list of integers or booleans. */
    private static List<Object> list(String text) {
        List<Object> list = new ArrayList<>();
        int depth = 0;
        int start = 1;
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '[') depth++;
            if ((c == ',' || c == ']') && depth == 0 && i > start) {
                String element = text.substring(start, i);
                list.add(
                        switch (element) {
                            case "True" -> (Object) true;
                            case "False" -> false;
                            default ->
                                    element.startsWith("[")
                                            ? list(element)
                                            : Integer.valueOf(element);
                        });
                start = i + 1;
            } else if (c == ']') {
                depth--;
            }
        }
        return list;
    }
}
