package torch.nn;

import java.util.function.Consumer;
import torch.Size;

/**
 * Undoes {@link MaxPool1d} as far as it can be undone: puts the maxima where they were found and zeros elsewhere.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, L_in)} or {@code (C, L_in)}
 *   <li>Indices: the same, as {@link MaxPool1d#callWithIndices} returns them
 *   <li>Output: {@code (N, C, L_out)} or {@code (C, L_out)}, where {@code L_out =
 *       (L_in - 1) stride[0] - 2 padding[0] + kernelSize[0]}
 * </ul>
 *
 * <p>Where the pooling could have made the input of several sizes,
 * {@link #call(torch.Tensor, torch.Tensor, Size)} takes the one wanted.
 *
 * {@snippet :
 * var pooled = new MaxPool1d(2, 2).callWithIndices(x);
 * var y = new MaxUnpool1d(2, 2).call(pooled.values(), pooled.indices(), x.shape());
 * }
 *
 * <p>Mirrors {@code torch.nn.MaxUnpool1d}.
 */
public class MaxUnpool1d extends MaxUnpoolNd {
    /** A layer with a window of this length that moves by its own size. */
    public MaxUnpool1d(long kernelSize) {
        this(kernelSize, o -> {});
    }

    /** A layer with a window of any shape that moves by its own size. */
    public MaxUnpool1d(Size kernelSize) {
        this(kernelSize, o -> {});
    }

    /** A layer with a window of this length and this stride. */
    public MaxUnpool1d(long kernelSize, long stride) {
        this(kernelSize, o -> o.stride(stride));
    }

    /** A layer with a window of this length and this stride and padding on both sides. */
    public MaxUnpool1d(long kernelSize, long stride, long padding) {
        this(kernelSize, o -> o.stride(stride).padding(padding));
    }

    /** A layer with a window of this length and keyword arguments. */
    public MaxUnpool1d(long kernelSize, Consumer<? super MaxUnpoolOptions> options) {
        super(1, IntOrTuple.of(kernelSize), options);
    }

    /** A layer with a window of any shape and keyword arguments. */
    public MaxUnpool1d(Size kernelSize, Consumer<? super MaxUnpoolOptions> options) {
        super(1, IntOrTuple.of(kernelSize), options);
    }
}
