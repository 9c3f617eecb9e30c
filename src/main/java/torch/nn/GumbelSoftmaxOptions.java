package torch.nn;

/** The keyword arguments of {@link F#gumbelSoftmax}. */
public final class GumbelSoftmaxOptions extends Keywords<GumbelSoftmaxOptions> {
    double tau = 1;
    boolean hard;
    long dim = -1;

    GumbelSoftmaxOptions() {}

    /** Temperature, above zero: the lower, the nearer a draw is to one-hot. Default: 1 */
    public GumbelSoftmaxOptions tau(double tau) {
        this.tau = tau;
        return this;
    }

    /** Whether a draw is one-hot. Default: false */
    public GumbelSoftmaxOptions hard(boolean hard) {
        this.hard = hard;
        return this;
    }

    /** Has no effect, as in PyTorch, and says so. */
    public GumbelSoftmaxOptions eps(double eps) {
        if (eps != 1e-10) {
            Warnings.warnOnce("`eps` parameter is deprecated and has no effect.");
        }
        return this;
    }

    /** The dimension that adds up to one. Default: the last */
    public GumbelSoftmaxOptions dim(long dim) {
        this.dim = dim;
        return this;
    }
}
