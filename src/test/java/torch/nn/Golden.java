package torch.nn;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import torch.DType;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/** What PyTorch made of the same programs: {@code golden.txt}, written by {@code nn_golden.py}. */
public final class Golden {
    private static final Map<String, Value> TENSORS = new HashMap<>();
    private static final Map<String, String> TEXTS = new HashMap<>();

    static {
        try (var in = Golden.class.getResourceAsStream("/torch/nn/golden.txt")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(Golden::read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Value(DType dtype, Size shape, double[] elements) {}

    private Golden() {}

    public static String text(String name) {
        return known(TEXTS.get(name), name);
    }

    /** The words of a text: {@code ""} and {@code "a"} for {@code " a"}. */
    public static List<String> words(String name) {
        return List.of(text(name).split(" "));
    }

    public static Tensor tensor(String name) {
        Value value = known(TENSORS.get(name), name);
        Tensor tensor = Torch.empty(value.shape, Torch.dtype(DType.FLOAT64));
        MemorySegment.copy(
                value.elements, 0, tensor.segment(), JAVA_DOUBLE, 0, value.elements.length);
        return tensor.to(value.dtype);
    }

    /** The same type, shape and bits as PyTorch's. */
    public static void assertSameBits(String name, Tensor actual) {
        Value expected = known(TENSORS.get(name), name);
        assertEquals(expected.dtype, actual.dtype(), name);
        assertEquals(expected.shape, actual.shape(), name);
        assertArrayEquals(expected.elements, doubles(actual), name);
    }

    /** The same type and shape, and the same elements but for what another BLAS rounds differently. */
    public static void assertClose(String name, Tensor actual) {
        Value expected = known(TENSORS.get(name), name);
        assertEquals(expected.dtype, actual.dtype(), name);
        assertEquals(expected.shape, actual.shape(), name);
        double largest = Arrays.stream(expected.elements).map(Math::abs).max().orElse(0);
        double tolerance = (expected.dtype == DType.FLOAT64 ? 1e-13 : 2e-6) * Math.max(1, largest);
        assertArrayEquals(expected.elements, doubles(actual), tolerance, name);
    }

    private static double[] doubles(Tensor tensor) {
        return tensor.detach().toDouble().reshape(-1).toDoubleArray();
    }

    private static void read(String line) {
        String[] words = line.split(" ", 3);
        if (words[0].equals("text")) {
            TEXTS.put(words[1], words[2].translateEscapes());
            return;
        }
        String[] parts = words[2].split(" ");
        DType dtype = DType.valueOf(parts[0].toUpperCase(Locale.ROOT));
        long[] shape =
                parts[1].equals("-")
                        ? new long[0]
                        : Arrays.stream(parts[1].split(",")).mapToLong(Long::parseLong).toArray();
        int width = dtype == DType.FLOAT32 ? 8 : 16;
        double[] elements =
                IntStream.range(0, parts[2].length() / width)
                        .mapToLong(
                                i ->
                                        Long.parseUnsignedLong(
                                                parts[2], i * width, (i + 1) * width, 16))
                        .mapToDouble(
                                bits ->
                                        switch (dtype) {
                                            case FLOAT32 -> Float.intBitsToFloat((int) bits);
                                            case FLOAT64 -> Double.longBitsToDouble(bits);
                                            default -> bits;
                                        })
                        .toArray();
        TENSORS.put(words[1], new Value(dtype, Size.of(shape), elements));
    }

    private static <T> T known(T value, String name) {
        if (value == null) {
            throw new IllegalArgumentException("nn_golden.py wrote nothing named " + name);
        }
        return value;
    }
}
