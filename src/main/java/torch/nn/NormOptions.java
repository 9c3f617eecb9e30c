package torch.nn;

import org.jspecify.annotations.Nullable;

/** The keyword arguments of every batch and instance normalization. */
public abstract class NormOptions<S extends NormOptions<S>> extends LayerOptions<S> {
    double eps = 1e-5;
    @Nullable Double momentum = 0.1;
    boolean affine;
    boolean trackRunningStats;
    boolean bias = true;

    NormOptions(boolean affine, boolean trackRunningStats) {
        this.affine = affine;
        this.trackRunningStats = trackRunningStats;
    }

    /** What is added to the variance, for stability. Default: 1e-5 */
    public S eps(double eps) {
        this.eps = eps;
        return self();
    }

    /** Weight of the newest batch in the running statistics; null averages over all batches. Default: 0.1 */
    public S momentum(@Nullable Double momentum) {
        this.momentum = momentum;
        return self();
    }

    /** Whether the layer learns a factor and a shift for each feature. Default: true; false for instance norms */
    public S affine(boolean affine) {
        this.affine = affine;
        return self();
    }

    /**
     * Whether to keep running statistics; without them every input is normalized by its own. Default: true; false for
     * instance norms
     */
    public S trackRunningStats(boolean trackRunningStats) {
        this.trackRunningStats = trackRunningStats;
        return self();
    }

    /** Whether an affine layer learns a shift besides the factor. Default: true */
    public S bias(boolean bias) {
        this.bias = bias;
        return self();
    }
}
