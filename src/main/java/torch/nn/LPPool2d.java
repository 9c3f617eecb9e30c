package torch.nn;

import java.util.function.Consumer;
import torch.Size;

/**
 * Takes the power average over a window that moves over an image: {@code (Σ x^p)^(1/p)} with {@code p = normType}, the
 * sum for 1 and the maximum for ∞.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, H_in, W_in)} or {@code (C, H_in, W_in)}
 *   <li>Output: {@code (N, C, H_out, W_out)} or {@code (C, H_out, W_out)}, where {@code H_out =
 *       ⌊(H_in - kernelSize[0]) / stride[0] + 1⌋}, and {@code W_out}
 *       likewise with index 1
 * </ul>
 *
 * {@snippet :
 * var m = new LPPool2d(2, 3, 2);
 * var n = new LPPool2d(1.2, Torch.shape(3, 2), o -> o.stride(2, 1));
 * n.call(Torch.randn(20, 16, 50, 32));
 * }
 *
 * <p>Mirrors {@code torch.nn.LPPool2d}.
 */
public class LPPool2d extends LPPoolNd {
    /** A layer with a square window that moves by its own size. */
    public LPPool2d(Number normType, long kernelSize) {
        this(normType, kernelSize, o -> {});
    }

    /** A layer with a window of any shape that moves by its own size. */
    public LPPool2d(Number normType, Size kernelSize) {
        this(normType, kernelSize, o -> {});
    }

    /** A layer with a square window and this stride in both dimensions. */
    public LPPool2d(Number normType, long kernelSize, long stride) {
        this(normType, kernelSize, o -> o.stride(stride));
    }

    /** A layer with a square window and keyword arguments. */
    public LPPool2d(Number normType, long kernelSize, Consumer<? super LPPoolOptions> options) {
        super(2, normType, IntOrTuple.of(kernelSize), options);
    }

    /** A layer with a window of any shape and keyword arguments. */
    public LPPool2d(Number normType, Size kernelSize, Consumer<? super LPPoolOptions> options) {
        super(2, normType, IntOrTuple.of(kernelSize), options);
    }
}
