package torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import torch.internal.Function;

/** Each kind of argument and result crosses into the libtorch at hand and back as it was meant. */
class AbiTest {
    private static Tensor floats(double... values) {
        return Tensor.copyOf(values, new long[] {values.length}, DType.FLOAT64);
    }

    private static Tensor range(long... shape) {
        return Torch.arange(Size.of(shape).numel()).view(shape);
    }

    private static Tensor full(Number value) {
        return Aten.full(new long[] {2}, value, null, null, null, null);
    }

    @Test
    void operators_areAllThere() {
        List<Integer> absent =
                java.util.stream.IntStream.range(0, Function.OPERATORS)
                        .filter(i -> !Torch.hasOperator(i))
                        .boxed()
                        .toList();
        if (Torch.version().equals("2.13.0")) assertEquals(List.of(), absent);
        // A libtorch of another version may lack a few.
        assertTrue(absent.size() <= 30, () -> absent.size() + " operators are absent");
        assertEquals(3091, Function.OPERATORS);
        assertFalse(Torch.hasOperator(Function.OPERATORS + 1000));
    }

    @Test
    void scalar_keepsItsKindOnTheWayIn() {
        assertEquals(DType.INT64, full(7).dtype());
        assertEquals(7L, full(7).select(0, 1).item());
        assertEquals(DType.FLOAT32, full(2.5).dtype());
        assertEquals(2.5, full(2.5).select(0, 1).item());
        assertEquals(DType.BOOL, full(Scalar.TRUE).dtype());
        assertEquals(Scalar.TRUE, full(Scalar.TRUE).select(0, 0).item());
        assertEquals(DType.COMPLEX64, full(Complex.of(1, -2)).dtype());
        assertEquals(Complex.of(1, -2), full(Complex.of(1, -2)).select(0, 0).item());
        assertEquals(Long.MIN_VALUE, full(Long.MIN_VALUE).select(0, 0).item());
        assertEquals(Long.MAX_VALUE, full(Long.MAX_VALUE).select(0, 0).item());
        assertTrue(Double.isNaN(full(Double.NaN).select(0, 0).itemDouble()));
        assertEquals(1 / -0.0, 1 / full(-0.0).select(0, 0).itemDouble());
    }

    @Test
    void optionalScalar_absentOrPresent() {
        Tensor x = floats(-2, 0, 2);
        assertArrayEquals(new double[] {-1, 0, 2}, Aten.clamp(x, -1, null).toDoubleArray());
        assertArrayEquals(new double[] {-2, 0, 1}, Aten.clamp(x, null, 1).toDoubleArray());
        assertArrayEquals(new double[] {-1, 0, 1}, Aten.clamp(x, -1, 1.0).toDoubleArray());
        assertThrows(RuntimeException.class, () -> Aten.clamp(x, null, null));
    }

    @Test
    void scalarList_keepsOrderAndKinds() {
        List<Tensor> sums =
                Aten._foreach_add_ScalarList(
                        List.of(floats(1), floats(2), floats(3)),
                        new Number[] {10, 0.5, Scalar.TRUE});
        assertEquals(11.0, sums.get(0).item());
        assertEquals(2.5, sums.get(1).item());
        assertEquals(4.0, sums.get(2).item());
    }

    @Test
    void optionalIntList_absentEmptyOrFilled() {
        Tensor x = range(2, 3, 4);
        assertEquals(Size.of(), Aten.sum_dim_IntList(x, null, false, null).shape());
        assertEquals(Size.of(), Aten.sum_dim_IntList(x, new long[] {}, false, null).shape());
        assertEquals(Size.of(3), Aten.sum_dim_IntList(x, new long[] {0, -1}, false, null).shape());
        assertEquals(
                Size.of(1, 3, 1), Aten.sum_dim_IntList(x, new long[] {0, 2}, true, null).shape());
        assertEquals(
                Size.of(4, 6),
                Aten.upsample_nearest2d_vec(x.toFloat().unsqueeze(0), new long[] {4, 6}, null)
                        .narrow(1, 0, 1)
                        .squeeze()
                        .shape());
        assertEquals(
                Size.of(6, 4),
                Aten.upsample_nearest2d_vec(x.toFloat().unsqueeze(0), null, new double[] {2, 1})
                        .narrow(1, 0, 1)
                        .squeeze()
                        .shape());
    }

    @Test
    void symInts_includingNegativeOnes() {
        assertEquals(Size.of(3, 8), Aten.view(range(2, 3, 4), new long[] {3, -1}).shape());
        assertEquals(Size.of(2, 2), Aten.narrow(range(2, 4), 1, -3, 2).shape());
        assertArrayEquals(
                new long[] {1, 2}, Aten.slice_Tensor(range(4), 0, -3L, -1L, 1).toLongArray());
        assertArrayEquals(
                new long[] {0, 1, 2, 3},
                Aten.slice_Tensor(range(4), 0, null, null, 1).toLongArray());
        assertEquals(3, Aten.sym_size_int(range(2, 3), 1));
        long[] many = new long[3000];
        Arrays.fill(many, 1);
        // Longer than the scratch memory of a thread.
        assertThrows(RuntimeException.class, () -> Aten.view(range(2), many));
    }

    @Test
    void optionalNumbers_absentOrPresent() {
        Tensor x = floats(0.25, 0.5);
        assertEquals(Math.log(0.25 / 0.75), Aten.logit(x, null).select(0, 0).itemDouble(), 1e-12);
        assertEquals(Math.log(0.4 / 0.6), Aten.logit(x, 0.4).select(0, 0).itemDouble(), 1e-12);
        assertEquals(1L, Aten.argmax(x, null, false).item());
        assertEquals(Size.of(1), Aten.argmax(x, 0L, true).shape());
    }

    @Test
    void boolList_asksForSingleResults() {
        Tensor x = Torch.ones(1, 1, 3, 3);
        Tensor w = Torch.ones(1, 1, 2, 2);
        Tensor g = Torch.ones(1, 1, 2, 2);
        var all = convolutionBackward(g, x, w, true, false, true);
        var weight = convolutionBackward(g, x, w, false, true, false);
        assertEquals(
                List.of(true, false, true, false, true, false),
                List.of(
                        all.get(0) != null,
                        all.get(1) != null,
                        all.get(2) != null,
                        weight.get(0) != null,
                        weight.get(1) != null,
                        weight.get(2) != null));
        assertEquals(4.0, all.get(2).item());
        assertEquals(Size.of(1, 1, 2, 2), weight.get(1).shape());
    }

    private static List<Tensor> convolutionBackward(Tensor g, Tensor x, Tensor w, boolean... mask) {
        var made =
                Aten.convolution_backward(
                        g,
                        x,
                        w,
                        new long[] {1},
                        new long[] {1, 1},
                        new long[] {0, 0},
                        new long[] {1, 1},
                        false,
                        new long[] {0, 0},
                        1,
                        mask);
        return Arrays.asList(made.first(), made.second(), made.third());
    }

    @Test
    void tensorLists_inBothForms() {
        assertArrayEquals(
                new long[] {0, 1, 0, 1, 2}, Aten.cat(List.of(range(2), range(3)), 0).toLongArray());
        assertEquals(Size.of(2, 2), Aten.stack(List.of(range(2), range(2)), 0).shape());
        Tensor[] many = new Tensor[5000];
        Arrays.fill(many, range(1));
        assertEquals(5000, Aten.cat(List.of(many), 0).numel());
        List<Tensor> parts = Aten.split_sizes(range(6), new long[] {1, 2, 3}, 0);
        assertEquals(3, parts.size());
        assertArrayEquals(new long[] {3, 4, 5}, parts.get(2).toLongArray());
    }

    @Test
    void strings_ofAllLengths() {
        Tensor a = range(2, 3).toFloat();
        assertEquals(Size.of(3, 2), Aten.einsum("ij->ji", List.of(a), null).shape());
        assertEquals(
                Size.of(2, 3), Aten.einsum(" ".repeat(20000) + "ij", List.of(a), null).shape());
        assertArrayEquals(
                new long[] {1, 1},
                Aten.div_Tensor_mode(
                                Tensor.copyOf(new long[] {3, 3}, new long[] {2}, DType.INT64),
                                full(2),
                                "floor")
                        .toLongArray());
        assertEquals(1.5, Aten.div_Tensor_mode(full(3), full(2), null).select(0, 0).itemDouble());
    }

    @Test
    void enums_crossByTheirNumbers() {
        Tensor x = Torch.ones(1, 2, 3, 4);
        assertArrayEquals(
                new long[] {24, 1, 8, 2}, Aten.contiguous(x, MemoryFormat.CHANNELS_LAST).stride());
        assertTrue(Aten.is_contiguous_memory_format(x, MemoryFormat.CONTIGUOUS_FORMAT));
        assertFalse(Aten.is_contiguous_memory_format(x, MemoryFormat.CHANNELS_LAST));
        Tensor meta =
                Aten.empty_memory_format(
                        new long[] {2}, DType.FLOAT16, Layout.STRIDED, Device.META, null, null);
        assertEquals(Device.META, meta.device());
        assertEquals(DType.FLOAT16, meta.dtype());
        assertEquals(Layout.STRIDED, meta.layout());
        assertEquals(Layout.SPARSE_COO, Aten.to_sparse(floats(0, 1), null, null, null).layout());
        for (DType dtype : DType.values()) {
            if (dtype.name().startsWith("Q") || dtype == DType.FLOAT4_E2M1FN_X2) continue;
            if (!dtype.isKnown()) continue;
            Tensor made = Aten.empty_memory_format(new long[] {3}, dtype, null, null, null, null);
            assertEquals(dtype, made.dtype());
            // Sizes are libtorch's own: what three elements take in memory.
            assertEquals(
                    3L * dtype.itemSize(),
                    Aten.view_dtype(made, DType.UINT8).numel(),
                    dtype::toString);
        }
        assertEquals(DType.FLOAT64, Aten.result_type_Tensor(floats(1), range(1)));
    }

    @Test
    void generator_isSharedAndMovesOn() {
        Generator one = new Generator().manualSeed(5);
        Generator two = new Generator().manualSeed(5);
        Tensor a = Aten.randn_generator(new long[] {4}, one, null, null, null, null);
        Tensor b = Aten.randn_generator(new long[] {4}, one, null, null, null, null);
        assertArrayEquals(
                a.toFloatArray(),
                Aten.randn_generator(new long[] {4}, two, null, null, null, null).toFloatArray());
        assertArrayEquals(
                b.toFloatArray(),
                Aten.randn_generator(new long[] {4}, two, null, null, null, null).toFloatArray());
        assertNotEquals(a.select(0, 0).item(), b.select(0, 0).item());
        Tensor state = one.getState();
        float[] next = Aten.bernoulli_p(a, 0.5, one).toFloatArray();
        one.setState(state);
        assertArrayEquals(next, Aten.bernoulli_p(a, 0.5, one).toFloatArray());
        Torch.manualSeed(3);
        float[] fromDefault = Torch.rand(3).toFloatArray();
        Torch.manualSeed(3);
        assertArrayEquals(
                fromDefault,
                Aten.rand_generator(new long[] {3}, null, null, null, null, null).toFloatArray());
    }

    @Test
    void results_ofEveryKind() {
        var max = floats(1, 3, 2).max(0);
        assertEquals(3.0, max.values().item());
        assertEquals(1L, max.indices().item());
        assertTrue(Aten.equal(range(3), range(3)));
        assertFalse(Aten.equal(range(3), range(4)));
        assertEquals(2, Aten.size_int(range(2, 3), 0));
        assertEquals(
                0.1,
                Aten.q_scale(Aten.quantize_per_tensor(Torch.ones(2), 0.1, 3, DType.QUINT8)),
                1e-12);
        assertEquals(
                3,
                Aten.q_zero_point(Aten.quantize_per_tensor(Torch.ones(2), 0.1, 3, DType.QUINT8)));
        var lstm =
                Aten.lstm_input(
                        Torch.ones(1, 1, 1),
                        List.of(Torch.zeros(1, 1, 1), Torch.zeros(1, 1, 1)),
                        List.of(Torch.ones(4, 1), Torch.ones(4, 1), Torch.zeros(4), Torch.zeros(4)),
                        true,
                        1,
                        0,
                        false,
                        false,
                        false);
        assertEquals(Size.of(1, 1, 1), lstm.third().shape());
        Tensor x = Torch.ones(2).requiresGrad_();
        assertNull(x.grad());
    }

    @Test
    void optionalTensorLists_index() {
        Tensor x = range(2, 3);
        Tensor picked =
                Aten.index_Tensor(
                        x,
                        Arrays.asList(
                                null,
                                Tensor.copyOf(new long[] {2, 0}, new long[] {2}, DType.INT64)));
        assertArrayEquals(new long[] {2, 0, 5, 3}, picked.toLongArray());
        Aten.index_put_(x, List.of(x.gt(3)), full(9).select(0, 0), false);
        assertArrayEquals(new long[] {0, 1, 2, 3, 9, 9}, x.toLongArray());
        assertThrows(
                IndexOutOfBoundsException.class,
                () ->
                        Aten.index_Tensor(
                                x,
                                List.of(
                                        Tensor.copyOf(
                                                new long[] {7}, new long[] {1}, DType.INT64))));
    }

    @Test
    void optionalTensor_absentOrPresent() {
        Tensor x = Torch.ones(1, 2);
        Tensor w = Torch.ones(3, 2);
        assertArrayEquals(new double[] {2, 2, 2}, Aten.linear(x, w, null).toDoubleArray());
        assertArrayEquals(new double[] {3, 3, 3}, Aten.linear(x, w, Torch.ones(3)).toDoubleArray());
    }
}
