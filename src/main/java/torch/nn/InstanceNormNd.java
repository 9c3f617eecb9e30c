package torch.nn;

import torch.Tensor;

/** Instance normalization without regard to the number of dimensions. */
abstract class InstanceNormNd extends NormNd {
    private final int unbatchedDims;

    InstanceNormNd(long numFeatures, int unbatchedDims, NormOptions<?> o) {
        super(numFeatures, o);
        this.unbatchedDims = unbatchedDims;
    }

    @Override
    final void checkInputDim(Tensor input) {
        expectDims(input, unbatchedDims, unbatchedDims + 1);
    }

    @Override
    public Tensor forward(Tensor input) {
        checkInputDim(input);
        checkFeatures(input);
        return input.dim() == unbatchedDims
                ? normalized(input.unsqueeze(0)).squeeze(0)
                : normalized(input);
    }

    private void checkFeatures(Tensor input) {
        long featureDim = input.dim() - unbatchedDims;
        long features = input.size(featureDim);
        if (features == numFeatures) {
            return;
        }
        if (affine) {
            throw new IllegalArgumentException(
                    "expected input's size at dim=%d to match num_features (%d), but got: %d."
                            .formatted(featureDim, numFeatures, features));
        }
        Warnings.warnOnce(
                "input's size at dim="
                        + featureDim
                        + " does not match num_features. You can silence this warning by not passing in num_features,"
                        + " which is not used because affine=False");
    }

    private Tensor normalized(Tensor input) {
        return F.instanceNorm(
                input,
                runningMean,
                runningVar,
                weight,
                bias,
                isTraining() || !trackRunningStats,
                momentum == null ? 0 : momentum,
                eps);
    }
}
