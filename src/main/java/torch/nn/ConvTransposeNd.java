package torch.nn;

import java.util.Arrays;
import torch.Size;
import torch.Tensor;

/** What all transposed convolutions share: forward and the choice among the sizes that the output may have. */
abstract class ConvTransposeNd extends ConvNd {
    ConvTransposeNd(long inChannels, long outChannels, Size kernelSize, ConvTransposeOptions o) {
        if (o.paddingMode != PaddingMode.ZEROS) {
            throw new IllegalArgumentException(
                    "Only \"zeros\" padding mode is supported for %sConvTranspose%dd"
                            .formatted(o.isLazy() ? "Lazy" : "", kernelSize.size()));
        }
        super(inChannels, outChannels, kernelSize, true, o);
    }

    @Override
    public Tensor forward(Tensor input) {
        return forward(input, outputPadding.toArray());
    }

    /**
     * Applies the layer so that the output has {@code outputSize}, where the stride leaves several sizes to choose
     * from.
     *
     * @param outputSize the size in every dimension, or the whole shape of the output
     * @throws IllegalArgumentException where the output cannot have this size; the message says which it can have
     */
    public final Tensor call(Tensor input, Size outputSize) {
        initialize(input);
        return invoke((x, size) -> forward(x, outputPadding(x, size)), input, outputSize);
    }

    private Tensor forward(Tensor input, long[] outputPadding) {
        return F.convTranspose(
                kernelSize.size(),
                input,
                weight,
                bias,
                stride.toArray(),
                padding.toArray(),
                outputPadding,
                groups,
                dilation.toArray());
    }

    /** The output padding with which the output has {@code outputSize}, its last dimensions or its whole shape. */
    private long[] outputPadding(Tensor input, Size outputSize) {
        int dims = kernelSize.size();
        int before = input.dim() == dims + 2 ? 2 : 1;
        long[] size = outputSize.toArray();
        if (size.length == before + dims) {
            size = Arrays.copyOfRange(size, before, size.length);
        }
        if (size.length != dims) {
            throw new IllegalArgumentException(
                    "ConvTranspose%dD: for %dD input, output_size must have %d or %d elements (got %d)"
                            .formatted(dims, input.dim(), dims, before + dims, size.length));
        }
        var added = new long[dims];
        var least = new long[dims];
        var most = new long[dims];
        boolean fits = true;
        for (int d = 0; d < dims; d++) {
            least[d] =
                    (input.size(d + before) - 1) * stride.get(d)
                            - 2 * padding.get(d)
                            + dilation.get(d) * (kernelSize.get(d) - 1)
                            + 1;
            most[d] = least[d] + stride.get(d) - 1;
            added[d] = size[d] - least[d];
            fits &= size[d] >= least[d] && size[d] <= most[d];
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    "requested an output size of %s, but valid sizes range from %s to %s (for an input of %s)"
                            .formatted(
                                    Arrays.toString(size),
                                    Arrays.toString(least),
                                    Arrays.toString(most),
                                    input.shape().slice(2)));
        }
        return added;
    }
}
