package torch.nn;

import torch.Tensor;
import torch.TorchException;

/** What the lazy convolutions, which are {@link ConvNd}s, share: finding the channels of the input. */
interface LazyConvNd extends LazyModuleMixin {
    @Override
    default void initializeParameters(Tensor input) {
        if (!hasUninitializedParams()) {
            return;
        }
        var layer = (ConvNd) this;
        layer.inChannels = inChannels(layer, input);
        if (layer.inChannels % layer.groups != 0) {
            throw new IllegalArgumentException("in_channels must be divisible by groups");
        }
        LazyInitialization.materialize(layer.weight, layer.weightShape().toArray());
        LazyInitialization.materialize(layer.bias, layer.outChannels);
        layer.resetParameters();
    }

    private static long inChannels(ConvNd layer, Tensor input) {
        int dims = layer.kernelSize.size();
        if (input.dim() != dims + 1 && input.dim() != dims + 2) {
            throw new TorchException(
                    "Expected %dD (unbatched) or %dD (batched) input to %s, but got input of size: %s"
                            .formatted(dims + 1, dims + 2, layer.name(), input.shape()));
        }
        return input.size(input.dim() - dims - 1);
    }
}
