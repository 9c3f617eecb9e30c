package torch.nn;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.nn.init.Init;

/** Batch normalization without regard to the number of dimensions: state, running statistics and forward. */
abstract class BatchNormNd extends UnaryModule {
    /** Number of features or channels: the second dimension of the input. */
    public final long numFeatures;

    /** What is added to the variance, for stability. */
    public final double eps;

    /** Weight of the newest batch in the running statistics; null for their plain average. */
    public final @Nullable Double momentum;

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
    BatchNormNd(long numFeatures, BatchNormOptions<?> o) {
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

    @Override
    public Tensor forward(Tensor input) {
        checkInputDim(input);
        double averageFactor = momentum == null ? 0 : momentum;
        if (isTraining() && numBatchesTracked != null) {
            numBatchesTracked.add_(1);
            if (momentum == null) {
                averageFactor = 1 / numBatchesTracked.itemDouble();
            }
        }
        boolean useBatchStats = isTraining() || runningMean == null && runningVar == null;
        return F.batchNorm(
                input, runningMean, runningVar, weight, bias, useBatchStats, averageFactor, eps);
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

    /** States saved before PyTorch 0.4.1 lack the number of batches. */
    @Override
    void completeState(Map<String, Tensor> state, String prefix) {
        if (numBatchesTracked != null) {
            state.putIfAbsent(prefix + "num_batches_tracked", numBatchesTracked);
        }
    }
}
