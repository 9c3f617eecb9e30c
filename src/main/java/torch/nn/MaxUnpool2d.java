package torch.nn;

import java.util.function.Consumer;
import torch.Size;

/**
 * Undoes {@link MaxPool2d} as far as it can be undone: puts the maxima where they were found and zeros elsewhere.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, H_in, W_in)} or {@code (C, H_in, W_in)}
 *   <li>Indices: the same, as {@link MaxPool2d#callWithIndices} returns them
 *   <li>Output: {@code (N, C, H_out, W_out)} or {@code (C, H_out, W_out)}, where {@code H_out =
 *       (H_in - 1) stride[0] - 2 padding[0] + kernelSize[0]}, and {@code W_out}
 *       likewise with index 1
 * </ul>
 *
 * <p>Where the pooling could have made the input of several sizes,
 * {@link #call(torch.Tensor, torch.Tensor, Size)} takes the one wanted.
 *
 * {@snippet :
 * var pooled = new MaxPool2d(2, 2).callWithIndices(x);
 * var y = new MaxUnpool2d(2, 2).call(pooled.values(), pooled.indices(), x.shape());
 * }
 *
 * <p>Mirrors {@code torch.nn.MaxUnpool2d}.
 */
public class MaxUnpool2d extends MaxUnpoolNd {
    /** A layer with a square window that moves by its own size. */
    public MaxUnpool2d(long kernelSize) {
        this(kernelSize, o -> {});
    }

    /** A layer with a window of any shape that moves by its own size. */
    public MaxUnpool2d(Size kernelSize) {
        this(kernelSize, o -> {});
    }

    /** A layer with a square window and this stride in both dimensions. */
    public MaxUnpool2d(long kernelSize, long stride) {
        this(kernelSize, o -> o.stride(stride));
    }

    /** A layer with a square window and this stride and padding in both dimensions. */
    public MaxUnpool2d(long kernelSize, long stride, long padding) {
        this(kernelSize, o -> o.stride(stride).padding(padding));
    }

    /** A layer with a square window and keyword arguments. */
    public MaxUnpool2d(long kernelSize, Consumer<? super MaxUnpoolOptions> options) {
        super(2, IntOrTuple.of(kernelSize), options);
    }

    /** A layer with a window of any shape and keyword arguments. */
    public MaxUnpool2d(Size kernelSize, Consumer<? super MaxUnpoolOptions> options) {
        super(2, IntOrTuple.of(kernelSize), options);
    }
}
