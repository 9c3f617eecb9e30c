package torch;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Checks that libtorch leaves out, and mostly crashes or hangs without: {@code guards.txt} beside the operators says
 * why. A method has the name and the arguments of its operator; what the operator itself refuses is left to it.
 */
final class Guards {
    private Guards() {}

    static void lu_unpack(Tensor matrix, Tensor pivots, boolean unpackData, boolean unpackPivots) {
        if (!unpackPivots || !isOpen(matrix) || !isOpen(pivots) || matrix.dim() < 2) return;
        long[] shape = matrix.shape().toArray();
        long[] expected = Arrays.copyOf(shape, shape.length - 1);
        expected[expected.length - 1] = Math.min(shape[shape.length - 2], shape[shape.length - 1]);
        if (!Arrays.equals(expected, pivots.shape().toArray()))
            throw new IllegalArgumentException(
                    "lu_unpack: Expected LU_pivots to have shape "
                            + Arrays.toString(expected)
                            + " but got "
                            + Arrays.toString(pivots.shape().toArray())
                            + " instead.");
    }

    static void lu_unpack_out(
            Tensor matrix,
            Tensor pivots,
            boolean unpackData,
            boolean unpackPivots,
            Tensor p,
            Tensor l,
            Tensor u) {
        lu_unpack(matrix, pivots, unpackData, unpackPivots);
    }

    static void random__from(
            Tensor self, long from, @Nullable Long to, @Nullable Generator generator) {
        if (to == null && from == Long.MAX_VALUE && isOpen(self) && self.dtype().isFloatingPoint())
            throw new IllegalArgumentException(
                    "random_: from is out of bounds for " + self.dtype() + ": " + from);
    }

    static void random_from(
            Tensor self, long from, @Nullable Long to, @Nullable Generator generator) {
        random__from(self, from, to, generator);
    }

    static void random_from_out(
            Tensor self, long from, @Nullable Long to, @Nullable Generator generator, Tensor out) {
        random__from(self, from, to, generator);
        random__from(out, from, to, generator);
    }

    static void combinations(Tensor self, long r, boolean withReplacement) {
        if (r > 10_000)
            throw new IllegalArgumentException(
                    "combinations: r is too large: there are none of "
                            + r
                            + " elements, or too many");
    }

    static void range_step(
            Number start,
            Number end,
            Number step,
            @Nullable DType dtype,
            @Nullable Layout layout,
            @Nullable Device device,
            @Nullable Boolean pinMemory) {
        if (dtype != null) requireStep(step, dtype);
    }

    static void range_out(Number start, Number end, Number step, Tensor out) {
        if (isOpen(out)) requireStep(step, out.dtype());
    }

    /** A step is cut down to the type of the elements, and may be nothing then. */
    static void max_pool1d(
            Tensor self,
            long[] kernelSize,
            long[] stride,
            long[] padding,
            long[] dilation,
            boolean ceilMode) {
        if (kernelSize != null && kernelSize.length == 1 && kernelSize[0] > Integer.MAX_VALUE)
            throw new IllegalArgumentException(
                    "max_pool1d: kernel_size is too large: " + kernelSize[0]);
    }

    private static void requireStep(@Nullable Number step, DType dtype) {
        if (step == null || dtype.isFloatingPoint() || dtype.isComplex()) return;
        if ((step instanceof Double || step instanceof Float) && step.longValue() == 0)
            throw new TorchException("range: step must be nonzero, got " + step + " for " + dtype);
    }

    static void set__source_Tensor(Tensor self, Tensor source) {
        if (isOpen(self) && isOpen(source) && self.dtype() != source.dtype())
            throw new TorchException(
                    "set_: Could not set tensor of type "
                            + source.dtype()
                            + " to a tensor of type "
                            + self.dtype());
    }

    private static boolean isOpen(@Nullable Tensor tensor) {
        return tensor != null && !tensor.isClosed();
    }
}
