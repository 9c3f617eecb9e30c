package torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static torch.Index.ALL;
import static torch.Index.slice;
import static torch.Torch.dtype;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Loops over elements where they are. */
class AccessorTest {

    @Test
    void everyType_readsAndWrites() {
        var d = DoubleAccessor.of(Torch.zeros(Size.of(2), dtype(DType.FLOAT64)));
        d.set(1, Math.PI);
        assertEquals(Math.PI, d.get(1));
        Tensor floats = Torch.zeros(2, 2);
        var f = FloatAccessor.of(floats);
        f.set(1, 0, 2.5f);
        assertEquals(2.5f, f.get(1, 0));
        assertArrayEquals(new double[] {0, 0, 2.5, 0}, floats.toDoubleArray());
        for (DType type : List.of(DType.INT64, DType.UINT64)) {
            var a = LongAccessor.of(Torch.zeros(Size.of(2), dtype(type)));
            a.set(0, -1L);
            assertEquals(-1, a.get(0));
        }
        for (DType type : List.of(DType.INT32, DType.UINT32)) {
            Tensor x = Torch.zeros(Size.of(2), dtype(type));
            IntAccessor.of(x).set(0, -1);
            assertEquals(type == DType.INT32 ? -1L : 4294967295L, x.get(0).tolist());
        }
        for (DType type : List.of(DType.INT16, DType.UINT16)) {
            Tensor x = Torch.zeros(Size.of(2), dtype(type));
            ShortAccessor.of(x).set(0, (short) -1);
            assertEquals(type == DType.INT16 ? -1L : 65535L, x.get(0).tolist());
        }
        for (DType type : List.of(DType.INT8, DType.UINT8)) {
            Tensor x = Torch.zeros(Size.of(2), dtype(type));
            ByteAccessor.of(x).set(0, (byte) -1);
            assertEquals(type == DType.INT8 ? -1L : 255L, x.get(0).tolist());
        }
        Tensor flags = Torch.tensor(true, false);
        var b = BooleanAccessor.of(flags);
        b.set(1, b.get(0));
        b.set(0, false);
        assertArrayEquals(new boolean[] {false, true}, flags.toBooleanArray());
    }

    @Test
    void everyRank_honoursStrides() {
        Tensor base = Torch.arange(2 * 3 * 4 * 5 * 2).reshape(2, 3, 4, 5, 2);
        Tensor five = base.permute(4, 2, 0, 3, 1);
        Tensor four = five.get(1);
        Tensor three = four.get(slice(1, null, 2));
        var a5 = LongAccessor.of(five);
        var a4 = LongAccessor.of(four);
        var a3 = LongAccessor.of(three.get(ALL, 1));
        var a2 = LongAccessor.of(three.get(ALL, 1, ALL, 2));
        var a1 = LongAccessor.of(three.get(ALL, 1, 3, 2));
        var a0 = LongAccessor.of(three.get(1, 1, 3, 2));
        long[][][][][] want = five.toArray(long[][][][][].class);
        for (int i = 0; i < 4; i++)
            for (int j = 0; j < 2; j++)
                for (int k = 0; k < 5; k++)
                    for (int l = 0; l < 3; l++) {
                        assertEquals(want[1][i][j][k][l], a4.get(i, j, k, l));
                        assertEquals(want[1][i][j][k][l], a5.get(new long[] {1, i, j, k, l}));
                    }
        assertEquals(want[1][3][1][4][2], a3.get(1, 4, 2));
        assertEquals(want[1][3][1][4][2], a2.get(1, 4));
        assertEquals(want[1][3][1][3][2], a1.get(1));
        assertEquals(want[1][3][1][3][2], a0.get());
        a0.set(-7);
        assertEquals(-7, a1.get(1));
        a5.set(new long[] {0, 0, 0, 0, 0}, -8);
        assertEquals(-8, base.get(0, 0, 0, 0, 0).itemLong());
        assertEquals(Size.of(4, 2, 5, 3), a4.shape());
        assertEquals(4, a4.dim());
        assertEquals(5, a4.size(2));
    }

    @Test
    void expanded_showsOneElementEverywhere() {
        var a = FloatAccessor.of(Torch.ones(1, 3).expand(1000000, 3));
        assertEquals(1f, a.get(999999, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> a.get(1000000, 0));
    }

    @Test
    void indices_areChecked() {
        var a = FloatAccessor.of(Torch.zeros(2, 3));
        for (long[] bad : new long[][] {{2, 0}, {-1, 0}, {0, 3}, {0, -1}, {1L << 40, 0}}) {
            assertThrows(IndexOutOfBoundsException.class, () -> a.get(bad[0], bad[1]));
            assertThrows(IndexOutOfBoundsException.class, () -> a.set(bad[0], bad[1], 0));
            assertThrows(IndexOutOfBoundsException.class, () -> a.get(bad));
        }
        assertEquals(
                "TensorAccessor expected 1 dims but tensor has 2",
                assertThrows(IndexOutOfBoundsException.class, () -> a.get(0)).getMessage());
        assertThrows(IndexOutOfBoundsException.class, a::get);
        assertThrows(IndexOutOfBoundsException.class, () -> a.get(0, 0, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> a.get(0, 0, 0, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> a.get(new long[3]));
        assertThrows(IndexOutOfBoundsException.class, () -> a.size(2));
        assertThrows(NullPointerException.class, () -> a.get((long[]) null));
        var empty = FloatAccessor.of(Torch.zeros(0, 3));
        assertThrows(IndexOutOfBoundsException.class, () -> empty.get(0, 0));
    }

    @Test
    void wrongTensors_areRefused() {
        assertEquals(
                "expected scalar type torch.float32 but found torch.float64",
                assertThrows(
                                IllegalArgumentException.class,
                                () ->
                                        FloatAccessor.of(
                                                Torch.zeros(Size.of(1), dtype(DType.FLOAT64))))
                        .getMessage());
        Class<IllegalArgumentException> type = IllegalArgumentException.class;
        Tensor x = Torch.zeros(1);
        assertThrows(type, () -> DoubleAccessor.of(x));
        assertThrows(type, () -> LongAccessor.of(x));
        assertThrows(type, () -> IntAccessor.of(x));
        assertThrows(type, () -> ShortAccessor.of(x.to(DType.FLOAT16)));
        assertThrows(type, () -> ByteAccessor.of(x.to(DType.BOOL)));
        assertThrows(type, () -> BooleanAccessor.of(x));
        Tensor meta = Torch.zeros(Size.of(2), Torch.device("meta"));
        assertThrows(IllegalStateException.class, () -> FloatAccessor.of(meta));
        assertThrows(IllegalStateException.class, () -> FloatAccessor.of(Torch.eye(2).toSparse()));
        assertThrows(IllegalStateException.class, () -> FloatAccessor.of(Aten._neg_view(x)));
        assertThrows(NullPointerException.class, () -> FloatAccessor.of(null));
        x.close();
        assertThrows(IllegalStateException.class, () -> FloatAccessor.of(x));
    }

    @Test
    void closedTensor_leavesTheAccessorItsMemory() {
        Tensor x = Torch.full(new long[] {1000}, 3.0);
        var a = FloatAccessor.of(x);
        x.close();
        for (int i = 0; i < 50; i++) Torch.zeros(1000).close();
        double sum = 0;
        for (int i = 0; i < a.size(0); i++) sum += a.get(i);
        assertEquals(3000, sum);
    }

    // ---- Iteration

    @Test
    void iteration_givesRowsAsViews() {
        Tensor x = Torch.arange(6).reshape(3, 2);
        int rows = 0;
        for (Tensor row : x) {
            assertEquals(List.of(2L * rows, 2L * rows + 1), row.tolist());
            row.add_(0);
            rows++;
        }
        assertEquals(3, rows);
        assertEquals(3, x.len());
        x.iterator().next().fill_(9);
        assertEquals(9, x.get(0, 1).itemLong());
        assertFalse(Torch.zeros(0, 2).iterator().hasNext());
        assertEquals(0, Torch.zeros(0, 2).len());
        var rowsOf = x.iterator();
        rowsOf.next();
        assertThrows(UnsupportedOperationException.class, rowsOf::remove);
    }

    @Test
    void iteration_isRecorded() {
        Tensor x = Torch.ones(2, 2).requiresGrad_();
        Tensor last = null;
        for (Tensor row : x) last = row;
        assertEquals("UnbindBackward0", last.gradFnName());
        last.sum().backward();
        assertArrayEquals(new double[] {0, 0, 1, 1}, x.grad().toDoubleArray());
    }

    @Test
    void iteration_ofAScalarIsRefusedAsInPython() {
        Tensor x = Torch.tensor(1.5);
        assertEquals(
                "iteration over a 0-d tensor",
                assertThrows(IllegalArgumentException.class, x::iterator).getMessage());
        assertEquals(
                "len() of a 0-d tensor",
                assertThrows(IllegalArgumentException.class, x::len).getMessage());
    }

    @Test
    void iteration_leavesRowsToTheScope() {
        Tensor x = Torch.zeros(100, 2);
        long before = Handles.settled();
        Tensor kept = null;
        try (Scope outer = Torch.scope()) {
            for (Tensor row : x) {
                try (Scope inner = Torch.scope()) {
                    row.add(1).mul(2); // the loop's own
                }
                kept = row;
            }
            assertEquals(before + 100, Torch.memory().liveHandles());
            outer.keep(kept);
        }
        assertEquals(before + 1, Torch.memory().liveHandles());
        assertFalse(kept.isClosed());
        kept.close();
        x.iterator().next();
        assertTrue(Torch.memory().liveHandles() > before);
    }
}
