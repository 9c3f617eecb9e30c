package torch.nn;

import org.jspecify.annotations.Nullable;

/** The keyword arguments of {@link LocalResponseNorm}, {@link CrossMapLRN2d} and {@link F#localResponseNorm}. */
public final class ResponseNormOptions extends Keywords<ResponseNormOptions> {
    double alpha = 1e-4;
    double beta = 0.75;
    @Nullable Double k;

    ResponseNormOptions() {}

    /** Factor of the sum of squares. Default: 1e-4 */
    public ResponseNormOptions alpha(double alpha) {
        this.alpha = alpha;
        return this;
    }

    /** Exponent of the divisor. Default: 0.75 */
    public ResponseNormOptions beta(double beta) {
        this.beta = beta;
        return this;
    }

    /** What is added to the sum of squares. Default: 1 */
    public ResponseNormOptions k(double k) {
        this.k = k;
        return this;
    }

    double k() {
        return k == null ? 1 : k;
    }
}
