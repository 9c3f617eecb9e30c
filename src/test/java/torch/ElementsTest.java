package torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static torch.Torch.dtype;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * Elements as Java values, both ways. The golden file and its format are by {@code
 * src/test/python/elements_golden.py}.
 */
class ElementsTest {

    // ---- Against PyTorch

    @Test
    void tensorAndTolistAndItem_matchPyTorch() throws IOException {
        var failures = new ArrayList<String>();
        int lines = 0;
        int missing = 0;
        for (String line : golden()) {
            String[] words = line.split(" ");
            lines++;
            String expected = line.substring(line.indexOf(" -> ") + 4);
            String actual;
            try (var scope = Torch.scope()) {
                actual = words[0].equals("t") ? tensor(words) : convert(words);
            } catch (IllegalArgumentException e) {
                actual = "!" + e.getMessage();
            } catch (UnsupportedOperationException | TorchException e) {
                // kernels for the youngest types came with later libtorch
                if (!Torch.version().startsWith("2.14")) missing++;
                else failures.add(line + "\n    but was " + e);
                continue;
            }
            if (!expected.equals(actual)) failures.add(line + "\n    but was " + actual);
        }
        assertEquals(1022, lines);
        assertEquals(0, missing, "lines that this libtorch has no kernels for");
        assertTrue(failures.isEmpty(), String.join("\n", failures));
    }

    private static List<String> golden() throws IOException {
        try (var stream = ElementsTest.class.getResourceAsStream("elements.txt")) {
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(l -> !l.startsWith("#")).toList();
        }
    }

    private static DType type(String name) {
        return DType.valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** torch.tensor(values, dtype) as a list, and its first element as an item. */
    private static String tensor(String[] words) {
        List<Object> values = new ArrayList<>();
        for (String word : words[2].split(",")) values.add(value(word));
        Tensor made =
                words[1].equals("-")
                        ? Torch.tensor(values)
                        : Torch.tensor(values, dtype(type(words[1])));
        assertEquals(text(made.tolist()), "[" + joined(made) + "]");
        return made.dtype() + " " + text(made.tolist());
    }

    /** The items one by one, which must be the same numbers. */
    private static String joined(Tensor made) {
        var items = new ArrayList<String>();
        for (Tensor element : made) {
            Object item = element.item();
            items.add(text(item instanceof Scalar s ? (Object) s.booleanValue() : item));
            assertEquals(items.getLast(), text(element.tolist()));
        }
        return String.join(",", items);
    }

    /** torch.tensor(values, dtype=from).to(to).tolist(), here through Java's arrays of that type. */
    private static String convert(String[] words) {
        List<Object> values = new ArrayList<>();
        for (String word : words[3].split(",")) values.add(value(word));
        Tensor made = Torch.tensor(values, dtype(type(words[1])));
        Object array =
                switch (type(words[2])) {
                    case FLOAT64 -> made.toDoubleArray();
                    case FLOAT32 -> made.toFloatArray();
                    case INT64 -> made.toLongArray();
                    case INT32 -> made.toIntArray();
                    case INT16 -> made.toShortArray();
                    case INT8 -> made.toArray(byte[].class);
                    case BOOL -> made.toBooleanArray();
                    case COMPLEX128 -> made.toComplexArray();
                    default -> throw new AssertionError(words[2]);
                };
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < java.lang.reflect.Array.getLength(array); i++) {
            Object element = java.lang.reflect.Array.get(array, i);
            list.add(element instanceof Float f ? (Object) f.doubleValue() : element);
        }
        return text(list);
    }

    private static Object value(String word) {
        if (word.equals("True") || word.equals("False")) return word.equals("True");
        if (word.endsWith("j")) {
            String[] parts = word.substring(0, word.length() - 1).split(";");
            return Complex.of(real(parts[0]), real(parts[1]));
        }
        if (word.matches("-?\\d+")) {
            var integer = new BigInteger(word);
            return integer.bitLength() < 64 ? (Object) integer.longValue() : integer;
        }
        return real(word);
    }

    private static double real(String word) {
        return switch (word) {
            case "nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(word);
        };
    }

    private static String text(Object value) {
        return switch (value) {
            case List<?> list ->
                    "[" + String.join(",", list.stream().map(ElementsTest::text).toList()) + "]";
            case Boolean b -> b ? "True" : "False";
            case Double d -> torch.internal.PythonFloat.repr(d);
            case Complex c ->
                    torch.internal.PythonFloat.repr(c.real())
                            + ";"
                            + torch.internal.PythonFloat.repr(c.imag())
                            + "j";
            default -> value.toString();
        };
    }

    // ---- Arrays of any rank

    @Test
    void toArray_givesExactlyTheType() {
        Tensor x = Torch.arange(24).reshape(2, 3, 4);
        double[][][] doubles = x.toArray(double[][][].class);
        assertEquals(2, doubles.length);
        assertEquals(3, doubles[1].length);
        assertArrayEquals(new double[] {20, 21, 22, 23}, doubles[1][2]);
        assertArrayEquals(
                new long[][] {{0, 12}, {4, 16}, {8, 20}},
                x.get(Index.ALL, Index.ALL, 0).t().toArray(long[][].class));
        assertArrayEquals(new int[] {0, 1, 2}, Torch.arange(3).toArray(int[].class));
        assertArrayEquals(
                new float[][] {{1.5f}},
                Torch.tensor(new double[][] {{1.5}}).toArray(float[][].class));
        assertArrayEquals(
                new short[][] {{-1, 2}},
                Torch.tensor(new int[][] {{-1, 2}}).toArray(short[][].class));
        assertArrayEquals(
                new byte[][] {{-1, 2}},
                Torch.tensor(new int[][] {{255, 2}}, dtype(DType.UINT8)).toArray(byte[][].class));
        assertArrayEquals(
                new boolean[][] {{true}, {false}},
                Torch.tensor(new int[][] {{3}, {0}}).toArray(boolean[][].class));
        assertArrayEquals(
                new Complex[][] {{Complex.of(1, -2)}},
                Torch.tensor(List.of(List.of(Complex.of(1, 2)))).conj().toArray(Complex[][].class));
    }

    @Test
    void toArray_returnsWhatTensorTook() {
        double[][][][] data = new double[2][3][1][2];
        for (double[][][] a : data) for (double[][] b : a) b[0][1] = Math.PI * b.hashCode();
        Tensor x = Torch.tensor(data, dtype(DType.FLOAT64));
        assertTrue(Arrays.deepEquals(data, x.toArray(double[][][][].class)));
        assertEquals(x.shape(), Torch.tensor(x.tolist(), dtype(DType.FLOAT64)).shape());
        assertTrue(Torch.tensor(x.tolist(), dtype(DType.FLOAT64)).equal(x));
    }

    @Test
    void toArray_emptyKeepsItsShape() {
        assertEquals(2, Torch.zeros(2, 0).toArray(double[][].class).length);
        assertEquals(0, Torch.zeros(2, 0).toArray(double[][].class)[1].length);
        assertEquals(0, Torch.zeros(0, 3).toArray(float[][].class).length);
        assertEquals(List.of(List.of(), List.of()), Torch.zeros(2, 0).tolist());
        assertEquals(List.of(), Torch.zeros(0, 1L << 40).tolist());
    }

    @Test
    void toArray_wrongTypeIsRefused() {
        Tensor x = Torch.zeros(2, 3);
        refused("toArray: the tensor has 2 dimensions, double[] has 1", x, double[].class);
        refused("toArray: the tensor has 2 dimensions, int[][][] has 3", x, int[][][].class);
        refused("toArray: double is not the type of an array", x, double.class);
        refused("toArray: java.lang.String is not the type of an array", x, String.class);
        for (Class<?> type : List.of(char[][].class, String[][].class, Double[][].class))
            assertThrows(IllegalArgumentException.class, () -> x.toArray(type));
        assertThrows(NullPointerException.class, () -> x.toArray(null));
        assertThrows(
                IllegalArgumentException.class, () -> Torch.tensor(1.5).toArray(double[].class));
    }

    private static void refused(String message, Tensor x, Class<?> type) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> x.toArray(type)).getMessage());
    }

    // ---- Lists

    @Test
    void tolist_hasPythonsKinds() {
        assertEquals(1.5, Torch.tensor(1.5).tolist());
        assertEquals(3L, Torch.tensor(3, dtype(DType.INT8)).tolist());
        assertEquals(true, Torch.tensor(true).tolist());
        assertEquals(Complex.of(0, 1), Torch.tensor((Object) Complex.of(0, 1)).tolist());
        assertEquals(
                List.of(List.of(1L, 2L), List.of(3L, 4L)),
                Torch.tensor(new int[][] {{1, 2}, {3, 4}}).tolist());
        assertEquals(
                List.of(1L, new BigInteger("18446744073709551615")),
                Torch.tensor(new long[] {1, -1}, dtype(DType.UINT64)).tolist());
        assertEquals(List.of(1.0, 1.0), Torch.ones(2).requiresGrad_().tolist());
        assertEquals(List.of(-1.0), Aten._neg_view(Torch.ones(1)).tolist());
    }

    // ---- Lists with tensors

    @Test
    void tensor_ofTensors() {
        Tensor one = Torch.tensor(1.5);
        check(DType.FLOAT32, "[1.5,2.0]", List.of(one, 2));
        check(DType.FLOAT64, "[[1.5,2.0]]", List.of(List.of(one.to(DType.FLOAT64), 2)));
        check(DType.INT8, "[1,2]", List.of(int8(1), int8(2)));
        check(DType.INT64, "[1,2]", List.of(int8(1), 2));
        check(DType.FLOAT32, "[1.5,1.0]", List.of(Torch.tensor(1.5).requiresGrad_(), true));
        check(DType.FLOAT16, "[1.5]", List.of(one.to(DType.FLOAT16)));
        check(DType.FLOAT32, "[1.0,2.0]", List.of(Torch.ones(1, 1), 2.0));
        check(DType.INT64, "[[1,2],[3,4]]", List.of(new int[] {1, 2}, Torch.tensor(3, 4)));
        check(
                DType.COMPLEX64,
                "[1.0;2.0j,2.5;0.0j]",
                List.of(Torch.tensor((Object) Complex.of(1, 2)), 2.5));
        assertEquals(
                "only one element tensors can be converted to Python scalars",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Torch.tensor(List.of(Torch.ones(2), Torch.ones(2))))
                        .getMessage());
        assertEquals(
                "only integer tensors of a single element can be converted to an index",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Torch.tensor(List.of(one), dtype(DType.INT64)))
                        .getMessage());
    }

    private static Tensor int8(int value) {
        return Torch.tensor(value, dtype(DType.INT8));
    }

    private static void check(DType dtype, String values, List<?> data) {
        Tensor made = Torch.tensor(data);
        assertEquals(dtype, made.dtype());
        assertEquals(values, text(made.tolist()));
    }

    @Test
    void tensor_ofATensorIsACopy() {
        Tensor x = Torch.ones(2).requiresGrad_();
        Tensor copy = Torch.tensor((Object) x);
        assertEquals(false, copy.requiresGrad());
        copy.fill_(3);
        assertEquals(List.of(1.0, 1.0), x.tolist());
        assertEquals(DType.FLOAT64, Torch.tensor(x, dtype(DType.FLOAT64)).dtype());
    }

    // ---- Misuse

    @Test
    void hugeTensors_areRefused() {
        Tensor huge = Torch.ones(1).expand(1L << 33);
        for (Runnable call :
                List.<Runnable>of(
                        huge::toDoubleArray,
                        huge::toFloatArray,
                        huge::toLongArray,
                        huge::toIntArray,
                        huge::toShortArray,
                        huge::toByteArray,
                        huge::toBooleanArray,
                        huge::toComplexArray,
                        huge::tolist,
                        () -> huge.toArray(double[].class),
                        () -> Torch.zeros(1L << 40, 0).tolist(),
                        () -> Torch.ones(1).expand(1L << 30).toComplexArray())) {
            assertThrows(IllegalStateException.class, call::run);
        }
    }

    @Test
    void tensorsWithoutPlainElements_areRefused() {
        Tensor sparse = Torch.eye(2).toSparse();
        assertThrows(IllegalStateException.class, sparse::toDoubleArray);
        assertThrows(IllegalStateException.class, sparse::tolist);
        assertThrows(IllegalStateException.class, Torch.eye(2).toSparseCsr()::toFloatArray);
        Tensor meta = Torch.zeros(Size.of(2), Torch.device("meta"));
        assertThrows(UnsupportedOperationException.class, meta::toDoubleArray);
        assertThrows(UnsupportedOperationException.class, meta::tolist);
        Tensor quantized = Aten.quantize_per_tensor(Torch.ones(2), 0.1, 0, DType.QINT8);
        assertEquals(
                "load_scalar: invalid type",
                assertThrows(TorchException.class, quantized::tolist).getMessage());
        Tensor closed = Torch.ones(2);
        closed.close();
        assertThrows(IllegalStateException.class, closed::tolist);
        assertThrows(IllegalStateException.class, () -> closed.toArray(double[].class));
        assertThrows(IllegalStateException.class, closed::toComplexArray);
        assertThrows(IllegalStateException.class, () -> Torch.tensor(List.of(closed)));
        assertThrows(NullPointerException.class, () -> Torch.tensor((Object) null));
    }

    @Test
    void elements_leaveNothingBehind() {
        Tensor x = Torch.ones(2, 2);
        Tensor z = x.to(DType.COMPLEX64).conj();
        Tensor element = x.get(0, 0);
        long before = Handles.settled();
        x.toArray(int[][].class);
        x.tolist();
        z.tolist();
        z.toComplexArray();
        Torch.tensor(List.of(element, element)).close();
        assertThrows(IllegalArgumentException.class, () -> x.toArray(int[].class));
        assertThrows(IllegalArgumentException.class, () -> Torch.tensor(List.of(element, "a")));
        assertEquals(before, Torch.memory().liveHandles());
    }
}
