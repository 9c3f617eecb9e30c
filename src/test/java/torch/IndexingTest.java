package torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static torch.DType.BOOL;
import static torch.DType.INT32;
import static torch.DType.UINT8;
import static torch.Index.ALL;
import static torch.Index.ELLIPSIS;
import static torch.Index.NEW_AXIS;
import static torch.Index.slice;
import static torch.Torch.dtype;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Indexing against PyTorch: the golden file and its format are by {@code
 * src/test/python/indexing_golden.py}.
 */
class IndexingTest {

    @Test
    void getAndSet_matchPyTorch() throws IOException {
        var failures = new ArrayList<String>();
        int lines = 0;
        try (var stream = getClass().getResourceAsStream("indexing.txt")) {
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.lines().filter(l -> !l.startsWith("#")).toList()) {
                lines++;
                int arrow = line.indexOf(" -> ");
                String expected = line.substring(arrow + 4);
                String actual = run(line.substring(0, arrow).split(" "));
                if (!agree(expected, actual)) {
                    failures.add(line + "\n    but was " + actual);
                }
            }
        }
        assertTrue(lines >= 2000);
        assertTrue(
                failures.isEmpty(), failures.size() + " differ:\n" + String.join("\n", failures));
    }

    /** Python adds its own names of types and functions to some of libtorch's messages. */
    private static boolean agree(String expected, String actual) {
        if (!expected.startsWith("!")) {
            return expected.equals(actual);
        }
        String sentence = expected.substring(1).split("\\. Use")[0];
        return actual.startsWith("!")
                && actual.replace("CPULongType", "torch.LongTensor").contains(sentence);
    }

    private static String run(String[] words) {
        long[] shape = dims(words[1]);
        try (var scope = Torch.scope()) {
            Tensor x = Torch.arange(Size.of(shape).numel()).reshape(shape);
            var arguments = new ArrayList<Object>();
            for (int i = 2; i < words.length; i++) {
                arguments.add(words[i].equals("=") ? value(words[++i]) : index(words[i]));
            }
            if (words[0].equals("s")) {
                x.set(arguments.toArray());
                return checksum(x);
            }
            Tensor result = x.get(arguments.toArray());
            String extents = Arrays.toString(result.shape().toArray()).replaceAll("[\\[\\] ]", "");
            return (extents.isEmpty() ? "-" : extents) + " " + checksum(result);
        } catch (IndexOutOfBoundsException | IllegalArgumentException | TorchException e) {
            return "!" + e.getMessage();
        }
    }

    private static String checksum(Tensor tensor) {
        int hash = 0;
        for (long value : tensor.toLongArray()) {
            hash = 31 * hash + (int) value;
        }
        return Integer.toHexString(hash);
    }

    private static long[] dims(String text) {
        return text.equals("-")
                ? new long[0]
                : Arrays.stream(text.split(",")).mapToLong(Long::parseLong).toArray();
    }

    private static Object index(String word) {
        String rest = word.substring(1);
        return switch (word.charAt(0)) {
            case 'i' -> Integer.parseInt(rest);
            case 's' -> sliceOf(rest.split(":", -1));
            case 'e' -> ELLIPSIS;
            case 'n' -> NEW_AXIS;
            case 'T' -> true;
            case 'F' -> false;
            case 'L' -> integers(rest);
            case 'I' -> integers(rest).to(INT32);
            case 'B' -> {
                String[] parts = rest.split(":", -1);
                long[] bits = parts[1].chars().mapToLong(c -> c - '0').toArray();
                yield Torch.tensor(bits).reshape(dims(parts[0])).to(BOOL);
            }
            default -> throw new IllegalArgumentException(word);
        };
    }

    private static Index sliceOf(String[] parts) {
        Long start = parts[0].isEmpty() ? null : Long.valueOf(parts[0]);
        Long end = parts[1].isEmpty() ? null : Long.valueOf(parts[1]);
        return parts.length == 2 ? slice(start, end) : slice(start, end, Long.parseLong(parts[2]));
    }

    private static Tensor integers(String text) {
        String[] parts = text.split(":", -1);
        long[] values = parts[1].isEmpty() ? new long[0] : dims(parts[1]);
        return Torch.tensor(values).reshape(dims(parts[0]));
    }

    private static Object value(String word) {
        String rest = word.substring(1);
        if (word.startsWith("n")) {
            return Integer.parseInt(rest);
        }
        long[] shape = dims(rest);
        return Torch.arange(Size.of(shape).numel()).add(1).neg().reshape(shape);
    }

    // ---- What Java adds

    private static Tensor matrix() {
        return Torch.arange(6).reshape(2, 3);
    }

    @Test
    void get_nullIsNewAxis() {
        assertEquals(Size.of(1, 2, 3), matrix().get((Object) null).shape());
        assertEquals(Size.of(1, 2, 3), matrix().get((Object[]) null).shape());
        assertEquals(Size.of(2, 1, 3), matrix().get(ALL, null).shape());
    }

    @Test
    void get_arraysAreIndexTensors() {
        assertEquals(
                "tensor([[2, 0],\n        [5, 3]])",
                matrix().get(ALL, new int[] {2, 0}).toString());
        assertEquals("tensor([[3, 4, 5]])", matrix().get(new boolean[] {false, true}).toString());
    }

    @Test
    void get_listsAreIndicesAsInPython() {
        Tensor x = Torch.arange(12).reshape(3, 4);
        assertEquals("tensor([1, 6])", x.get(List.of(0, 1), List.of(1, 2)).toString());
        // a list alone with anything but numbers in it stands for several indices
        assertEquals("tensor([1, 6])", x.get(List.of(List.of(0, 1), List.of(1, 2))).toString());
        assertEquals("tensor([1])", x.get(List.of(0, slice(1, 2))).toString());
        assertEquals("tensor([[0, 1, 2, 3]])", x.get(Arrays.asList(0, null)).toString());
        assertEquals("tensor(1)", x.get(List.of(Torch.tensor(0), Torch.tensor(1))).toString());
        assertEquals(Size.of(1, 2, 4), x.get(List.of(List.of(0, 1)), ALL).shape());
        assertEquals(Size.of(0, 4), x.get(List.of()).shape());
        assertEquals(Size.of(0), x.get(List.of(), 0).shape());
        assertEquals("tensor([[0, 1, 2, 3]])", x.get(List.of(0.5)).toString());
        List<Integer> many = java.util.Collections.nCopies(40, 1);
        assertEquals(Size.of(40, 4), x.get(many).shape());
        x.set(List.of(0, 2), List.of(1, 3), -1);
        assertEquals(-2, x.get(0, 1).add(x.get(2, 3)).itemLong());
        assertThrows(IllegalArgumentException.class, () -> x.get(List.of("a")));
    }

    @Test
    void set_integersBeyondLong() {
        Tensor x = Torch.zeros(Size.of(2), dtype(DType.UINT64));
        x.set(0, new BigInteger("18446744073709551615"));
        assertEquals(
                "tensor([18446744073709551615, 0], dtype=torch.uint64)",
                x.toString().replaceAll(" +", " "));
        assertEquals(
                "can't convert negative int to unsigned",
                assertThrows(IllegalArgumentException.class, () -> x.set(0, -1)).getMessage());
        assertEquals(
                "Overflow when unpacking long long",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> matrix().set(0, new BigInteger("18446744073709551615")))
                        .getMessage());
    }

    @Test
    void get_byteMask() {
        Tensor mask = Torch.tensor(new int[] {0, 1}, dtype(UINT8));
        assertEquals("tensor([[3, 4, 5]])", matrix().get(mask).toString());
    }

    @Test
    void get_isView() {
        Tensor x = matrix();
        x.get(ALL, 1).fill_(9);
        assertArrayEquals(new long[] {0, 9, 2, 3, 9, 5}, x.toLongArray());
        Tensor all = x.get(ELLIPSIS);
        all.close();
        assertEquals(6, x.numel());
    }

    @Test
    void get_gradFnAsInPython() {
        Tensor y = Torch.randn(3, 3).requiresGrad_();
        assertEquals("SliceBackward0", y.get(ALL).gradFnName());
        assertEquals("AliasBackward0", y.get(ALL, ALL).gradFnName());
        assertEquals("AliasBackward0", y.get(ELLIPSIS).gradFnName());
        assertEquals("AliasBackward0", y.get().gradFnName());
        assertEquals("SelectBackward0", y.get(ALL, 0).gradFnName());
        assertEquals("SelectBackward0", y.get(Torch.tensor(0)).gradFnName());
        assertEquals("SliceBackward0", y.get(slice(0, 9), slice(1, null)).gradFnName());
        assertEquals("UnsqueezeBackward0", y.get(slice(0, 3), NEW_AXIS).gradFnName());
        assertEquals("IndexBackward0", y.get(true).gradFnName());
        assertEquals("IndexBackward0", y.get(new int[] {0}).gradFnName());
    }

    @Test
    void get_gradientFlows() {
        Tensor y = Torch.ones(2, 3).requiresGrad_();
        y.get(ALL, new int[] {0, 0, 2}).sum().backward();
        assertArrayEquals(new double[] {2, 0, 1, 2, 0, 1}, y.grad().toDoubleArray());
    }

    @Test
    void set_numbersAndBooleans() {
        Tensor x = Torch.zeros(2, 3);
        x.set(0, 1.5);
        x.set(1, slice(1, null), 7);
        x.set(1, 0, true);
        assertArrayEquals(new double[] {1.5, 1.5, 1.5, 1, 7, 7}, x.toDoubleArray());
        x.set(x.gt(1), 0);
        assertArrayEquals(new double[] {0, 0, 0, 1, 0, 0}, x.toDoubleArray());
        Tensor whole = Torch.zeros(Size.of(2), dtype(INT32));
        whole.set(0, 1.7);
        assertArrayEquals(new int[] {1, 0}, whole.toIntArray());
        whole.set(3); // no index: all of it, as in x[()] = 3
        assertArrayEquals(new int[] {3, 3}, whole.toIntArray());
    }

    @Test
    void set_falseSelectsNothing() {
        Tensor x = Torch.zeros(2);
        x.set(false, Torch.ones(5));
        assertArrayEquals(new double[] {0, 0}, x.toDoubleArray());
    }

    @Test
    void errors_nameTheProblem() {
        Tensor x = Torch.zeros(3, 2);
        assertMessage("index 5 is out of bounds for dimension 0 with size 3", () -> x.get(5));
        assertMessage("too many indices for tensor of dimension 2", () -> x.get(0, 0, 0));
        assertEquals(
                "step must be greater than zero",
                assertThrows(IllegalArgumentException.class, () -> slice(null, null, -1))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> x.get(1.5));
        assertThrows(IllegalArgumentException.class, () -> x.get("1:2"));
        assertThrows(IllegalArgumentException.class, () -> slice(0.5, 1));
        assertThrows(IllegalArgumentException.class, () -> x.set(0, "1"));
        assertThrows(IllegalArgumentException.class, () -> x.set());
        assertThrows(NullPointerException.class, () -> x.set(0, null));
        assertThrows(TorchException.class, () -> x.set(0, Complex.of(0, 1)));
        x.close();
        assertThrows(IllegalStateException.class, () -> x.get(0));
    }

    private static void assertMessage(String message, Runnable body) {
        assertEquals(
                message, assertThrows(IndexOutOfBoundsException.class, body::run).getMessage());
    }

    @Test
    void getAndSet_leaveNothingBehind() {
        Tensor x = Torch.zeros(4, 4, 4);
        long before = Handles.settled();
        x.get(0, slice(1, 3), NEW_AXIS, new int[] {1, 2}).close();
        x.set(true, 0, slice(1, 3), 5);
        assertThrows(IndexOutOfBoundsException.class, () -> x.get(0, slice(1, 3), 9));
        assertEquals(before, Torch.memory().liveHandles());
    }
}
