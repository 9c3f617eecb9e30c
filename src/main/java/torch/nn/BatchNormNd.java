package torch.nn;

import torch.Tensor;

/** Batch normalization without regard to the number of dimensions. */
public abstract class BatchNormNd extends NormNd {
    BatchNormNd(long numFeatures, NormOptions<?> o) {
        super(numFeatures, o);
    }

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
        return normalized(input, useBatchStats, averageFactor);
    }

    Tensor normalized(Tensor input, boolean useBatchStats, double averageFactor) {
        return F.batchNorm(
                input, runningMean, runningVar, weight, bias, useBatchStats, averageFactor, eps);
    }
}
