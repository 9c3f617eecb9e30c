package torch.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.function.Executable;
import torch.Complex;
import torch.DType;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/** What PyTorch made of the same programs: {@code golden.txt}, written by {@code autograd_golden.py}. */
final class Recorded {
    private static final boolean EXACT = Torch.version().equals("2.14.1");
    private static final Map<String, String> LINES = new HashMap<>();

    static {
        try (var in = Recorded.class.getResourceAsStream("/torch/autograd/golden.txt")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split(" ", 3))
                    .forEach(words -> LINES.put(words[0] + " " + words[1], words[2]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Recorded() {}

    private static String line(String kind, String name) {
        String line = LINES.get(kind + " " + name);
        if (line == null)
            throw new IllegalArgumentException("autograd_golden.py wrote no " + kind + " " + name);
        return line;
    }

    static String text(String name) {
        return line("text", name).translateEscapes();
    }

    /** The exception of the kind that carries the recorded sentence, behind an operator's name or not. */
    static <T extends Throwable> T assertThrown(String name, Class<T> kind, Executable body) {
        T thrown = assertThrows(kind, body, name);
        String sentence = text(name);
        String message = thrown.getMessage();
        assertTrue(
                message.equals(sentence) || message.endsWith(": " + sentence),
                () -> name + ":\n" + message + "\n" + sentence);
        return thrown;
    }

    /** Nested lists of tensors against {@code NAME.0.1}, …: equal type, shape and, but for the last bits, values. */
    static void assertEqual(String name, Object actual) {
        if (actual instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) assertEqual(name + "." + i, list.get(i));
            assertTrue(
                    !LINES.containsKey("tensor " + name + "." + list.size()),
                    name + " is longer in PyTorch");
            return;
        }
        Tensor tensor = (Tensor) actual;
        String[] words = line("tensor", name).split(" ");
        DType dtype = DType.valueOf(words[0].toUpperCase(Locale.ROOT));
        Size shape =
                words[1].equals("-")
                        ? Size.of()
                        : Size.of(
                                Arrays.stream(words[1].split(","))
                                        .mapToLong(Long::parseLong)
                                        .toArray());
        double[] expected =
                Arrays.stream(words)
                        .skip(2)
                        .mapToDouble(
                                w ->
                                        dtype == DType.FLOAT32
                                                ? Float.parseFloat(w)
                                                : Double.parseDouble(w))
                        .toArray();
        assertEquals(dtype, tensor.dtype(), name);
        assertEquals(shape, tensor.shape(), name);
        double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
        // another libtorch has another BLAS and other vector code
        double tolerance =
                EXACT ? 0 : (dtype == DType.FLOAT32 ? 2e-6 : 4e-15) * Math.max(1, largest);
        assertArrayEquals(expected, elements(tensor), tolerance, name);
    }

    private static double[] elements(Tensor tensor) {
        Tensor plain = tensor.detach();
        if (plain.dtype().isComplex()) plain = Torch.viewAsReal(plain.resolveConj());
        return plain.reshape(-1).to(DType.FLOAT64).toDoubleArray();
    }

    // ---- The inputs of autograd_golden.py

    static Tensor x() {
        return Torch.arange(6).to(DType.FLOAT64).div(4).sub(0.5).reshape(2, 3);
    }

    static Tensor y() {
        return Torch.arange(3).to(DType.FLOAT64).div(2).add(0.25);
    }

    static Tensor s() {
        return Torch.tensor(0.75, Torch.dtype(DType.FLOAT64));
    }

    static Tensor leaf(double... values) {
        return Torch.tensor(values, Torch.dtype(DType.FLOAT64)).requiresGrad_();
    }

    static Tensor leaf(Complex... values) {
        return Torch.tensor(List.of(values), Torch.dtype(DType.COMPLEX128)).requiresGrad_();
    }
}
