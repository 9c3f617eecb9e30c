package torch.nn;

import java.util.function.Consumer;
import torch.Size;
import torch.Torch;

/**
 * A {@link ConvTranspose2d} that finds {@code inChannels} at its first call, draws its parameters then and becomes a
 * {@code ConvTranspose2d}; see {@link LazyModuleMixin}.
 *
 * <p><b>Shape</b> and initial distribution: those of {@link ConvTranspose2d}.
 *
 * {@snippet :
 * var m = new LazyConvTranspose2d(33, 3);
 * m.call(Torch.randn(20, 16, 50, 100));
 * m.inChannels; // 16
 * }
 *
 * <p>Mirrors {@code torch.nn.LazyConvTranspose2d}.
 */
public class LazyConvTranspose2d extends ConvTranspose2d implements LazyConvNd {
    /** A layer with a square kernel, stride 1 and no padding. */
    public LazyConvTranspose2d(long outChannels, long kernelSize) {
        this(outChannels, kernelSize, o -> {});
    }

    /** A layer with a square kernel and this stride in both dimensions. */
    public LazyConvTranspose2d(long outChannels, long kernelSize, long stride) {
        this(outChannels, kernelSize, o -> o.stride(stride));
    }

    /** A layer with a square kernel and the same stride and padding in both dimensions. */
    public LazyConvTranspose2d(long outChannels, long kernelSize, long stride, long padding) {
        this(outChannels, kernelSize, o -> o.stride(stride).padding(padding));
    }

    /** A layer with a square kernel, this stride and padding, and keyword arguments. */
    public LazyConvTranspose2d(
            long outChannels,
            long kernelSize,
            long stride,
            long padding,
            Consumer<? super ConvTransposeOptions> options) {
        this(outChannels, kernelSize, o -> options.accept(o.stride(stride).padding(padding)));
    }

    /** A layer with a square kernel and keyword arguments. */
    public LazyConvTranspose2d(
            long outChannels, long kernelSize, Consumer<? super ConvTransposeOptions> options) {
        this(outChannels, Torch.shape(kernelSize, kernelSize), options);
    }

    /** A layer with a kernel of any size and keyword arguments. */
    public LazyConvTranspose2d(
            long outChannels, Size kernelSize, Consumer<? super ConvTransposeOptions> options) {
        super(0, outChannels, kernelSize, o -> options.accept(o.lazy()));
    }
}
