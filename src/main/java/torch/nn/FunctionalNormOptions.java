package torch.nn;

import org.jspecify.annotations.Nullable;
import torch.Tensor;

/** The keyword arguments of the normalizations of {@link F}, which are given what a layer would hold. */
public abstract class FunctionalNormOptions<S extends FunctionalNormOptions<S>>
        extends Keywords<S> {
    @Nullable Tensor weight;
    @Nullable Tensor bias;
    double eps = 1e-5;

    FunctionalNormOptions() {}

    /** The factor γ. Default: none */
    public S weight(@Nullable Tensor weight) {
        this.weight = weight;
        return self();
    }

    /** The shift β. Default: none */
    public S bias(@Nullable Tensor bias) {
        this.bias = bias;
        return self();
    }

    /** What is added to the variance, for stability. Default: 1e-5 */
    public S eps(double eps) {
        this.eps = eps;
        return self();
    }

    /** The keyword arguments of {@link F#layerNorm} and {@link F#groupNorm}. */
    public static final class Affine extends FunctionalNormOptions<Affine> {
        Affine() {}
    }

    /** The keyword arguments of {@link F#batchNorm}. */
    public static final class Batch extends FunctionalNormOptions<Batch> {
        boolean training;
        double momentum = 0.1;

        Batch() {}

        /** Whether to normalize by the batch's own statistics and to update the running ones. Default: false */
        public Batch training(boolean training) {
            this.training = training;
            return this;
        }

        /** Weight of the batch in the running statistics. Default: 0.1 */
        public Batch momentum(double momentum) {
            this.momentum = momentum;
            return this;
        }
    }

    /** The keyword arguments of {@link F#instanceNorm}. */
    public static final class Instance extends FunctionalNormOptions<Instance> {
        boolean useInputStats = true;
        double momentum = 0.1;

        Instance() {}

        /** Whether to normalize by the input's own statistics. Default: true */
        public Instance useInputStats(boolean useInputStats) {
            this.useInputStats = useInputStats;
            return this;
        }

        /** Weight of the input in the running statistics. Default: 0.1 */
        public Instance momentum(double momentum) {
            this.momentum = momentum;
            return this;
        }
    }
}
