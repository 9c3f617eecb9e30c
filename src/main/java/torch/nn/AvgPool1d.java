package torch.nn;

import java.util.function.Consumer;
import torch.Size;
import torch.Tensor;

/**
 * Takes the average over a window that moves over a signal.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, L_in)} or {@code (C, L_in)}
 *   <li>Output: {@code (N, C, L_out)} or {@code (C, L_out)}, where {@code L_out =
 *       ⌊(L_in + 2 padding[0] - kernelSize[0]) / stride[0] + 1⌋}
 * </ul>
 *
 * <p>With {@code ceilMode} the size is rounded up, as far as the last window begins inside the input or its left
 * padding.
 *
 * {@snippet :
 * var m = new AvgPool1d(3, 2);
 * var n = new AvgPool1d(Torch.shape(3), o -> o.stride(2));
 * n.call(Torch.randn(20, 16, 50));
 * }
 *
 * <p>Mirrors {@code torch.nn.AvgPool1d}.
 */
public class AvgPool1d extends AvgPoolNd {
    /** A layer with a window of this length that moves by its own size. */
    public AvgPool1d(long kernelSize) {
        this(kernelSize, o -> {});
    }

    /** A layer with a window of any shape that moves by its own size. */
    public AvgPool1d(Size kernelSize) {
        this(kernelSize, o -> {});
    }

    /** A layer with a window of this length and this stride. */
    public AvgPool1d(long kernelSize, long stride) {
        this(kernelSize, o -> o.stride(stride));
    }

    /** A layer with a window of this length and this stride and padding on both sides. */
    public AvgPool1d(long kernelSize, long stride, long padding) {
        this(kernelSize, o -> o.stride(stride).padding(padding));
    }

    /** A layer with a window of this length and keyword arguments. */
    public AvgPool1d(long kernelSize, Consumer<? super AvgPool1dOptions> options) {
        this(IntOrTuple.of(kernelSize), Keywords.set(new AvgPool1dOptions(), options));
    }

    /** A layer with a window of any shape and keyword arguments. */
    public AvgPool1d(Size kernelSize, Consumer<? super AvgPool1dOptions> options) {
        this(IntOrTuple.of(kernelSize), Keywords.set(new AvgPool1dOptions(), options));
    }

    private AvgPool1d(IntOrTuple kernelSize, AvgPool1dOptions o) {
        super(1, kernelSize, o);
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.avgPool(
                1,
                input,
                kernelSize.toArray(),
                stride.toArray(),
                padding.toArray(),
                ceilMode,
                countIncludePad,
                null);
    }
}
