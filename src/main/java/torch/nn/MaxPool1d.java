package torch.nn;

import java.util.function.Consumer;
import torch.Size;

/**
 * Takes the maximum over a window that moves over a signal.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, L_in)} or {@code (C, L_in)}
 *   <li>Output: {@code (N, C, L_out)} or {@code (C, L_out)}, where {@code L_out =
 *       ⌊(L_in + 2 padding[0] - dilation[0] (kernelSize[0] - 1) - 1) / stride[0] + 1⌋}
 * </ul>
 *
 * <p>With {@code ceilMode} the size is rounded up, as far as the last window begins inside the input or its left
 * padding.
 *
 * {@snippet :
 * var m = new MaxPool1d(3, 2);
 * var n = new MaxPool1d(Torch.shape(3), o -> o.stride(2));
 * n.call(Torch.randn(20, 16, 50));
 * n.callWithIndices(Torch.randn(20, 16, 50)).indices(); // what MaxUnpool1d takes
 * }
 *
 * <p>Mirrors {@code torch.nn.MaxPool1d}.
 */
public class MaxPool1d extends MaxPoolNd {
    /** A layer with a window of this length that moves by its own size. */
    public MaxPool1d(long kernelSize) {
        this(kernelSize, o -> {});
    }

    /** A layer with a window of any shape that moves by its own size. */
    public MaxPool1d(Size kernelSize) {
        this(kernelSize, o -> {});
    }

    /** A layer with a window of this length and this stride. */
    public MaxPool1d(long kernelSize, long stride) {
        this(kernelSize, o -> o.stride(stride));
    }

    /** A layer with a window of this length and this stride and padding on both sides. */
    public MaxPool1d(long kernelSize, long stride, long padding) {
        this(kernelSize, o -> o.stride(stride).padding(padding));
    }

    /** A layer with a window of this length and keyword arguments. */
    public MaxPool1d(long kernelSize, Consumer<? super MaxPoolOptions> options) {
        super(1, IntOrTuple.of(kernelSize), options);
    }

    /** A layer with a window of any shape and keyword arguments. */
    public MaxPool1d(Size kernelSize, Consumer<? super MaxPoolOptions> options) {
        super(1, IntOrTuple.of(kernelSize), options);
    }
}
