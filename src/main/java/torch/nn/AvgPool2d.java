package torch.nn;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Size;
import torch.Tensor;

/**
 * Takes the average over a window that moves over an image.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, H_in, W_in)} or {@code (C, H_in, W_in)}
 *   <li>Output: {@code (N, C, H_out, W_out)} or {@code (C, H_out, W_out)}, where {@code H_out =
 *       ⌊(H_in + 2 padding[0] - kernelSize[0]) / stride[0] + 1⌋}, and {@code W_out}
 *       likewise with index 1
 * </ul>
 *
 * <p>With {@code ceilMode} the size is rounded up, as far as the last window begins inside the input or its left
 * padding.
 *
 * {@snippet :
 * var m = new AvgPool2d(3, 2);
 * var n = new AvgPool2d(Torch.shape(3, 2), o -> o.stride(2, 1));
 * n.call(Torch.randn(20, 16, 50, 32));
 * }
 *
 * <p>Mirrors {@code torch.nn.AvgPool2d}.
 */
public class AvgPool2d extends AvgPoolNd {
    /** What the sum over the window is divided by; null for the window's size. */
    public final @Nullable Long divisorOverride;

    /** A layer with a square window that moves by its own size. */
    public AvgPool2d(long kernelSize) {
        this(kernelSize, o -> {});
    }

    /** A layer with a window of any shape that moves by its own size. */
    public AvgPool2d(Size kernelSize) {
        this(kernelSize, o -> {});
    }

    /** A layer with a square window and this stride in both dimensions. */
    public AvgPool2d(long kernelSize, long stride) {
        this(kernelSize, o -> o.stride(stride));
    }

    /** A layer with a square window and this stride and padding in both dimensions. */
    public AvgPool2d(long kernelSize, long stride, long padding) {
        this(kernelSize, o -> o.stride(stride).padding(padding));
    }

    /** A layer with a square window and keyword arguments. */
    public AvgPool2d(long kernelSize, Consumer<? super AvgPoolOptions> options) {
        this(IntOrTuple.of(kernelSize), Keywords.set(new AvgPoolOptions(), options));
    }

    /** A layer with a window of any shape and keyword arguments. */
    public AvgPool2d(Size kernelSize, Consumer<? super AvgPoolOptions> options) {
        this(IntOrTuple.of(kernelSize), Keywords.set(new AvgPoolOptions(), options));
    }

    private AvgPool2d(IntOrTuple kernelSize, AvgPoolOptions o) {
        super(2, kernelSize, o);
        divisorOverride = o.divisorOverride;
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.avgPool(
                2,
                input,
                kernelSize.toArray(),
                stride.toArray(),
                padding.toArray(),
                ceilMode,
                countIncludePad,
                divisorOverride);
    }
}
