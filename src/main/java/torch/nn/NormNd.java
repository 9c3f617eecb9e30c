package torch.nn;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.nn.init.Init;

/** What batch and instance normalizations share: settings, parameters and running statistics. */
abstract class NormNd extends UnaryModule {
    /** Number of features or channels of the input; 0 before a lazy layer saw one. */
    public long numFeatures;

    /** What is added to the variance, for stability. */
    public final double eps;

    /** Weight of the newest batch in the running statistics; null for their plain average. */
    public @Nullable Double momentum;

    /** Whether the layer learns {@link #weight} and {@link #bias}. */
    public final boolean affine;

    /** Whether the layer keeps running statistics for evaluation. */
    public final boolean trackRunningStats;

    /** The learned factor γ, {@code (numFeatures)}, ones at first; null without one. */
    public @Nullable Parameter weight;

    /** The learned shift β, {@code (numFeatures)}, zeros at first; null without one. */
    public @Nullable Parameter bias;

    /** Running mean, {@code (numFeatures)}; null where it is not tracked. */
    public final @Nullable Tensor runningMean;

    /** Running unbiased variance, {@code (numFeatures)}; null where it is not tracked. */
    public final @Nullable Tensor runningVar;

    /** Number of batches the running statistics have seen; null where they are not tracked. */
    public final @Nullable Tensor numBatchesTracked;

    @SuppressWarnings("this-escape")
    NormNd(long numFeatures, NormOptions<?> o) {
        this.numFeatures = numFeatures;
        eps = o.eps;
        momentum = o.momentum;
        affine = o.affine;
        trackRunningStats = o.trackRunningStats;
        weight = affine ? o.parameter(numFeatures) : null;
        bias = affine && o.bias ? o.parameter(numFeatures) : null;
        runningMean =
                registerBuffer("running_mean", trackRunningStats ? o.buffer(0, numFeatures) : null);
        runningVar =
                registerBuffer("running_var", trackRunningStats ? o.buffer(1, numFeatures) : null);
        numBatchesTracked =
                registerBuffer("num_batches_tracked", trackRunningStats ? o.counter() : null);
        resetParameters();
    }

    /** Forgets the batches seen so far. */
    public void resetRunningStats() {
        if (runningMean != null && runningVar != null && numBatchesTracked != null) {
            Init.zeros_(runningMean);
            Init.ones_(runningVar);
            Init.zeros_(numBatchesTracked);
        }
    }

    /** Forgets the batches seen so far and what was learned. */
    public void resetParameters() {
        if (isLazy() && numFeatures == 0) {
            return;
        }
        resetRunningStats();
        if (weight != null) {
            Init.ones_(weight);
        }
        if (bias != null) {
            Init.zeros_(bias);
        }
    }

    /** Throws where the input has a number of dimensions that the layer does not take. */
    abstract void checkInputDim(Tensor input);

    /** Throws unless the input has from {@code least} to {@code most} dimensions, one or two numbers. */
    static void expectDims(Tensor input, int least, int most) {
        if (input.dim() < least || input.dim() > most) {
            String expected = least == most ? least + "D" : least + "D or " + most + "D";
            throw new IllegalArgumentException(
                    "expected %s input (got %dD input)".formatted(expected, input.dim()));
        }
    }

    @Override
    public String extraRepr() {
        return "%d, eps=%s, momentum=%s, affine=%s, bias=%s, track_running_stats=%s"
                .formatted(
                        numFeatures,
                        Repr.of(eps),
                        Repr.of(momentum),
                        Repr.of(affine),
                        Repr.of(bias != null),
                        Repr.of(trackRunningStats));
    }

    /** PyTorch 0.4.1 added the number of batches. */
    @Override
    int stateVersion() {
        return 2;
    }

    /** States saved before PyTorch 0.4.1 lack the number of batches. */
    @Override
    void completeState(Map<String, Tensor> state, String prefix) {
        super.completeState(state, prefix);
        if (numBatchesTracked != null) {
            state.putIfAbsent(prefix + "num_batches_tracked", numBatchesTracked);
        }
    }
}
