package torch.nn;

import java.util.function.Consumer;
import torch.Size;
import torch.Torch;

/**
 * Applies a 3D transposed convolution: the gradient of {@link Conv3d} with respect to its input, as a layer.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C_in, D_in, H_in, W_in)} or {@code (C_in, D_in, H_in, W_in)}
 *   <li>Output: {@code (N, C_out, D_out, H_out, W_out)} or {@code (C_out, D_out, H_out, W_out)}, where {@code D_out =
 *       (D_in - 1) stride[0] - 2 padding[0] + dilation[0] (kernelSize[0] - 1) + outputPadding[0] + 1}, and
 *       {@code H_out}, {@code W_out} likewise with index 1 and 2
 * </ul>
 *
 * <p>{@link #weight} is {@code (inChannels, outChannels / groups, kernelSize[0], kernelSize[1], kernelSize[2])}; it and
 * {@link #bias} are drawn from {@code U(-√k, √k)} with {@code k = groups / (C_out kernelSize[0] kernelSize[1]
 * kernelSize[2])}.
 *
 * {@snippet :
 * var m = new ConvTranspose3d(16, 33, 3, 2, 1, o -> o.bias(false));
 * m.call(Torch.randn(20, 16, 10, 50, 100)).shape(); // torch.Size([20, 33, 19, 99, 199])
 * m.call(Torch.randn(20, 16, 10, 50, 100), Torch.shape(20, 100, 200)); // one larger
 * }
 *
 * <p>Mirrors {@code torch.nn.ConvTranspose3d}.
 */
public class ConvTranspose3d extends ConvTransposeNd {
    /** A layer with a cubic kernel, stride 1 and no padding. */
    public ConvTranspose3d(long inChannels, long outChannels, long kernelSize) {
        this(inChannels, outChannels, kernelSize, o -> {});
    }

    /** A layer with a cubic kernel and this stride in all dimensions. */
    public ConvTranspose3d(long inChannels, long outChannels, long kernelSize, long stride) {
        this(inChannels, outChannels, kernelSize, o -> o.stride(stride));
    }

    /** A layer with a cubic kernel and the same stride and padding in all dimensions. */
    public ConvTranspose3d(
            long inChannels, long outChannels, long kernelSize, long stride, long padding) {
        this(inChannels, outChannels, kernelSize, o -> o.stride(stride).padding(padding));
    }

    /** A layer with a cubic kernel, this stride and padding, and keyword arguments. */
    public ConvTranspose3d(
            long inChannels,
            long outChannels,
            long kernelSize,
            long stride,
            long padding,
            Consumer<? super ConvTransposeOptions> options) {
        this(
                inChannels,
                outChannels,
                kernelSize,
                o -> options.accept(o.stride(stride).padding(padding)));
    }

    /** A layer with a cubic kernel and keyword arguments. */
    public ConvTranspose3d(
            long inChannels,
            long outChannels,
            long kernelSize,
            Consumer<? super ConvTransposeOptions> options) {
        this(inChannels, outChannels, Torch.shape(kernelSize, kernelSize, kernelSize), options);
    }

    /**
     * A layer with a kernel of any size and keyword arguments.
     *
     * @throws IllegalArgumentException where the channels cannot be split into the groups, or the padding mode is not
     *     zeros
     */
    public ConvTranspose3d(
            long inChannels,
            long outChannels,
            Size kernelSize,
            Consumer<? super ConvTransposeOptions> options) {
        super(
                inChannels,
                outChannels,
                checked(kernelSize, 3),
                Keywords.set(new ConvTransposeOptions(), options));
    }
}
