package torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static torch.Torch.dtype;
import static torch.Torch.shape;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Types and their promotion against what src/test/python/dtypes_golden.py recorded from PyTorch 2.14.1. */
@ExtendWith(HandlesReturn.class)
class DTypeTest {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final List<Number> NUMBERS = List.of(2, 1.5, Scalar.TRUE, Complex.of(1, 2));
    private static final List<String> RECORDED = recorded();
    private static final List<DType> ALL = named("all");
    private static final List<DType> COMMON = named("common");

    private static List<String> recorded() {
        try (var in = DTypeTest.class.getResourceAsStream("/torch/dtypes.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1).toList();
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static DType of(String name) {
        return DType.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static List<DType> named(String line) {
        return lines(line).getFirst().stream().map(DTypeTest::of).toList();
    }

    /** The words of all lines that start with a word, behind it. */
    private static List<List<String>> lines(String word) {
        List<List<String>> found =
                RECORDED.stream()
                        .filter(l -> l.startsWith(word + " "))
                        .map(l -> List.of(l.substring(word.length() + 1).split(" ")))
                        .toList();
        assertFalse(found.isEmpty(), word);
        return found;
    }

    private static String letter(Supplier<DType> call) {
        try {
            return LETTERS.substring(ALL.indexOf(call.get())).substring(0, 1);
        } catch (TorchException | UnsupportedOperationException | IllegalArgumentException e) {
            return "!";
        }
    }

    private static Tensor one(DType dtype, char dims) {
        return Torch.ones(dims == '0' ? shape() : shape(2), dtype(dtype));
    }

    /** The type of an operation's result, which is closed, and with it the operands. */
    private static String letterOf(Supplier<Tensor> call) {
        try (Scope scope = new Scope()) {
            return letter(() -> call.get().dtype());
        }
    }

    /**
     * A row of results; libtorch before 2.14 has no complex type of BFLOAT16s and promotes these otherwise.
     *
     * @param other the types or numbers that the row's type met
     */
    private static void assertRow(
            List<String> recorded, DType type, List<?> other, String expected, String actual) {
        if (!DType.BCOMPLEX32.isKnown()) {
            StringBuilder kept = new StringBuilder();
            for (int i = 0; i < expected.length(); i++) {
                Object met = other.get(i % other.size());
                boolean complex = met instanceof Complex || met instanceof DType d && d.isComplex();
                boolean newer =
                        type == DType.BFLOAT16 && complex
                                || type.isComplex() && met == DType.BFLOAT16;
                kept.append(newer ? actual.charAt(i) : expected.charAt(i));
            }
            expected = kept.toString();
        }
        assertEquals(expected, actual, recorded.toString());
    }

    // ---- Types

    @Test
    void properties_matchPyTorch() {
        assertEquals(List.of(DType.values()).size(), ALL.size());
        for (List<String> w : lines("dtype")) {
            DType d = of(w.get(0));
            assertEquals("torch." + w.get(0), d.toString());
            assertEquals(w.get(1), Integer.toString(d.itemSize()), w.get(0));
            assertEquals(w.get(2), python(d::isSigned), w.get(0));
            assertEquals(w.get(3), python(d::isFloatingPoint), w.get(0));
            assertEquals(w.get(4), python(d::isComplex), w.get(0));
            assertEquals(w.get(5), python(d::toReal), w.get(0));
            assertEquals(w.get(6), python(d::toComplex), w.get(0));
        }
    }

    private static String python(Supplier<?> call) {
        try {
            return switch (call.get()) {
                case Boolean b -> b ? "True" : "False";
                case DType d -> d.toString().substring("torch.".length());
                default -> throw new AssertionError();
            };
        } catch (UnsupportedOperationException | TorchException e) {
            return "!";
        }
    }

    @Test
    void abbreviations_arePyTorchs() {
        assertSame(DType.FLOAT16, DType.HALF);
        assertSame(DType.FLOAT32, DType.FLOAT);
        assertSame(DType.FLOAT64, DType.DOUBLE);
        assertSame(DType.COMPLEX32, DType.CHALF);
        assertSame(DType.COMPLEX64, DType.CFLOAT);
        assertSame(DType.COMPLEX128, DType.CDOUBLE);
        assertSame(DType.INT16, DType.SHORT);
        assertSame(DType.INT32, DType.INT);
        assertSame(DType.INT64, DType.LONG);
    }

    @Test
    void finfo_matchesPyTorch() {
        for (List<String> w : lines("finfo")) {
            DType d = of(w.get(0));
            if (w.get(1).equals("!")) {
                assertThrows(IllegalArgumentException.class, () -> Torch.finfo(d), w.get(0));
                continue;
            }
            Finfo f = Torch.finfo(d);
            assertEquals(Integer.parseInt(w.get(1)), f.bits());
            List<Double> values =
                    List.of(
                            f.eps(),
                            f.max(),
                            f.min(),
                            f.tiny(),
                            f.smallestNormal(),
                            f.resolution());
            assertEquals(w.subList(2, 8).stream().map(Double::valueOf).toList(), values, w.get(0));
            assertEquals(w.get(8), f.dtype());
        }
        assertEquals(Torch.finfo(DType.FLOAT32), Torch.finfo());
    }

    @Test
    void iinfo_matchesPyTorch() {
        for (List<String> w : lines("iinfo")) {
            DType d = of(w.get(0));
            if (w.get(1).equals("!")) {
                assertThrows(IllegalArgumentException.class, () -> Torch.iinfo(d), w.get(0));
                continue;
            }
            Iinfo i = Torch.iinfo(d);
            assertEquals(
                    w.subList(1, 5),
                    Stream.of(i.bits(), i.max(), i.min(), i.dtype()).map(String::valueOf).toList());
        }
    }

    // ---- Promotion

    @Test
    void promoteTypes_matchesPyTorch() {
        assertTable("promote_types", (a, b) -> letter(() -> Torch.promoteTypes(a, b)));
    }

    @Test
    void canCast_matchesPyTorch() {
        assertTable(
                "can_cast",
                (a, b) -> {
                    try {
                        return Torch.canCast(a, b) ? "T" : "F";
                    } catch (TorchException | UnsupportedOperationException e) {
                        return "!";
                    }
                });
    }

    private interface Cell {
        String of(DType a, DType b);
    }

    private static void assertTable(String word, Cell cell) {
        List<String> wrong = new ArrayList<>();
        for (List<String> w : lines(word)) {
            DType a = of(w.get(0));
            if (!a.isKnown()) continue;
            for (int i = 0; i < ALL.size(); i++) {
                DType b = ALL.get(i);
                if (!b.isKnown()) continue;
                String expected = w.get(1).substring(i, i + 1);
                String actual = cell.of(a, b);
                if (!actual.equals(expected)) wrong.add(a + " " + b + " " + expected + actual);
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void resultType_ofTensorsMatchesPyTorch() {
        for (List<String> w : lines("result_type")) {
            StringBuilder row = new StringBuilder();
            for (DType b : COMMON) {
                try (Tensor x = one(of(w.get(1)), w.get(0).charAt(0));
                        Tensor y = one(b, w.get(0).charAt(1))) {
                    row.append(letter(() -> Torch.resultType(x, y)));
                }
            }
            assertRow(w, of(w.get(1)), COMMON, w.get(2), row.toString());
        }
    }

    @Test
    void resultType_withNumbersMatchesPyTorch() {
        List<String> kinds = List.of("int", "float", "bool", "complex");
        for (List<String> w : lines("result_type_number")) {
            Number number = NUMBERS.get(kinds.indexOf(w.get(2)));
            try (Tensor x = one(of(w.get(1)), w.get(0).charAt(0))) {
                assertRow(
                        w,
                        of(w.get(1)),
                        List.of(number),
                        w.get(3),
                        letter(() -> Torch.resultType(x, number))
                                + letter(() -> Torch.resultType(number, x)));
            }
        }
        for (List<String> w : lines("result_type_numbers")) {
            Number a = NUMBERS.get(kinds.indexOf(w.get(0)));
            StringBuilder row = new StringBuilder();
            for (Number b : NUMBERS) row.append(letter(() -> Torch.resultType(a, b)));
            assertEquals(w.get(1), row.toString(), w.toString());
        }
    }

    private interface WithNumber {
        Tensor of(Tensor a, Number b);
    }

    private interface NumberFirst {
        Tensor of(Number a, Tensor b);
    }

    private record Operation(
            BinaryOperator<Tensor> tensors, WithNumber number, NumberFirst first) {}

    private static Tensor mask() {
        return Torch.tensor(true, false);
    }

    private static final Map<String, Operation> OPERATIONS =
            Map.of(
                    "add", new Operation(Torch::add, Torch::add, Torch::add),
                    "mul", new Operation(Torch::mul, Torch::mul, Torch::mul),
                    "div", new Operation(Torch::div, Torch::div, Torch::div),
                    "true_divide",
                            new Operation(Torch::trueDivide, Torch::trueDivide, Torch::trueDivide),
                    "floor_divide",
                            new Operation(
                                    Torch::floorDivide, Torch::floorDivide, Torch::floorDivide),
                    "pow", new Operation(Torch::pow, Torch::pow, Torch::pow),
                    "where",
                            new Operation(
                                    (a, b) -> Torch.where(mask(), a, b),
                                    (a, b) -> Torch.where(mask(), a, b),
                                    (a, b) -> Torch.where(mask(), a, b)),
                    // Python turns `1 < x` round to `x > 1`; torch.lt(1, x) it refuses
                    "lt", new Operation(Torch::lt, Torch::lt, null),
                    "eq", new Operation(Torch::eq, Torch::eq, null));

    @Test
    void operations_promoteTensorsAsPyTorch() {
        for (List<String> w : lines("op")) {
            Operation operation = OPERATIONS.get(w.get(0));
            DType a = of(w.get(2));
            StringBuilder row = new StringBuilder();
            for (DType b : COMMON) {
                row.append(
                        letterOf(
                                () ->
                                        operation
                                                .tensors()
                                                .apply(
                                                        one(a, w.get(1).charAt(0)),
                                                        one(b, w.get(1).charAt(1)))));
            }
            assertRow(w, a, COMMON, w.get(3), row.toString());
        }
    }

    @Test
    void operations_promoteNumbersAsPyTorch() {
        for (List<String> w : lines("op_number")) {
            Operation operation = OPERATIONS.get(w.get(0));
            StringBuilder row = new StringBuilder();
            for (Number number : NUMBERS)
                row.append(
                        letterOf(
                                () ->
                                        operation
                                                .number()
                                                .of(
                                                        one(of(w.get(2)), w.get(1).charAt(0)),
                                                        number)));
            assertRow(w, of(w.get(2)), NUMBERS, w.get(3), row.toString());
        }
        for (List<String> w : lines("number_op")) {
            NumberFirst operation = OPERATIONS.get(w.get(0)).first();
            if (operation == null) {
                assertEquals("!!!!", w.get(3));
                continue;
            }
            StringBuilder row = new StringBuilder();
            for (Number number : NUMBERS)
                row.append(
                        letterOf(
                                () -> operation.of(number, one(of(w.get(2)), w.get(1).charAt(0)))));
            assertRow(w, of(w.get(2)), NUMBERS, w.get(3), row.toString());
        }
    }

    @Test
    void cat_promotesAsPyTorch() {
        for (List<String> w : lines("cat")) {
            StringBuilder row = new StringBuilder();
            for (DType b : COMMON)
                row.append(letterOf(() -> Torch.cat(one(of(w.get(0)), '1'), one(b, '1'))));
            assertRow(w, of(w.get(0)), COMMON, w.get(1), row.toString());
        }
    }

    // ---- Defaults

    @Test
    void defaultDtype_isUsedByAllFactories() {
        List<Supplier<Tensor>> made =
                List.of(
                        () -> Torch.tensor(1.5),
                        () -> Torch.tensor(1L, 2L),
                        () -> Torch.tensor(Complex.of(0, 1)),
                        () -> Torch.ones(2),
                        () -> Torch.arange(3),
                        () -> Torch.arange(3.0),
                        () -> Torch.full(shape(1), 2.5),
                        () -> Torch.full(shape(1), Complex.of(0, 2)),
                        () -> Torch.tensor(1L, 2L).div(2),
                        () -> Torch.tensor(1L, 2L).add(1.5),
                        () -> Torch.tensor(1L, 2L).sqrt(),
                        () -> Torch.tensor(new boolean[] {true}).mul(Complex.of(0, 1)),
                        () -> Torch.linspace(0, 1, 3),
                        () -> Torch.eye(2),
                        () -> Torch.hannWindow(3));
        try {
            for (List<String> w : lines("default")) {
                Torch.setDefaultDtype(of(w.get(0)));
                assertEquals(of(w.get(0)), Torch.getDefaultDtype());
                List<String> types = new ArrayList<>();
                for (Supplier<Tensor> m : made) {
                    String letter = letterOf(m);
                    types.add(
                            letter.equals("!")
                                    ? "!"
                                    : ALL.get(LETTERS.indexOf(letter)).toString().substring(6));
                }
                assertEquals(w.subList(1, w.size()), types, w.get(0));
            }
        } finally {
            Torch.setDefaultDtype(DType.FLOAT32);
        }
    }

    @Test
    void defaultDtype_isNotPrinted() {
        Torch.setDefaultDtype(DType.FLOAT64);
        try (Scope scope = new Scope()) {
            assertEquals("tensor([1.])", Torch.tensor(new double[] {1}).toString());
            assertEquals("tensor(0.+1.j)", Torch.tensor(Complex.of(0, 1)).toString());
            assertEquals(
                    "tensor([1.], dtype=torch.float32)",
                    Torch.tensor(new double[] {1}, dtype(DType.FLOAT32)).toString());
            assertEquals(
                    "tensor([1.+0.j, 1.+0.j], dtype=torch.complex64)",
                    Torch.ones(2, dtype(DType.CFLOAT)).toString());
        } finally {
            Torch.setDefaultDtype(DType.FLOAT32);
        }
    }

    @Test
    void defaultDtype_isAFloatingPointOne() {
        for (DType d : List.of(DType.INT32, DType.COMPLEX64, DType.BOOL)) {
            assertEquals(
                    "only floating-point types are supported as the default type",
                    assertThrows(IllegalArgumentException.class, () -> Torch.setDefaultDtype(d))
                            .getMessage());
        }
        assertEquals(
                "couldn't find storage object Float8_e4m3fnStorage",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Torch.setDefaultDtype(DType.FLOAT8_E4M3FN))
                        .getMessage());
        assertThrows(NullPointerException.class, () -> Torch.setDefaultDtype(null));
        assertEquals(DType.FLOAT32, Torch.getDefaultDtype());
    }

    @Test
    void defaultTensorType_setsTheType() {
        try {
            Torch.setDefaultTensorType("torch.DoubleTensor");
            assertEquals(DType.FLOAT64, Torch.getDefaultDtype());
        } finally {
            Torch.setDefaultTensorType("torch.FloatTensor");
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> Torch.setDefaultTensorType("torch.LongTensor"));
        assertThrows(
                IllegalArgumentException.class, () -> Torch.setDefaultTensorType("FloatTensor"));
        assertEquals(DType.FLOAT32, Torch.getDefaultDtype());
    }

    @Test
    void defaultDevice_isUsedByConstructorsAndNothingElse() {
        try (Scope scope = new Scope()) {
            Tensor here = Torch.ones(2);
            Torch.setDefaultDevice("meta");
            try {
                assertEquals(Device.META, Torch.getDefaultDevice());
                for (Tensor made :
                        List.of(
                                Torch.tensor(1.5),
                                Torch.ones(2),
                                Torch.zeros(shape(2), dtype(DType.INT8)),
                                Torch.arange(3),
                                Torch.randn(2),
                                FFT.fftfreq(3),
                                Torch.asTensor(here))) {
                    assertTrue(made.isMeta());
                }
                for (Tensor made :
                        List.of(
                                here.newZeros(2),
                                Torch.zerosLike(here),
                                Torch.normal(0, 1, 2),
                                Torch.ones(shape(2), Torch.device("cpu")))) {
                    assertTrue(made.isCpu());
                }
            } finally {
                Torch.setDefaultDevice((Device) null);
            }
            assertEquals(Device.CPU, Torch.getDefaultDevice());
            assertTrue(Torch.ones(2).isCpu());
        }
    }

    @Test
    void withDevice_endsWithItsScopeAndThread() throws InterruptedException {
        try (Scope scope = new Scope();
                DeviceContext outer = Torch.withDevice("meta")) {
            assertTrue(Torch.ones(2).isMeta());
            try (DeviceContext inner = Torch.withDevice(Device.CPU)) {
                assertTrue(Torch.ones(2).isCpu());
            }
            assertTrue(Torch.ones(2).isMeta());
            Device[] other = new Device[1];
            RuntimeException[] thrown = new RuntimeException[1];
            Thread thread =
                    new Thread(
                            () -> {
                                other[0] = Torch.getDefaultDevice();
                                try {
                                    outer.close();
                                } catch (IllegalStateException e) {
                                    thrown[0] = e;
                                }
                            });
            thread.start();
            thread.join();
            assertEquals(Device.CPU, other[0]);
            assertTrue(thrown[0] != null);
        }
        assertEquals(Device.CPU, Torch.getDefaultDevice());
    }
}
