package torch.nn;

import org.jspecify.annotations.Nullable;

/** The keyword arguments of every pooling that moves a window over its input. */
public abstract class PoolOptions<S extends PoolOptions<S>> extends Keywords<S> {
    @Nullable IntOrTuple stride;
    boolean ceilMode;

    PoolOptions() {}

    /** Step of the window: one number for all dimensions, or one for each. Default: the size of the window */
    public S stride(long... stride) {
        this.stride = IntOrTuple.of(stride);
        return self();
    }

    /** Whether a window that only begins inside the input counts too. Default: false */
    public S ceilMode(boolean ceilMode) {
        this.ceilMode = ceilMode;
        return self();
    }

    /** The step as operators take it, none where it is the size of the window. */
    final long[] strides(int dims) {
        return stride == null ? new long[0] : stride.size(dims).toArray();
    }

    /** The step, where {@code kernelSize} stands in for none. */
    final IntOrTuple strideOr(IntOrTuple kernelSize) {
        return stride == null ? kernelSize : stride;
    }
}
