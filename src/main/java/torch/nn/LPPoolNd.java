package torch.nn;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Size;
import torch.Tensor;
import torch.internal.PythonText;

/** What all power-average poolings share: settings, forward and the printed form. */
abstract class LPPoolNd extends UnaryModule {
    /** The exponent p. */
    public final Number normType;

    /** Size of the window in each dimension. */
    public final Size kernelSize;

    /** Step of the window in each dimension; null for the size of the window. */
    public final @Nullable Size stride;

    /** Whether a window that only begins inside the input counts too. */
    public final boolean ceilMode;

    private final int dims;
    private final String printed;

    LPPoolNd(
            int dims,
            Number normType,
            IntOrTuple kernelSize,
            Consumer<? super LPPoolOptions> options) {
        LPPoolOptions o = Keywords.set(new LPPoolOptions(), options);
        F.checkNormType(normType);
        this.dims = dims;
        this.normType = normType;
        this.kernelSize = kernelSize.size(dims);
        stride = o.stride == null ? null : o.stride.size(dims);
        ceilMode = o.ceilMode;
        printed =
                "norm_type=%s, kernel_size=%s, stride=%s, ceil_mode=%s"
                        .formatted(
                                PythonText.of(normType),
                                kernelSize,
                                PythonText.of(o.stride),
                                Repr.of(ceilMode));
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.lpPool(
                dims,
                input,
                normType.doubleValue(),
                kernelSize.toArray(),
                stride == null ? new long[0] : stride.toArray(),
                ceilMode);
    }

    @Override
    public String extraRepr() {
        return printed;
    }
}
