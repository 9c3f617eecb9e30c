package torch.nn;

import java.util.function.Consumer;
import torch.Size;
import torch.Torch;

/**
 * Applies a 1D transposed convolution: the gradient of {@link Conv1d} with respect to its input, as a layer.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C_in, L_in)} or {@code (C_in, L_in)}
 *   <li>Output: {@code (N, C_out, L_out)} or {@code (C_out, L_out)}, where {@code L_out =
 *       (L_in - 1) stride[0] - 2 padding[0] + dilation[0] (kernelSize[0] - 1) + outputPadding[0] + 1}
 * </ul>
 *
 * <p>{@link #weight} is {@code (inChannels, outChannels / groups, kernelSize[0])}; it and
 * {@link #bias} are drawn from {@code U(-√k, √k)} with {@code k = groups / (C_out kernelSize[0])}.
 *
 * {@snippet :
 * var m = new ConvTranspose1d(16, 33, 3, 2, 1, o -> o.bias(false));
 * m.call(Torch.randn(20, 16, 50)).shape(); // torch.Size([20, 33, 99])
 * m.call(Torch.randn(20, 16, 50), Torch.shape(100)); // one larger
 * }
 *
 * <p>Mirrors {@code torch.nn.ConvTranspose1d}.
 */
public class ConvTranspose1d extends ConvTransposeNd {
    /** A layer with a kernel of this length, stride 1 and no padding. */
    public ConvTranspose1d(long inChannels, long outChannels, long kernelSize) {
        this(inChannels, outChannels, kernelSize, o -> {});
    }

    /** A layer with a kernel of this length and this stride. */
    public ConvTranspose1d(long inChannels, long outChannels, long kernelSize, long stride) {
        this(inChannels, outChannels, kernelSize, o -> o.stride(stride));
    }

    /** A layer with a kernel of this length and the same stride and padding on both sides. */
    public ConvTranspose1d(
            long inChannels, long outChannels, long kernelSize, long stride, long padding) {
        this(inChannels, outChannels, kernelSize, o -> o.stride(stride).padding(padding));
    }

    /** A layer with a kernel of this length, this stride and padding, and keyword arguments. */
    public ConvTranspose1d(
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

    /** A layer with a kernel of this length and keyword arguments. */
    public ConvTranspose1d(
            long inChannels,
            long outChannels,
            long kernelSize,
            Consumer<? super ConvTransposeOptions> options) {
        this(inChannels, outChannels, Torch.shape(kernelSize), options);
    }

    /**
     * A layer with a kernel of any size and keyword arguments.
     *
     * @throws IllegalArgumentException where the channels cannot be split into the groups, or the padding mode is not
     *     zeros
     */
    public ConvTranspose1d(
            long inChannels,
            long outChannels,
            Size kernelSize,
            Consumer<? super ConvTransposeOptions> options) {
        super(
                inChannels,
                outChannels,
                checked(kernelSize, 1),
                Keywords.set(new ConvTransposeOptions(), options));
    }
}
