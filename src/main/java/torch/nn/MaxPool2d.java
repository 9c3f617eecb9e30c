package torch.nn;

import java.util.function.Consumer;
import torch.Size;

/**
 * Takes the maximum over a window that moves over an image.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, H_in, W_in)} or {@code (C, H_in, W_in)}
 *   <li>Output: {@code (N, C, H_out, W_out)} or {@code (C, H_out, W_out)}, where {@code H_out =
 *       ⌊(H_in + 2 padding[0] - dilation[0] (kernelSize[0] - 1) - 1) / stride[0] + 1⌋}, and {@code W_out}
 *       likewise with index 1
 * </ul>
 *
 * <p>With {@code ceilMode} the size is rounded up, as far as the last window begins inside the input or its left
 * padding.
 *
 * {@snippet :
 * var m = new MaxPool2d(3, 2);
 * var n = new MaxPool2d(Torch.shape(3, 2), o -> o.stride(2, 1));
 * n.call(Torch.randn(20, 16, 50, 32));
 * n.callWithIndices(Torch.randn(20, 16, 50, 32)).indices(); // what MaxUnpool2d takes
 * }
 *
 * <p>Mirrors {@code torch.nn.MaxPool2d}.
 */
public class MaxPool2d extends MaxPoolNd {
    /** A layer with a square window that moves by its own size. */
    public MaxPool2d(long kernelSize) {
        this(kernelSize, o -> {});
    }

    /** A layer with a window of any shape that moves by its own size. */
    public MaxPool2d(Size kernelSize) {
        this(kernelSize, o -> {});
    }

    /** A layer with a square window and this stride in both dimensions. */
    public MaxPool2d(long kernelSize, long stride) {
        this(kernelSize, o -> o.stride(stride));
    }

    /** A layer with a square window and this stride and padding in both dimensions. */
    public MaxPool2d(long kernelSize, long stride, long padding) {
        this(kernelSize, o -> o.stride(stride).padding(padding));
    }

    /** A layer with a square window and keyword arguments. */
    public MaxPool2d(long kernelSize, Consumer<? super MaxPoolOptions> options) {
        super(2, IntOrTuple.of(kernelSize), options);
    }

    /** A layer with a window of any shape and keyword arguments. */
    public MaxPool2d(Size kernelSize, Consumer<? super MaxPoolOptions> options) {
        super(2, IntOrTuple.of(kernelSize), options);
    }
}
