package torch.nn;

import java.util.function.Consumer;
import torch.ReturnTypes.ValuesIndices;
import torch.Size;
import torch.Tensor;

/** What all max poolings share: settings, forward and the printed form. */
abstract class MaxPoolNd extends MaxPooling {
    /** Size of the window in each dimension. */
    public final Size kernelSize;

    /** Step of the window in each dimension. */
    public final Size stride;

    /** Padding on both sides of each dimension, with {@code -∞}. */
    public final Size padding;

    /** Distance between the elements of the window in each dimension. */
    public final Size dilation;

    /** Whether a window that only begins inside the input counts too. */
    public final boolean ceilMode;

    private final int dims;
    private final String printed;

    MaxPoolNd(int dims, IntOrTuple kernelSize, Consumer<? super MaxPoolOptions> options) {
        MaxPoolOptions o = Keywords.set(new MaxPoolOptions(), options);
        super(o.returnIndices);
        IntOrTuple step = o.strideOr(kernelSize);
        this.dims = dims;
        this.kernelSize = kernelSize.size(dims);
        stride = step.size(dims);
        padding = o.padding.size(dims);
        dilation = o.dilation.size(dims);
        ceilMode = o.ceilMode;
        printed =
                "kernel_size=%s, stride=%s, padding=%s, dilation=%s, ceil_mode=%s"
                        .formatted(kernelSize, step, o.padding, o.dilation, Repr.of(ceilMode));
    }

    @Override
    final Tensor pool(Tensor input) {
        return F.maxPool(
                dims,
                input,
                kernelSize.toArray(),
                stride.toArray(),
                padding.toArray(),
                dilation.toArray(),
                ceilMode);
    }

    @Override
    final ValuesIndices poolWithIndices(Tensor input) {
        return F.maxPoolWithIndices(
                dims,
                input,
                kernelSize.toArray(),
                stride.toArray(),
                padding.toArray(),
                dilation.toArray(),
                ceilMode);
    }

    @Override
    public String extraRepr() {
        return printed;
    }
}
