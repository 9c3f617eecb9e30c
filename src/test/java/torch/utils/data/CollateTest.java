package torch.utils.data;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static torch.Torch.tensor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import torch.DType;
import torch.Tensor;
import torch.Torch;
import torch.internal.PythonText;

/** Batches of samples, against PyTorch's in collate.txt. */
class CollateTest {
    record Point(Tensor x, Tensor y) {}

    record Labelled(Tensor image, long label) {}

    private static Map<Object, Object> map(Object... keysAndValues) {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2)
            map.put(keysAndValues[i], keysAndValues[i + 1]);
        return map;
    }

    /** The batches of data_golden.py. */
    private static List<?> batch(String name) {
        return Map.<String, List<?>>ofEntries(
                        entry("tensors", List.of(Torch.arange(3), Torch.arange(3).add(3))),
                        entry("scalars", List.of(tensor(1.5), tensor(2.5))),
                        entry("ints", List.of(0, 1L, (short) 2, (byte) 3)),
                        entry("floats", List.of(0.5, 0.25f)),
                        entry("floats and ints", List.of(0.5, 2)),
                        entry("ints and floats", List.of(2, 0.5)),
                        entry("booleans", List.of(true, false)),
                        entry("strings", List.of("a", "b", "c")),
                        entry("maps", List.of(map("A", 0, "B", 1), map("A", 100, "B", 100))),
                        entry(
                                "records",
                                List.of(
                                        new Point(Torch.zeros(2), tensor(0)),
                                        new Point(Torch.ones(2), tensor(1)))),
                        entry("lists", List.of(List.of(0, 1), new Object[] {2, 3})),
                        entry(
                                "mixed",
                                List.of(
                                        List.of(Torch.zeros(1, 2), 1, "a"),
                                        List.of(Torch.ones(1, 2), 2, "b"))),
                        entry(
                                "nested",
                                List.of(
                                        map("image", List.of(Torch.zeros(2), 0.5), "label", 3),
                                        map("image", List.of(Torch.ones(2), 1.5), "label", 4))),
                        entry(
                                "double arrays",
                                List.of(new double[] {0.1, 0.2}, new double[] {0.3, 0.4})),
                        entry(
                                "float arrays",
                                List.of(new float[] {0.1f, 0.2f}, new float[] {0.1f, 0.2f})),
                        entry("long arrays", List.of(new long[] {1, 2}, new long[] {3, 4})),
                        entry("int arrays", List.of(new int[] {1, 2}, new int[] {1, 2})),
                        entry("short arrays", List.of(new short[] {1, 2}, new short[] {1, 2})),
                        entry(
                                "boolean arrays",
                                List.of(new boolean[] {true, false}, new boolean[2])),
                        entry(
                                "arrays of arrays",
                                List.of(new double[][] {{1.5, 2}, {3, 4}}, new double[2][2])))
                .get(name);
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case Tensor tensor ->
                    "%s %s %s"
                            .formatted(
                                    tensor.dtype(),
                                    java.util.Arrays.toString(tensor.shape().toArray()),
                                    numbers(tensor.tolist()));
            case List<?> list ->
                    list.stream()
                            .map(CollateTest::text)
                            .collect(Collectors.joining(", ", "[", "]"));
            case Object[] array -> text(List.of(array));
            case Map<?, ?> map ->
                    map.entrySet().stream()
                            .map(e -> e.getKey() + ": " + text(e.getValue()))
                            .collect(Collectors.joining(", ", "{", "}"));
            case Point(Tensor x, Tensor y) -> "Point(x=" + text(x) + ", y=" + text(y) + ")";
            case null -> "None";
            case String text -> text;
            default -> PythonText.of(value);
        };
    }

    private static String numbers(@Nullable Object nested) {
        return nested instanceof List<?> list
                ? list.stream()
                        .map(CollateTest::numbers)
                        .collect(Collectors.joining(", ", "[", "]"))
                : PythonText.of(nested);
    }

    static Stream<Recorded> lines() {
        return Recorded.lines("collate.txt", "");
    }

    @ParameterizedTest
    @MethodSource("lines")
    void batch_matchesPyTorch(Recorded line) {
        String[] words = line.part(0).split(" ", 2);
        List<?> batch = batch(words[1]);
        Object result =
                words[0].equals("collate")
                        ? Data.defaultCollate(batch)
                        : Data.defaultConvert(batch);
        assertEquals(line.part(1), text(result));
    }

    @Test
    void bytesAndStrings_areLeftAsTheyAre() {
        List<byte[]> bytes = List.of(new byte[] {1}, new byte[] {2, 3});
        assertSame(bytes, Data.defaultCollate(bytes));
        byte[] one = {1, 2};
        assertSame(one, Data.defaultConvert(one));
    }

    record Box<V>(V value) {}

    @Test
    void genericRecord_holdsTensors() {
        Box<?> batch = Data.defaultCollate(List.of(new Box<>(1), new Box<>(2)));
        assertEquals("tensor([1, 2])", "" + batch.value());
    }

    @Test
    void recordThatCannotHoldTensors_isRefused() {
        var refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Data.defaultCollate(List.of(new Labelled(Torch.zeros(2), 1))));
        assertEquals(
                "default_collate: component 'label' of record Labelled is a long, which cannot hold a Tensor: declare it"
                        + " as one, or as Object, or give a collateFn",
                refused.getMessage());
    }

    @Test
    void samplesOfDifferentForms_areRefused() {
        for (List<?> batch :
                List.<List<?>>of(
                        List.of(List.of(1), 2),
                        List.of(map("a", 1), List.of(2)),
                        List.of(map("a", 1), map("b", 1)),
                        List.of(new Box<>(1), List.of(1)),
                        List.of(Torch.zeros(1), 2),
                        List.of(new int[1], 2),
                        List.of(1, "a"),
                        List.of(1.5, "a"),
                        List.of(new Object(), new Object()))) {
            var refused =
                    assertThrows(IllegalArgumentException.class, () -> Data.defaultCollate(batch));
            assertEquals(false, refused.getMessage().isBlank());
        }
        List<Object> withNull = new ArrayList<>();
        withNull.add(Torch.zeros(1));
        withNull.add(null);
        assertThrows(IllegalArgumentException.class, () -> Data.defaultCollate(withNull));
    }

    @Test
    void dtypeOfConvertedArrays_isTheirs() {
        Tensor converted = (Tensor) Data.<Object>defaultConvert(new int[] {1, 2});
        assertEquals(DType.INT32, converted.dtype());
    }
}
