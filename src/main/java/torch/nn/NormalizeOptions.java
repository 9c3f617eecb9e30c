package torch.nn;

import org.jspecify.annotations.Nullable;
import torch.Tensor;

/** The keyword arguments of {@link F#normalize}. */
public final class NormalizeOptions extends Keywords<NormalizeOptions> {
    double p = 2;
    long[] dim = {1};
    double eps = 1e-12;
    @Nullable Tensor out;

    NormalizeOptions() {}

    /** Exponent of the norm. Default: 2 */
    public NormalizeOptions p(double p) {
        this.p = p;
        return this;
    }

    /** The dimensions over which the norm is taken. Default: 1 */
    public NormalizeOptions dim(long... dim) {
        this.dim = dim.clone();
        return this;
    }

    /** The least divisor. Default: 1e-12 */
    public NormalizeOptions eps(double eps) {
        this.eps = eps;
        return this;
    }

    /** Where the result goes; then there is no gradient. Default: none */
    public NormalizeOptions out(@Nullable Tensor out) {
        this.out = out;
        return this;
    }
}
