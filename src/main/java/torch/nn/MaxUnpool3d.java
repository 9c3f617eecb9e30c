package torch.nn;

import java.util.function.Consumer;
import torch.Size;

/**
 * Undoes {@link MaxPool3d} as far as it can be undone: puts the maxima where they were found and zeros elsewhere.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, D_in, H_in, W_in)} or {@code (C, D_in, H_in, W_in)}
 *   <li>Indices: the same, as {@link MaxPool3d#callWithIndices} returns them
 *   <li>Output: {@code (N, C, D_out, H_out, W_out)} or {@code (C, D_out, H_out, W_out)}, where {@code D_out =
 *       (D_in - 1) stride[0] - 2 padding[0] + kernelSize[0]}, and {@code H_out}, {@code W_out}
 *       likewise with index 1 and 2
 * </ul>
 *
 * <p>Where the pooling could have made the input of several sizes,
 * {@link #call(torch.Tensor, torch.Tensor, Size)} takes the one wanted.
 *
 * {@snippet :
 * var pooled = new MaxPool3d(2, 2).callWithIndices(x);
 * var y = new MaxUnpool3d(2, 2).call(pooled.values(), pooled.indices(), x.shape());
 * }
 *
 * <p>Mirrors {@code torch.nn.MaxUnpool3d}.
 */
public class MaxUnpool3d extends MaxUnpoolNd {
    /** A layer with a cubic window that moves by its own size. */
    public MaxUnpool3d(long kernelSize) {
        this(kernelSize, o -> {});
    }

    /** A layer with a window of any shape that moves by its own size. */
    public MaxUnpool3d(Size kernelSize) {
        this(kernelSize, o -> {});
    }

    /** A layer with a cubic window and this stride in all dimensions. */
    public MaxUnpool3d(long kernelSize, long stride) {
        this(kernelSize, o -> o.stride(stride));
    }

    /** A layer with a cubic window and this stride and padding in all dimensions. */
    public MaxUnpool3d(long kernelSize, long stride, long padding) {
        this(kernelSize, o -> o.stride(stride).padding(padding));
    }

    /** A layer with a cubic window and keyword arguments. */
    public MaxUnpool3d(long kernelSize, Consumer<? super MaxUnpoolOptions> options) {
        super(3, IntOrTuple.of(kernelSize), options);
    }

    /** A layer with a window of any shape and keyword arguments. */
    public MaxUnpool3d(Size kernelSize, Consumer<? super MaxUnpoolOptions> options) {
        super(3, IntOrTuple.of(kernelSize), options);
    }
}
