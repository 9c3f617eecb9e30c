package torch.nn;

import java.util.function.Consumer;
import torch.Size;

/**
 * Takes the maximum over windows that begin at random places, about evenly, as Graham's fractional max pooling does
 * (https://arxiv.org/abs/1412.6071).
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, D_in, H_in, W_in)} or {@code (C, D_in, H_in, W_in)}
 *   <li>Output: {@code (N, C, D_out, H_out, W_out)} or {@code (C, D_out, H_out, W_out)}: {@code outputSize}, or
 *       {@code ⌊outputRatio · size⌋} of the input's
 * </ul>
 *
 * {@snippet :
 * var m = new FractionalMaxPool3d(3, Torch.shape(13, 12, 11));
 * var n = new FractionalMaxPool3d(3, o -> o.outputRatio(0.5, 0.4, 0.3));
 * n.call(Torch.randn(20, 16, 50, 32, 16));
 * }
 *
 * <p>Mirrors {@code torch.nn.FractionalMaxPool3d}.
 */
public class FractionalMaxPool3d extends FractionalMaxPoolNd {
    /** A layer with a cubic window and an output of this size in all dimensions. */
    public FractionalMaxPool3d(long kernelSize, long outputSize) {
        this(kernelSize, o -> o.outputSize(outputSize));
    }

    /** A layer with a cubic window and an output of this size. */
    public FractionalMaxPool3d(long kernelSize, Size outputSize) {
        this(kernelSize, o -> o.outputSize(outputSize.toArray()));
    }

    /**
     * A layer with a cubic window and keyword arguments.
     *
     * @throws IllegalArgumentException where not exactly one of {@code outputSize} and {@code outputRatio} is given,
     *     or the ratio is not between 0 and 1
     */
    public FractionalMaxPool3d(
            long kernelSize, Consumer<? super FractionalMaxPoolOptions> options) {
        super(3, positive(IntOrTuple.of(kernelSize)), options);
    }

    /** A layer with a window of any shape and keyword arguments. */
    public FractionalMaxPool3d(
            Size kernelSize, Consumer<? super FractionalMaxPoolOptions> options) {
        super(3, positive(IntOrTuple.of(kernelSize)), options);
    }
}
