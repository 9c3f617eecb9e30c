package torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static torch.Torch.arange;
import static torch.Torch.dtype;
import static torch.Torch.ones;
import static torch.Torch.shape;
import static torch.Torch.tensor;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import torch.cuda.Cuda;

/** The forms of PyTorch's Python layer: what it hands to which operator, and what it refuses. */
@ExtendWith(HandlesReturn.class)
class FormsTest {
    private Scope scope = new Scope();

    @BeforeEach
    void openScope() {
        scope.close();
        scope = new Scope();
    }

    @AfterEach
    void closeScope() {
        scope.close();
    }

    private static void assertTensor(String expected, Tensor actual) {
        assertEquals(expected, actual.toString());
    }

    private static void fails(Class<? extends Throwable> kind, String message, Runnable call) {
        assertEquals(message, assertThrows(kind, call::run).getMessage());
    }

    // ---- Tensor's properties

    @Test
    void properties_ofDenseAndSparse() {
        Tensor x = ones(2, 3);
        assertEquals(2, x.ndim());
        assertEquals(6, x.nelement());
        assertEquals(24, x.nbytes());
        assertTrue(x.isCpu());
        assertFalse(x.isCuda() || x.isMps() || x.isMeta() || x.isSparse() || x.isSparseCsr());
        assertTrue(x.toSparseCoo().isSparse());
        assertTrue(x.toSparseCsr().isSparseCsr());
        assertTrue(x.to("meta").isMeta());
        assertEquals(x.segment().address(), x.dataPtr());
        assertEquals(x.dataPtr(), x.constDataPtr());
        assertEquals(0, x.to("meta").dataPtr());
        fails(
                TorchException.class,
                "Cannot access data pointer of Tensor that doesn't have storage",
                () -> x.toSparse().dataPtr());
        assertThrows(TorchException.class, () -> x.toSparse().nbytes());
    }

    @Test
    void transposes_areViews() {
        Tensor x = arange(6).reshape(2, 3);
        assertEquals(shape(3, 2), x.T().shape());
        assertEquals(x.dataPtr(), x.T().dataPtr());
        Tensor z = tensor(new Complex[][] {{Complex.of(1, 2)}, {Complex.of(3, 4)}});
        assertTensor("tensor([[1.-2.j, 3.-4.j]])", z.H());
    }

    @Test
    void isContiguous_ofAFormat() {
        Tensor x = ones(2, 3, 4, 5).to(MemoryFormat.CHANNELS_LAST);
        assertFalse(x.isContiguous());
        assertTrue(x.isContiguous(MemoryFormat.CHANNELS_LAST));
        assertTrue(x.contiguous().isContiguous());
        assertArrayEquals(new long[] {60, 1, 15, 3}, x.stride());
        assertArrayEquals(
                new long[] {60, 1, 15, 3},
                ones(2, 3, 4, 5).contiguous(MemoryFormat.CHANNELS_LAST).stride());
        assertArrayEquals(
                new long[] {60, 1, 15, 3}, Torch.zerosLike(x, TensorOptions.DEFAULT).stride());
        assertArrayEquals(
                new long[] {60, 20, 5, 1},
                Torch.zerosLike(x, TensorOptions.DEFAULT, MemoryFormat.CONTIGUOUS_FORMAT).stride());
        Tensor v = ones(1, 2, 3, 4, 5).to(MemoryFormat.CHANNELS_LAST_3D);
        assertTrue(v.isContiguous(MemoryFormat.CHANNELS_LAST_3D));
    }

    // ---- Conversion

    @Test
    void to_givesTheTensorItselfWhereNothingChanges() {
        Tensor x = ones(2);
        assertSame(x, x.to(DType.FLOAT32, true));
        assertSame(x, x.to(Device.CPU, true));
        assertSame(x, x.to("cpu", DType.FLOAT32));
        assertSame(x, x.to("cpu", true));
        assertSame(x, x.to(ones(3), false));
        assertSame(x, x.cpu(MemoryFormat.PRESERVE_FORMAT));
        assertSame(x, x.type("torch.FloatTensor"));
        for (Tensor copy :
                List.of(
                        x.to(DType.FLOAT32, false, true),
                        x.to(Device.CPU, false, true),
                        x.to(Device.CPU, null, false, true),
                        x.to(ones(3), false, true))) {
            assertNotSame(x, copy);
            assertTrue(x.equal(copy));
            assertFalse(x.dataPtr() == copy.dataPtr());
        }
        assertEquals(DType.FLOAT64, x.to(Device.CPU, DType.FLOAT64, false).dtype());
        assertEquals(DType.INT64, x.to(arange(3), false).dtype());
        assertEquals(
                DType.FLOAT16,
                x.to(DType.FLOAT16, false, false, MemoryFormat.PRESERVE_FORMAT).dtype());
    }

    @Test
    void typeNames_areRulesAndOldOnes() {
        Tensor x = ones(2);
        assertEquals(DType.FLOAT16, x.half().dtype());
        assertEquals(DType.BFLOAT16, x.bfloat16().dtype());
        assertEquals(DType.BOOL, x.bool().dtype());
        assertEquals(DType.COMPLEX64, x.cfloat().dtype());
        assertEquals(DType.COMPLEX128, x.cdouble().dtype());
        assertEquals(DType.UINT8, x.toByte().dtype());
        assertEquals(DType.INT8, x.toChar().dtype());
        assertEquals(DType.INT16, x.toShort().dtype());
        assertEquals(DType.INT32, x.toInt().dtype());
        assertEquals(8, x.cfloat().elementSize());
        assertEquals("torch.FloatTensor", x.type());
        assertEquals("torch.sparse.FloatTensor", x.toSparse().type());
        assertEquals("torch.meta.FloatTensor", x.to("meta").type());
        assertEquals("torch.ComplexDoubleTensor", x.cdouble().type());
        assertEquals(DType.FLOAT64, x.type("torch.DoubleTensor").dtype());
        assertEquals(DType.INT8, x.type(DType.INT8).dtype());
        fails(
                IllegalArgumentException.class,
                "invalid type: 'torch.FooTensor'",
                () -> x.type("torch.FooTensor"));
        fails(
                TorchException.class,
                "Unimplemented backend SparseCsrCPU",
                () -> ones(2, 2).toSparseCsr().type());
    }

    @Test
    void cuda_withoutCuda_saysSo() {
        org.junit.jupiter.api.Assumptions.assumeFalse(Cuda.isAvailable());
        Tensor x = ones(2);
        String missing = Cuda.unavailableReason();
        fails(UnsupportedOperationException.class, missing, x::cuda);
        fails(UnsupportedOperationException.class, missing, () -> x.cuda(1));
        fails(
                UnsupportedOperationException.class,
                missing,
                () -> x.cuda(null, true, MemoryFormat.PRESERVE_FORMAT));
        fails(
                IllegalArgumentException.class,
                "Invalid device, must be cuda device, got cpu",
                () -> x.cuda(Device.CPU));
        assertFalse(x.isPinned());
        TensorOptions pinned = TensorOptions.DEFAULT.pinMemory(true);
        assertThrows(TorchException.class, () -> tensor(1.5, pinned));
        assertThrows(TorchException.class, () -> Torch.zeros(2, pinned));
        fails(
                TorchException.class,
                "pin_memory: Cannot access accelerator device when none is available. "
                        + Cuda.unavailableReason(),
                x::pinMemory);
    }

    @Test
    void newTensor_hasTheTensorsTypeUnlessAnotherIsSaid() {
        Tensor x = ones(3, dtype(DType.FLOAT64));
        assertTensor("tensor([1., 2.], dtype=torch.float64)", x.newTensor(new int[] {1, 2}));
        assertTensor("tensor([1, 2])", x.newTensor(new int[] {1, 2}, dtype(DType.INT64)));
        Tensor source = ones(2).requiresGrad_();
        Tensor copy = x.newTensor(source);
        assertFalse(copy.requiresGrad());
        assertEquals(DType.FLOAT64, copy.dtype());
        assertTrue(
                x.newTensor(new int[] {1}, TensorOptions.DEFAULT.requiresGrad(true))
                        .requiresGrad());
    }

    // ---- Values

    @Test
    void asTensor_isTheTensorItselfWherePossible() {
        Tensor x = ones(2).requiresGrad_().mul(2);
        assertSame(x, Torch.asTensor(x));
        assertTensor("tensor([1, 2])", Torch.asTensor(List.of(1, 2)));
        assertEquals(DType.FLOAT64, Torch.asTensor(x, dtype(DType.FLOAT64)).dtype());
    }

    @Test
    void asarray_copiesAsAsked() {
        Tensor x = ones(2).requiresGrad_().mul(2);
        assertSame(x, Torch.asarray(x));
        assertFalse(x.dataPtr() == Torch.asarray(x, TensorOptions.DEFAULT, true).dataPtr());
        assertTrue(
                Torch.asarray(new double[] {1.5}, TensorOptions.DEFAULT.requiresGrad(true))
                        .requiresGrad());
        fails(
                IllegalArgumentException.class,
                "can't alias arbitrary sequence into a tensor.",
                () -> Torch.asarray(List.of(1, 2), TensorOptions.DEFAULT, false));
        fails(
                IllegalArgumentException.class,
                "can't alias tensor with dtype 'Long' into dtype 'Double'.",
                () -> Torch.asarray(arange(2), dtype(DType.FLOAT64), false));
        fails(
                IllegalArgumentException.class,
                "can't alias tensor from device 'cpu' to 'meta'.",
                () -> Torch.asarray(arange(2), Torch.device("meta"), false));
    }

    @Test
    void isTensor_ofOtherObjects() {
        assertTrue(Torch.isTensor(ones(1)));
        assertFalse(Torch.isTensor(1) || Torch.isTensor(null));
    }

    // ---- A number first

    @Test
    void numberFirst_promotesAsInPython() {
        Tensor x = tensor(1L, 2L);
        assertTensor("tensor([3])", Torch.add(2, tensor(new boolean[] {true})));
        assertTensor("tensor([5, 8])", Torch.add(2, x, 3));
        assertTensor("tensor([1, 0])", Torch.sub(2, x));
        assertTensor("tensor([1, 0])", Torch.subtract(2, x));
        assertTensor("tensor([-1, -4])", Torch.subtract(2, x, 3));
        assertTensor("tensor([2, 4])", Torch.mul(2, x));
        assertTensor("tensor([ 5., 10.])", Torch.multiply(5.0, x));
        assertTensor("tensor([2., 1.])", Torch.div(2, x));
        assertTensor("tensor([2, 1])", Torch.divide(2, x, "floor"));
        assertTensor("tensor([2., 1.])", Torch.trueDivide(2, x));
        assertTensor("tensor([2, 1])", Torch.floorDivide(2, x));
        assertTensor("tensor([1., 2.], dtype=torch.float16)", Torch.mul(1.0, x.half()));
        assertThrows(RuntimeException.class, () -> Torch.sub(2, tensor(new boolean[] {true})));
    }

    // ---- Shapes

    @Test
    void broadcastShapes_asPython() {
        assertEquals(shape(3, 2, 3), Torch.broadcastShapes(shape(2, 3), shape(3, 1, 3), shape(3)));
        assertEquals(shape(), Torch.broadcastShapes());
        fails(
                TorchException.class,
                "Attempting to broadcast a dimension of length 3 at -1! Mismatching argument at index 1 had (3,);"
                        + " but expected shape should be broadcastable to [2]",
                () -> Torch.broadcastShapes(shape(2), shape(3)));
        fails(
                IllegalArgumentException.class,
                "Attempting to broadcast a dimension with negative length!",
                () -> Torch.broadcastShapes(shape(2, -3), shape(3)));
    }

    @Test
    void unravelIndex_givesCoordinates() {
        List<Tensor> at = Torch.unravelIndex(tensor(5L, 0L), 2, 3);
        assertTensor("tensor([1, 0])", at.get(0));
        assertTensor("tensor([2, 0])", at.get(1));
        assertEquals(2, Torch.unravelIndex(arange(4), shape(2, 2)).size());
        fails(
                IllegalArgumentException.class,
                "'shape' cannot have zero dimensions when 'indices' is non-empty, but got (0, 2)",
                () -> Torch.unravelIndex(arange(4), 0, 2));
        fails(
                IllegalArgumentException.class,
                "'shape' cannot have negative values, but got (-1, 2)",
                () -> Torch.unravelIndex(arange(4), -1, 2));
        fails(
                IllegalArgumentException.class,
                "expected 'indices' to be integer dtype, but got torch.float32",
                () -> Torch.unravelIndex(ones(4), 2, 2));
    }

    @Test
    void shapes_areTakenAsSize() {
        Tensor x = arange(6);
        Size two = shape(2, 3);
        assertEquals(two, x.view(two).shape());
        assertEquals(two, x.reshape(two).shape());
        assertEquals(two, x.unflatten(0, two).shape());
        assertEquals(shape(2, 18), x.repeat(two).shape());
        assertEquals(shape(2, 6), x.expand(shape(2, 6)).shape());
        assertEquals(two, x.newZeros(two).shape());
        assertEquals(shape(2, 6), x.broadcastTo(shape(2, 6)).shape());
    }

    @Test
    void split_takesASizeOrSizes() {
        Tensor x = arange(6).reshape(2, 3);
        assertEquals(2, x.split(1).size());
        assertEquals(shape(2, 1), x.split(1, 1).get(2).shape());
        assertEquals(shape(2, 2), x.split(new long[] {1, 2}, 1).get(1).shape());
        assertEquals(shape(1, 3), Torch.split(x, new long[] {1, 1}).get(1).shape());
    }

    @Test
    void nonzero_asTuple_isOneTensorPerDimension() {
        Tensor x = tensor(new int[][] {{0, 1}, {2, 0}});
        assertTensor("tensor([0, 1])", x.nonzero(true).get(0));
        assertTensor("tensor([1, 0])", Torch.nonzero(x, true).get(1));
        assertTensor("tensor([[0, 1],\n        [1, 0]])", x.nonzero(false).getFirst());
        assertTensor("tensor([0, 1])", Torch.where(x).get(0));
    }

    @Test
    void indexPut_takesArrays() {
        Tensor x = Torch.zeros(3);
        Tensor at = tensor(1L, 1L);
        assertTensor("tensor([0., 2., 0.])", x.indexPut(new Tensor[] {at}, ones(2), true));
        assertTensor("tensor([0., 1., 0.])", Torch.indexPut(x, new Tensor[] {at}, ones(2)));
        Torch.indexPut_(x, new Tensor[] {at}, ones(2), true);
        x.indexPut_(new Tensor[] {tensor(0L)}, tensor(7.0));
        assertTensor("tensor([7., 2., 0.])", x);
        Tensor m = Torch.zeros(2, 2);
        m.indexPut_(new Tensor[] {null, tensor(1L)}, tensor(5.0));
        assertTensor("tensor([[0., 5.],\n        [0., 5.]])", m);
    }

    @Test
    void randint_hasOneMeaning() {
        assertEquals(shape(3, 4), Torch.randint(10, shape(3, 4)).shape());
        assertEquals(shape(3), Torch.randint(5, 10, new long[] {3}).shape());
    }

    // ---- Products and norms

    @Test
    void tensordot_takesANumberOrAxes() {
        Tensor a = arange(24).reshape(2, 3, 4), b = arange(24).reshape(3, 4, 2);
        assertTensor("tensor([[1012, 1078],\n        [2596, 2806]])", Torch.tensordot(a, b));
        assertEquals(shape(2, 3, 4, 3, 4, 2), Torch.tensordot(a, b, 0).shape());
        assertTrue(
                Torch.tensordot(a, b)
                        .equal(Torch.tensordot(a, b, new long[] {1, 2}, new long[] {0, 1})));
        fails(
                TorchException.class,
                "tensordot expects dims >= 0, but got dims=-1",
                () -> Torch.tensordot(a, b, -1));
        fails(
                TorchException.class,
                "tensordot expects dims < ndim_a or ndim_b, but got dims=4",
                () -> Torch.tensordot(a, b, 4));
    }

    @Test
    void einsum_takesSubscriptLists() {
        Tensor a = arange(6).reshape(2, 3), b = arange(6).reshape(3, 2);
        Tensor product = a.matmul(b);
        assertTrue(product.equal(Torch.einsum("ij,jk->ik", a, b)));
        assertTrue(product.equal(Torch.einsum("ij,jk", List.of(a, b))));
        assertTrue(
                product.equal(
                        Torch.einsum(a, new int[] {0, 1}, b, new long[] {1, 2}, List.of(0, 2))));
        assertTrue(
                a.sum(0)
                        .equal(
                                Torch.einsum(
                                        a, List.of(1, Index.ELLIPSIS), List.of(Index.ELLIPSIS))));
        fails(
                IllegalArgumentException.class,
                "einsum(): subscript in subscript list is not within the valid range [0, 52)",
                () -> Torch.einsum(a, new int[] {0, 52}));
        assertThrows(IllegalArgumentException.class, () -> Torch.einsum(a));
    }

    @Test
    void cdist_knowsItsModes() {
        Tensor a = arange(4).reshape(2, 2).toFloat();
        for (String mode :
                List.of(
                        "use_mm_for_euclid_dist_if_necessary",
                        "use_mm_for_euclid_dist",
                        "donot_use_mm_for_euclid_dist")) {
            assertTrue(Torch.cdist(a, a, 2, mode).allclose(Torch.cdist(a, a), 1e-5, 1e-3));
        }
        fails(
                IllegalArgumentException.class,
                "x is not a valid value for compute_mode",
                () -> Torch.cdist(a, a, 2, "x"));
    }

    @Test
    void norm_takesNumbersAndNames() {
        Tensor x = tensor(new double[][] {{3, 4}, {0, 0}});
        assertTensor("tensor(5.)", x.norm());
        assertTensor("tensor(7.)", x.norm(1));
        assertTensor("tensor([5., 0.])", x.norm(2, 1));
        assertTensor("tensor([[5.],\n        [0.]])", x.norm(null, 1, true));
        assertTensor("tensor(5.)", x.norm("nuc"));
        assertTensor("tensor(5., dtype=torch.float64)", x.norm("fro", null, false, DType.FLOAT64));
        assertTensor("tensor(4.)", x.norm(Double.POSITIVE_INFINITY));
        assertTensor("tensor(5.)", x.toSparse().norm());
        assertEquals("LinalgVectorNormBackward0", ones(2).requiresGrad_().norm().gradFnName());
        fails(
                TorchException.class,
                "linalg_matrix_norm_str_ord: linalg.matrix_norm: Order foo not supported.",
                () -> x.norm("foo"));
    }

    @Test
    void unique_givesWhatIsAskedFor() {
        Tensor x = tensor(3L, 1L, 3L, 3L);
        assertTensor("tensor([1, 3])", x.unique());
        assertTensor("tensor([1, 3])", x.unique(true));
        Unique all = x.unique(true, true, true);
        assertTensor("tensor([1, 0, 1, 1])", Objects.requireNonNull(all.inverseIndices()));
        assertTensor("tensor([1, 3])", Objects.requireNonNull(all.counts()));
        assertNull(Torch.unique(x, true, false, true).inverseIndices());
        Tensor rows = tensor(new int[][] {{1, 2}, {1, 2}, {0, 5}});
        assertTensor(
                "tensor([[0, 5],\n        [1, 2]])", rows.unique(true, false, false, 0).output());
        assertTensor("tensor([3, 1, 3])", x.uniqueConsecutive());
        assertTensor(
                "tensor([1, 1, 2])",
                Objects.requireNonNull(x.uniqueConsecutive(false, true).counts()));
        assertTensor(
                "tensor([[1, 2],\n        [0, 5]])",
                Torch.uniqueConsecutive(rows, false, false, 0).output());
    }

    @Test
    void lu_ofASingularMatrix() {
        Tensor x = tensor(new double[][] {{4, 3}, {6, 3}});
        assertTensor("tensor([2, 2], dtype=torch.int32)", x.lu().pivots());
        assertTensor("tensor(0, dtype=torch.int32)", x.lu(true, true).info());
        assertTensor("tensor(1, dtype=torch.int32)", Torch.zeros(2, 2).lu(true, true).info());
    }

    @Test
    void lowRank_findsWhatTheMatrixIsMadeOf() {
        Torch.manualSeed(0);
        Tensor a = Torch.randn(8, 2).matmul(Torch.randn(2, 5));
        for (Tensor m : List.of(a, a.mT(), a.toSparse())) {
            ReturnTypes.USV svd = Torch.svdLowrank(m, 3);
            Tensor again = svd.U().mul(svd.S()).matmul(svd.V().mT());
            assertTrue(again.allclose(m.isSparse() ? a : m, 1e-4, 1e-4));
        }
        Tensor centered = a.sub(a.mean(new long[] {0}, true));
        for (Tensor m : List.of(a, a.toSparse())) {
            ReturnTypes.USV pca = Torch.pcaLowrank(m);
            assertEquals(shape(8, 5), pca.U().shape());
            Tensor again = pca.U().mul(pca.S()).matmul(pca.V().mT());
            assertTrue(again.allclose(centered, 1e-4, 1e-4));
        }
        fails(
                IllegalArgumentException.class,
                "q(=6) must be non-negative integer and not greater than min(m, n)=5",
                () -> Torch.pcaLowrank(a, 6));
        fails(
                IllegalArgumentException.class,
                "niter(=-1) must be non-negative integer",
                () -> Torch.pcaLowrank(a, null, true, -1));
    }

    @Test
    void matrixSqrth_squaresToTheMatrix() {
        Tensor b = arange(9).reshape(3, 3).toDouble().sin();
        Tensor a = b.matmul(b.mT()).add(Torch.eye(3));
        Tensor x = Linalg.matrixSqrth(a);
        assertTrue(x.matmul(x).allclose(a));
        assertTrue(x.equal(x.mT()));
        assertEquals(shape(0, 0), Linalg.matrixSqrth(Torch.empty(0, 0)).shape());
        fails(
                TorchException.class,
                "linalg.matrix_sqrth: A must be batches of square matrices, but they are 2 by 3 matrices",
                () -> Linalg.matrixSqrth(ones(2, 3)));
        fails(
                TorchException.class,
                "linalg.matrix_sqrth: Expected a floating point or complex tensor as input. Got Long",
                () -> Linalg.matrixSqrth(arange(4).reshape(2, 2)));
    }

    @Test
    void polar_isARotationAndAStretch() {
        Tensor a = arange(6).reshape(3, 2).toDouble().sin();
        LinalgForms.Polar polar = Linalg.polar(a);
        assertTrue(polar.U().matmul(polar.H()).allclose(a));
        assertTrue(polar.U().mT().matmul(polar.U()).allclose(Torch.eye(2, dtype(DType.FLOAT64))));
        fails(
                TorchException.class,
                "linalg.polar: input must have at least as many rows as columns, but got 2 by 3 matrices",
                () -> Linalg.polar(ones(2, 3)));
        fails(
                TorchException.class,
                "linalg.polar: The input tensor A must have at least 2 dimensions.",
                () -> Linalg.polar(ones(2)));
    }

    // ---- Control

    @Test
    void cond_runsOneBranch() {
        Tensor x = ones(2);
        assertTensor(
                "tensor([-1., -1.])",
                Torch.cond(tensor(false), v -> v[0].add(1), v -> v[0].neg(), x));
        assertTensor("tensor([2., 2.])", Torch.cond(true, v -> v[0].add(1), v -> v[0].neg(), x));
        fails(
                TorchException.class,
                "Expected pred to be bool or single-element tensor, but got tensor([ True, False]).",
                () -> Torch.cond(tensor(true, false), v -> v[0], v -> v[0], x));
    }

    @Test
    void whileLoop_runsUntilTheConditionFails() {
        List<Tensor> end =
                Torch.whileLoop(x -> x[0].sum().lt(10), x -> new Tensor[] {x[0].add(1)}, ones(2));
        assertTensor("tensor([5., 5.])", end.getFirst());
    }
}
