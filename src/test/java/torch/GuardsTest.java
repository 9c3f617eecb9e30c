package torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static torch.Torch.dtype;

import org.junit.jupiter.api.Test;

/** What libtorch does not check itself; without the guards these tests crash or do not end. */
class GuardsTest {
    @Test
    void luUnpack_pivotsOfAnotherShapeAreRefused() {
        try (Scope scope = Torch.scope()) {
            Tensor matrix = Torch.eye(3).add(1);
            for (Size wrong : new Size[] {Size.of(0), Size.of(3, 3), Size.of(2), Size.of(4)}) {
                Tensor pivots = Torch.ones(wrong, dtype(DType.INT32));
                String text =
                        assertThrows(
                                        IllegalArgumentException.class,
                                        () -> Torch.luUnpack(matrix, pivots))
                                .getMessage();
                assertTrue(text.contains("Expected LU_pivots to have shape [3]"), text);
            }
            var factors = Linalg.luFactor(matrix);
            var parts = Torch.luUnpack(factors.LU(), factors.pivots());
            Tensor product = parts.P().matmul(parts.L()).matmul(parts.U());
            assertTrue(product.allclose(matrix));
        }
    }

    @Test
    void maxPool1d_windowBeyondAllInputsIsRefused() {
        try (Scope scope = Torch.scope()) {
            Tensor x = Torch.ones(1, 2, 3);
            var error =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> torch.nn.F.maxPool1d(x, 1L << 62));
            assertEquals(
                    "max_pool1d: kernel_size is too large: 4611686018427387904",
                    error.getMessage());
        }
    }

    @Test
    void random_largestLongAsLowerBoundOfFloatsIsRefused() {
        try (Scope scope = Torch.scope()) {
            for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.BFLOAT16}) {
                Tensor x = Torch.zeros(Size.of(2), dtype(dtype));
                assertThrows(
                        IllegalArgumentException.class,
                        () -> x.random_(Long.MAX_VALUE, (Long) null));
            }
            Tensor x = Torch.zeros(Size.of(2), dtype(DType.INT64));
            assertArrayEquals(
                    new long[] {Long.MAX_VALUE, Long.MAX_VALUE},
                    x.random_(Long.MAX_VALUE, (Long) null).toLongArray());
        }
    }

    @Test
    void combinations_ofTooManyAreRefused() {
        try (Scope scope = Torch.scope()) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> Torch.combinations(Torch.ones(1), 1L << 62));
            assertEquals(Size.of(0, 70), Torch.combinations(Torch.ones(1), 70).shape());
            assertEquals(Size.of(3, 2), Torch.combinations(Torch.ones(3), 2).shape());
        }
    }

    @Test
    void range_stepThatBecomesNothingIsRefused() {
        try (Scope scope = Torch.scope()) {
            for (DType dtype : new DType[] {DType.INT64, DType.UINT8, DType.BOOL})
                assertThrows(TorchException.class, () -> Torch.range(1, 5, 0.5, dtype(dtype)));
            Tensor out = Torch.empty(Size.of(3), dtype(DType.INT32));
            assertThrows(TorchException.class, () -> Aten.range_out(1, 5, -0.5, out));
            assertArrayEquals(new double[] {1, 1.5, 2}, Torch.range(1, 2, 0.5).toDoubleArray());
            assertArrayEquals(
                    new long[] {1, 3}, Torch.range(1, 4, 2.5, dtype(DType.INT64)).toLongArray());
        }
    }

    @Test
    void set_sourceOfAnotherTypeIsRefused() {
        try (Scope scope = Torch.scope()) {
            Tensor whole = Torch.ones(Size.of(2), dtype(DType.INT32));
            assertThrows(TorchException.class, () -> Torch.ones(2).set_(whole));
            assertArrayEquals(
                    new double[] {1, 1}, Torch.zeros(2).set_(Torch.ones(2)).toDoubleArray());
        }
    }
}
