package torch.nn;

import torch.Tensor;

/** What the lazy normalizations, which are {@link NormNd}s, share: finding the features of the input. */
interface LazyNormNd extends LazyModuleMixin {
    @Override
    default void initializeParameters(Tensor input) {
        if (!hasUninitializedParams()) {
            return;
        }
        var layer = (NormNd) this;
        layer.numFeatures = input.size(1);
        LazyInitialization.materialize(layer.weight, layer.numFeatures);
        LazyInitialization.materialize(layer.bias, layer.numFeatures);
        LazyInitialization.materialize(layer.runningMean, layer.numFeatures);
        LazyInitialization.materialize(layer.runningVar, layer.numFeatures);
        layer.resetParameters();
    }
}
