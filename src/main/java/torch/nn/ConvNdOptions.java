package torch.nn;

import java.util.stream.LongStream;
import torch.Size;
import torch.Torch;

/** The keyword arguments of every convolution: one number for all dimensions, or one for each. */
public abstract class ConvNdOptions<S extends ConvNdOptions<S>> extends LayerOptions<S> {
    long[] stride = {1};
    long[] padding = {0};
    long[] dilation = {1};
    long[] outputPadding = {0};
    long groups = 1;
    boolean bias = true;
    PaddingMode paddingMode = PaddingMode.ZEROS;

    ConvNdOptions() {}

    /** Step of the kernel. Default: 1 */
    public S stride(long... stride) {
        this.stride = stride.clone();
        return self();
    }

    /** Padding on both sides of the input. Default: 0 */
    public S padding(long... padding) {
        this.padding = padding.clone();
        return self();
    }

    /** Distance between the elements of the kernel. Default: 1 */
    public S dilation(long... dilation) {
        this.dilation = dilation.clone();
        return self();
    }

    /** Number of groups into which the channels are split, each with kernels of its own. Default: 1 */
    public S groups(long groups) {
        this.groups = groups;
        return self();
    }

    /** Whether the layer learns an additive bias. Default: true */
    public S bias(boolean bias) {
        this.bias = bias;
        return self();
    }

    /** What the padding is filled with; transposed convolutions know zeros only. Default: {@link PaddingMode#ZEROS} */
    public S paddingMode(PaddingMode paddingMode) {
        this.paddingMode = paddingMode;
        return self();
    }

    final void checkChannels(long inChannels, long outChannels) {
        if (groups <= 0) {
            throw new IllegalArgumentException("groups must be a positive integer");
        }
        if (inChannels % groups != 0) {
            throw new IllegalArgumentException("in_channels must be divisible by groups");
        }
        // A lazy layer has no channels at all when PyTorch checks this.
        if (!isLazy() && outChannels % groups != 0) {
            throw new IllegalArgumentException("out_channels must be divisible by groups");
        }
    }

    /** One of these arguments for every dimension. */
    static Size size(String name, long[] values, int dims) {
        if (values.length != 1 && values.length != dims) {
            throw new IllegalArgumentException(
                    "%s must be one number or %d numbers, but got %s"
                            .formatted(name, dims, Repr.tuple(values)));
        }
        return Torch.shape(
                values.length == dims
                        ? values
                        : LongStream.generate(() -> values[0]).limit(dims).toArray());
    }
}
