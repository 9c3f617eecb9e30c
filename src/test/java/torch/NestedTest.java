package torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static torch.DType.BOOL;
import static torch.DType.COMPLEX64;
import static torch.DType.FLOAT16;
import static torch.DType.FLOAT32;
import static torch.DType.FLOAT64;
import static torch.DType.INT32;
import static torch.DType.INT64;
import static torch.DType.INT8;
import static torch.DType.UINT64;
import static torch.DType.UINT8;
import static torch.Torch.dtype;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Tensors from arrays, lists and numbers: {@code torch.tensor}. */
class NestedTest {

    private static void check(Tensor tensor, DType dtype, Size shape, double... values) {
        assertEquals(dtype, tensor.dtype());
        assertEquals(shape, tensor.shape());
        assertArrayEquals(values, tensor.toDoubleArray());
    }

    @Test
    void tensor_kindOfValuesDecidesOnType() {
        check(Torch.tensor(1.5, 2), FLOAT32, Size.of(2), 1.5, 2);
        check(Torch.tensor(1.5f, 2f), FLOAT32, Size.of(2), 1.5, 2);
        check(Torch.tensor(1, -2), INT64, Size.of(2), 1, -2);
        check(Torch.tensor(1L, -2L), INT64, Size.of(2), 1, -2);
        check(Torch.tensor(new short[] {1, -2}), INT64, Size.of(2), 1, -2);
        check(Torch.tensor(new byte[] {1, -2}), INT64, Size.of(2), 1, -2);
        check(Torch.tensor(true, false), BOOL, Size.of(2), 1, 0);
        check(Torch.tensor(List.of(true, 2, 2.5)), FLOAT32, Size.of(3), 1, 2, 2.5);
        check(Torch.tensor(List.of(true, 2)), INT64, Size.of(2), 1, 2);
        assertEquals(COMPLEX64, Torch.tensor(List.of(1, Complex.of(0, 1))).dtype());
    }

    @Test
    void tensor_scalars() {
        check(Torch.tensor(1.5), FLOAT32, Size.of(), 1.5);
        check(Torch.tensor(3), INT64, Size.of(), 3);
        check(Torch.tensor(true), BOOL, Size.of(), 1);
        check(Torch.tensor(3, dtype(FLOAT64)), FLOAT64, Size.of(), 3);
        assertEquals("tensor(1.+2.j)", Torch.tensor((Object) Complex.of(1, 2)).toString());
    }

    @Test
    void tensor_nested() {
        check(Torch.tensor(new double[][] {{1, 2}, {3, 4}}), FLOAT32, Size.of(2, 2), 1, 2, 3, 4);
        check(
                Torch.tensor(new int[][][] {{{1}, {2}, {3}}}, dtype(INT32)),
                INT32,
                Size.of(1, 3, 1),
                1,
                2,
                3);
        check(
                Torch.tensor(List.of(new double[] {1, 2}, List.of(3, 4))),
                FLOAT32,
                Size.of(2, 2),
                1,
                2,
                3,
                4);
        check(Torch.tensor(new boolean[][] {{true}, {false}}), BOOL, Size.of(2, 1), 1, 0);
    }

    @Test
    void tensor_empty() {
        check(Torch.tensor(new double[0]), FLOAT32, Size.of(0));
        check(Torch.tensor(List.of()), FLOAT32, Size.of(0));
        check(Torch.tensor(new double[2][0]), FLOAT32, Size.of(2, 0));
        check(Torch.tensor(new float[0][3]), FLOAT32, Size.of(0, 0));
        check(Torch.tensor(new long[0]), INT64, Size.of(0));
    }

    @Test
    void tensor_options() {
        check(Torch.tensor(new byte[] {-1, 127}, dtype(UINT8)), UINT8, Size.of(2), 255, 127);
        check(Torch.tensor(new double[] {1.9, -1.9}, dtype(INT64)), INT64, Size.of(2), 1, -1);
        check(Torch.tensor(new double[] {0.5, 0}, dtype(BOOL)), BOOL, Size.of(2), 1, 0);
        check(Torch.tensor(new int[] {2, 0}, dtype(BOOL)), BOOL, Size.of(2), 1, 0);
        check(
                Torch.tensor(new double[] {1e300, 70000}, dtype(FLOAT16)),
                FLOAT16,
                Size.of(2),
                Double.POSITIVE_INFINITY,
                Double.POSITIVE_INFINITY);
        check(Torch.tensor(new double[] {0.1}, dtype(FLOAT64)), FLOAT64, Size.of(1), 0.1);
        assertEquals(
                "tensor([18446744073709551615], dtype=torch.uint64)",
                Torch.tensor(new long[] {-1}, dtype(UINT64)).toString());
        Tensor leaf = Torch.tensor(new double[] {1}, dtype(FLOAT64).requiresGrad(true));
        assertTrue(leaf.requiresGrad());
        assertTrue(leaf.isLeaf());
        assertFalse(Torch.tensor(1.0).requiresGrad());
        assertEquals("meta", Torch.tensor(List.of(1), Torch.device("meta")).device().type());
    }

    @Test
    void tensor_largeValuesKeepAllBits() {
        long large = Long.MAX_VALUE - 1;
        assertEquals(large, Torch.tensor(large).itemLong());
        assertEquals(large, Torch.tensor(List.of(large, 1)).toLongArray()[0]);
    }

    @Test
    void tensor_raggedIsRefusedAsInPyTorch() {
        assertRefused(
                "expected sequence of length 3 at dim 1 (got 2)", new int[][] {{1, 2, 3}, {1, 2}});
        assertRefused(
                "expected sequence of length 2 at dim 2 (got 1)",
                new double[][][] {{{1, 2}, {3, 4}}, {{1, 2}, {3}}});
        assertRefused("expected sequence of length 0 at dim 1 (got 1)", new int[][] {{}, {1}});
        assertRefused(
                "expected sequence of length 2 at dim 1 (got a number)", List.of(List.of(1, 2), 3));
        assertRefused("expected a number at dim 1 (got a sequence)", List.of(1, List.of(2)));
    }

    @Test
    void tensor_valuesThatDoNotFitAreRefused() {
        assertRefused("could not infer dtype of java.lang.String", List.of("a"));
        assertThrows(NullPointerException.class, () -> Torch.tensor(new double[][] {{1}, null}));
        for (Object data : List.of(new int[] {300}, new int[] {-256})) {
            assertThrows(IllegalArgumentException.class, () -> Torch.tensor(data, dtype(UINT8)));
        }
        assertThrows(
                IllegalArgumentException.class, () -> Torch.tensor(new int[] {128}, dtype(INT8)));
        assertThrows(
                IllegalArgumentException.class,
                () -> Torch.tensor(new double[] {Double.NaN}, dtype(INT64)));
        assertThrows(
                IllegalArgumentException.class,
                () -> Torch.tensor(List.of(Complex.of(0, 1)), dtype(FLOAT32)));
    }

    private static void assertRefused(String message, Object data) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> Torch.tensor(data))
                        .getMessage());
    }
}
