package torch.nn;

import java.util.function.Consumer;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/**
 * Applies a 2D transposed convolution: the gradient of {@link Conv2d} with respect to its input, as a layer.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C_in, H_in, W_in)} or {@code (C_in, H_in, W_in)}
 *   <li>Output: {@code (N, C_out, H_out, W_out)} or {@code (C_out, H_out, W_out)}, where {@code H_out = (H_in - 1)
 *       stride[0] - 2 padding[0] + dilation[0] (kernelSize[0] - 1) + outputPadding[0] + 1}, and {@code W_out} likewise with
 *       index 1
 * </ul>
 *
 * <p>{@link #weight} is {@code (inChannels, outChannels / groups, kernelSize[0], kernelSize[1])}; it and {@link #bias} are
 * drawn from {@code U(-√k, √k)} with {@code k = groups / (C_out kernelSize[0] kernelSize[1])}.
 *
 * {@snippet :
 * var m = new ConvTranspose2d(16, 33, 3, 2, 1, o -> o.bias(false));
 * m.call(Torch.randn(20, 16, 50, 100)).shape(); // torch.Size([20, 33, 99, 199])
 * }
 *
 * <p>Mirrors {@code torch.nn.ConvTranspose2d}.
 */
public class ConvTranspose2d extends ConvTransposeNd {
    /** A layer with a square kernel, stride 1 and no padding. */
    public ConvTranspose2d(long inChannels, long outChannels, long kernelSize) {
        this(inChannels, outChannels, kernelSize, o -> {});
    }

    /** A layer with a square kernel and the same stride and padding in both dimensions. */
    public ConvTranspose2d(
            long inChannels, long outChannels, long kernelSize, long stride, long padding) {
        this(inChannels, outChannels, kernelSize, o -> o.stride(stride).padding(padding));
    }

    /** A layer with a square kernel, the same stride and padding in both dimensions, and keyword arguments. */
    public ConvTranspose2d(
            long inChannels,
            long outChannels,
            long kernelSize,
            long stride,
            long padding,
            Consumer<? super Options> options) {
        this(
                inChannels,
                outChannels,
                kernelSize,
                o -> options.accept(o.stride(stride).padding(padding)));
    }

    /** A layer with a square kernel and keyword arguments. */
    public ConvTranspose2d(
            long inChannels, long outChannels, long kernelSize, Consumer<? super Options> options) {
        this(inChannels, outChannels, Torch.shape(kernelSize, kernelSize), options);
    }

    /**
     * A layer with a kernel of any size and keyword arguments.
     *
     * @throws IllegalArgumentException where the channels cannot be split into the groups, or the padding mode is not zeros
     */
    public ConvTranspose2d(
            long inChannels, long outChannels, Size kernelSize, Consumer<? super Options> options) {
        super(inChannels, outChannels, kernelSize, Keywords.set(new Options(), options));
    }

    @Override
    public Tensor forward(Tensor input) {
        return forward(input, outputPadding.toArray());
    }

    /**
     * Applies the layer so that the output has {@code outputSize}, where the stride leaves several sizes to choose from.
     *
     * @param outputSize the size in both dimensions, or the whole shape of the output
     * @throws IllegalArgumentException where the output cannot have this size; the message says which it can have
     */
    public Tensor call(Tensor input, Size outputSize) {
        return forward(input, outputPadding(input, outputSize));
    }

    private Tensor forward(Tensor input, long[] outputPadding) {
        return F.convTranspose2d(
                input,
                weight,
                bias,
                stride.toArray(),
                padding.toArray(),
                outputPadding,
                groups,
                dilation.toArray());
    }

    /** The keyword arguments of {@link ConvTranspose2d}. */
    public static final class Options extends ConvOptions<Options> {
        private Options() {}

        /** Elements added to one side of the output, less than the stride or the dilation. Default: 0 */
        public Options outputPadding(long... outputPadding) {
            this.outputPadding = outputPadding.clone();
            return this;
        }
    }
}
