package torch.nn;

import java.util.function.Consumer;
import torch.Size;

/**
 * Takes the maximum over a window that moves over a volume.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, D_in, H_in, W_in)} or {@code (C, D_in, H_in, W_in)}
 *   <li>Output: {@code (N, C, D_out, H_out, W_out)} or {@code (C, D_out, H_out, W_out)}, where {@code D_out =
 *       ⌊(D_in + 2 padding[0] - dilation[0] (kernelSize[0] - 1) - 1) / stride[0] + 1⌋}, and {@code H_out},
 *       {@code W_out} likewise with index 1 and 2
 * </ul>
 *
 * <p>With {@code ceilMode} the size is rounded up, as far as the last window begins inside the input or its left
 * padding.
 *
 * {@snippet :
 * var m = new MaxPool3d(3, 2);
 * var n = new MaxPool3d(Torch.shape(3, 2, 2), o -> o.stride(2, 1, 2));
 * n.call(Torch.randn(20, 16, 50, 44, 31));
 * n.callWithIndices(Torch.randn(20, 16, 50, 44, 31)).indices(); // what MaxUnpool3d takes
 * }
 *
 * <p>Mirrors {@code torch.nn.MaxPool3d}.
 */
public class MaxPool3d extends MaxPoolNd {
    /** A layer with a cubic window that moves by its own size. */
    public MaxPool3d(long kernelSize) {
        this(kernelSize, o -> {});
    }

    /** A layer with a window of any shape that moves by its own size. */
    public MaxPool3d(Size kernelSize) {
        this(kernelSize, o -> {});
    }

    /** A layer with a cubic window and this stride in all dimensions. */
    public MaxPool3d(long kernelSize, long stride) {
        this(kernelSize, o -> o.stride(stride));
    }

    /** A layer with a cubic window and this stride and padding in all dimensions. */
    public MaxPool3d(long kernelSize, long stride, long padding) {
        this(kernelSize, o -> o.stride(stride).padding(padding));
    }

    /** A layer with a cubic window and keyword arguments. */
    public MaxPool3d(long kernelSize, Consumer<? super MaxPoolOptions> options) {
        super(3, IntOrTuple.of(kernelSize), options);
    }

    /** A layer with a window of any shape and keyword arguments. */
    public MaxPool3d(Size kernelSize, Consumer<? super MaxPoolOptions> options) {
        super(3, IntOrTuple.of(kernelSize), options);
    }
}
