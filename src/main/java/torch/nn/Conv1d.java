package torch.nn;

import java.util.function.Consumer;
import torch.Size;
import torch.Torch;

/**
 * Applies a 1D convolution to a signal of several channels.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C_in, L_in)} or {@code (C_in, L_in)}
 *   <li>Output: {@code (N, C_out, L_out)} or {@code (C_out, L_out)}, where
 *       {@code L_out = ⌊(L_in + 2 padding[0] - dilation[0] (kernelSize[0] - 1) - 1) / stride[0] + 1⌋}
 * </ul>
 *
 * <p>{@link #weight} is {@code (outChannels, inChannels / groups, kernelSize[0])}; it and
 * {@link #bias} are drawn from {@code U(-√k, √k)} with {@code k = groups / (C_in kernelSize[0])}.
 *
 * {@snippet :
 * var m = new Conv1d(16, 33, 3, 2, 1);
 * var n = new Conv1d(16, 33, Torch.shape(3), o -> o.padding("same"));
 * n.call(Torch.randn(20, 16, 50)).shape(); // torch.Size([20, 33, 50])
 * }
 *
 * <p>Mirrors {@code torch.nn.Conv1d}.
 */
public class Conv1d extends ConvNd {
    /** A layer with a kernel of this length, stride 1 and no padding. */
    public Conv1d(long inChannels, long outChannels, long kernelSize) {
        this(inChannels, outChannels, kernelSize, o -> {});
    }

    /** A layer with a kernel of this length and this stride. */
    public Conv1d(long inChannels, long outChannels, long kernelSize, long stride) {
        this(inChannels, outChannels, kernelSize, o -> o.stride(stride));
    }

    /** A layer with a kernel of this length and the same stride and padding on both sides. */
    public Conv1d(long inChannels, long outChannels, long kernelSize, long stride, long padding) {
        this(inChannels, outChannels, kernelSize, o -> o.stride(stride).padding(padding));
    }

    /** A layer with a kernel of this length, this stride and padding, and keyword arguments. */
    public Conv1d(
            long inChannels,
            long outChannels,
            long kernelSize,
            long stride,
            long padding,
            Consumer<? super ConvOptions> options) {
        this(
                inChannels,
                outChannels,
                kernelSize,
                o -> options.accept(o.stride(stride).padding(padding)));
    }

    /** A layer with a kernel of this length and keyword arguments. */
    public Conv1d(
            long inChannels,
            long outChannels,
            long kernelSize,
            Consumer<? super ConvOptions> options) {
        this(inChannels, outChannels, Torch.shape(kernelSize), options);
    }

    /**
     * A layer with a kernel of any size and keyword arguments.
     *
     * @throws IllegalArgumentException where the channels cannot be split into the groups, or padding is {@code "same"}
     *     and the stride is not 1
     */
    public Conv1d(
            long inChannels,
            long outChannels,
            Size kernelSize,
            Consumer<? super ConvOptions> options) {
        super(
                inChannels,
                outChannels,
                checked(kernelSize, 1),
                false,
                Keywords.set(new ConvOptions(), options));
    }
}
