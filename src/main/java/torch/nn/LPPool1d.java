package torch.nn;

import java.util.function.Consumer;
import torch.Size;

/**
 * Takes the power average over a window that moves over a signal: {@code (Σ x^p)^(1/p)} with {@code p = normType}, the
 * sum for 1 and the maximum for ∞.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, L_in)} or {@code (C, L_in)}
 *   <li>Output: {@code (N, C, L_out)} or {@code (C, L_out)}, where {@code L_out =
 *       ⌊(L_in - kernelSize[0]) / stride[0] + 1⌋}
 * </ul>
 *
 * {@snippet :
 * var m = new LPPool1d(2, 3, 2);
 * var n = new LPPool1d(1.2, Torch.shape(3), o -> o.stride(2));
 * n.call(Torch.randn(20, 16, 50));
 * }
 *
 * <p>Mirrors {@code torch.nn.LPPool1d}.
 */
public class LPPool1d extends LPPoolNd {
    /** A layer with a window of this length that moves by its own size. */
    public LPPool1d(Number normType, long kernelSize) {
        this(normType, kernelSize, o -> {});
    }

    /** A layer with a window of any shape that moves by its own size. */
    public LPPool1d(Number normType, Size kernelSize) {
        this(normType, kernelSize, o -> {});
    }

    /** A layer with a window of this length and this stride. */
    public LPPool1d(Number normType, long kernelSize, long stride) {
        this(normType, kernelSize, o -> o.stride(stride));
    }

    /** A layer with a window of this length and keyword arguments. */
    public LPPool1d(Number normType, long kernelSize, Consumer<? super LPPoolOptions> options) {
        super(1, normType, IntOrTuple.of(kernelSize), options);
    }

    /** A layer with a window of any shape and keyword arguments. */
    public LPPool1d(Number normType, Size kernelSize, Consumer<? super LPPoolOptions> options) {
        super(1, normType, IntOrTuple.of(kernelSize), options);
    }
}
