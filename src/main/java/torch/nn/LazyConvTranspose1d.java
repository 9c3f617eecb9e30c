package torch.nn;

import java.util.function.Consumer;
import torch.Size;
import torch.Torch;

/**
 * A {@link ConvTranspose1d} that finds {@code inChannels} at its first call, draws its parameters then and becomes a
 * {@code ConvTranspose1d}; see {@link LazyModuleMixin}.
 *
 * <p><b>Shape</b> and initial distribution: those of {@link ConvTranspose1d}.
 *
 * {@snippet :
 * var m = new LazyConvTranspose1d(33, 3);
 * m.call(Torch.randn(20, 16, 50));
 * m.inChannels; // 16
 * }
 *
 * <p>Mirrors {@code torch.nn.LazyConvTranspose1d}.
 */
public class LazyConvTranspose1d extends ConvTranspose1d implements LazyConvNd {
    /** A layer with a kernel of this length, stride 1 and no padding. */
    public LazyConvTranspose1d(long outChannels, long kernelSize) {
        this(outChannels, kernelSize, o -> {});
    }

    /** A layer with a kernel of this length and this stride. */
    public LazyConvTranspose1d(long outChannels, long kernelSize, long stride) {
        this(outChannels, kernelSize, o -> o.stride(stride));
    }

    /** A layer with a kernel of this length and the same stride and padding on both sides. */
    public LazyConvTranspose1d(long outChannels, long kernelSize, long stride, long padding) {
        this(outChannels, kernelSize, o -> o.stride(stride).padding(padding));
    }

    /** A layer with a kernel of this length, this stride and padding, and keyword arguments. */
    public LazyConvTranspose1d(
            long outChannels,
            long kernelSize,
            long stride,
            long padding,
            Consumer<? super ConvTransposeOptions> options) {
        this(outChannels, kernelSize, o -> options.accept(o.stride(stride).padding(padding)));
    }

    /** A layer with a kernel of this length and keyword arguments. */
    public LazyConvTranspose1d(
            long outChannels, long kernelSize, Consumer<? super ConvTransposeOptions> options) {
        this(outChannels, Torch.shape(kernelSize), options);
    }

    /** A layer with a kernel of any size and keyword arguments. */
    public LazyConvTranspose1d(
            long outChannels, Size kernelSize, Consumer<? super ConvTransposeOptions> options) {
        super(0, outChannels, kernelSize, o -> options.accept(o.lazy()));
    }
}
