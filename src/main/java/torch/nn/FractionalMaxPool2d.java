package torch.nn;

import java.util.function.Consumer;
import torch.Size;

/**
 * Takes the maximum over windows that begin at random places, about evenly, as Graham's fractional max pooling does
 * (https://arxiv.org/abs/1412.6071).
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, H_in, W_in)} or {@code (C, H_in, W_in)}
 *   <li>Output: {@code (N, C, H_out, W_out)} or {@code (C, H_out, W_out)}: {@code outputSize}, or
 *       {@code ⌊outputRatio · size⌋} of the input's
 * </ul>
 *
 * {@snippet :
 * var m = new FractionalMaxPool2d(3, Torch.shape(13, 12));
 * var n = new FractionalMaxPool2d(3, o -> o.outputRatio(0.5, 0.4));
 * n.call(Torch.randn(20, 16, 50, 32));
 * }
 *
 * <p>Mirrors {@code torch.nn.FractionalMaxPool2d}.
 */
public class FractionalMaxPool2d extends FractionalMaxPoolNd {
    /** A layer with a square window and an output of this size in both dimensions. */
    public FractionalMaxPool2d(long kernelSize, long outputSize) {
        this(kernelSize, o -> o.outputSize(outputSize));
    }

    /** A layer with a square window and an output of this size. */
    public FractionalMaxPool2d(long kernelSize, Size outputSize) {
        this(kernelSize, o -> o.outputSize(outputSize.toArray()));
    }

    /**
     * A layer with a square window and keyword arguments.
     *
     * @throws IllegalArgumentException where not exactly one of {@code outputSize} and {@code outputRatio} is given,
     *     or the ratio is not between 0 and 1
     */
    public FractionalMaxPool2d(
            long kernelSize, Consumer<? super FractionalMaxPoolOptions> options) {
        super(2, IntOrTuple.of(kernelSize), options);
    }

    /** A layer with a window of any shape and keyword arguments. */
    public FractionalMaxPool2d(
            Size kernelSize, Consumer<? super FractionalMaxPoolOptions> options) {
        super(2, IntOrTuple.of(kernelSize), options);
    }
}
