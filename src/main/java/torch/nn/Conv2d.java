package torch.nn;

import java.util.function.Consumer;
import torch.Size;
import torch.Torch;

/**
 * Applies a 2D convolution to an image of several channels.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C_in, H_in, W_in)} or {@code (C_in, H_in, W_in)}
 *   <li>Output: {@code (N, C_out, H_out, W_out)} or {@code (C_out, H_out, W_out)}, where
 *       {@code H_out = ⌊(H_in + 2 padding[0] - dilation[0] (kernelSize[0] - 1) - 1) / stride[0] + 1⌋}, and
 *       {@code W_out} likewise with index 1
 * </ul>
 *
 * <p>{@link #weight} is {@code (outChannels, inChannels / groups, kernelSize[0], kernelSize[1])}; it and
 * {@link #bias} are drawn from {@code U(-√k, √k)} with {@code k = groups / (C_in kernelSize[0] kernelSize[1])}.
 *
 * {@snippet :
 * var m = new Conv2d(16, 33, 3, 2, 1);
 * var n = new Conv2d(16, 33, Torch.shape(3, 5), o -> o.stride(2, 1).padding(4, 2).dilation(3, 1));
 * n.call(Torch.randn(20, 16, 50, 100)).shape(); // torch.Size([20, 33, 26, 100])
 * }
 *
 * <p>Mirrors {@code torch.nn.Conv2d}.
 */
public class Conv2d extends ConvNd {
    /** A layer with a square kernel, stride 1 and no padding. */
    public Conv2d(long inChannels, long outChannels, long kernelSize) {
        this(inChannels, outChannels, kernelSize, o -> {});
    }

    /** A layer with a square kernel and this stride in both dimensions. */
    public Conv2d(long inChannels, long outChannels, long kernelSize, long stride) {
        this(inChannels, outChannels, kernelSize, o -> o.stride(stride));
    }

    /** A layer with a square kernel and the same stride and padding in both dimensions. */
    public Conv2d(long inChannels, long outChannels, long kernelSize, long stride, long padding) {
        this(inChannels, outChannels, kernelSize, o -> o.stride(stride).padding(padding));
    }

    /** A layer with a square kernel, this stride and padding, and keyword arguments. */
    public Conv2d(
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

    /** A layer with a square kernel and keyword arguments. */
    public Conv2d(
            long inChannels,
            long outChannels,
            long kernelSize,
            Consumer<? super ConvOptions> options) {
        this(inChannels, outChannels, Torch.shape(kernelSize, kernelSize), options);
    }

    /**
     * A layer with a kernel of any size and keyword arguments.
     *
     * @throws IllegalArgumentException where the channels cannot be split into the groups, or padding is {@code "same"}
     *     and the stride is not 1
     */
    public Conv2d(
            long inChannels,
            long outChannels,
            Size kernelSize,
            Consumer<? super ConvOptions> options) {
        super(
                inChannels,
                outChannels,
                checked(kernelSize, 2),
                false,
                Keywords.set(new ConvOptions(), options));
    }
}
