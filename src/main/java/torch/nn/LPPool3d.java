package torch.nn;

import java.util.function.Consumer;
import torch.Size;

/**
 * Takes the power average over a window that moves over a volume: {@code (Σ x^p)^(1/p)} with {@code p = normType}, the
 * sum for 1 and the maximum for ∞.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, D_in, H_in, W_in)} or {@code (C, D_in, H_in, W_in)}
 *   <li>Output: {@code (N, C, D_out, H_out, W_out)} or {@code (C, D_out, H_out, W_out)}, where {@code D_out =
 *       ⌊(D_in - kernelSize[0]) / stride[0] + 1⌋}, and {@code H_out}, {@code W_out}
 *       likewise with index 1 and 2
 * </ul>
 *
 * {@snippet :
 * var m = new LPPool3d(2, 3, 2);
 * var n = new LPPool3d(1.2, Torch.shape(3, 2, 2), o -> o.stride(2, 1, 2));
 * n.call(Torch.randn(20, 16, 50, 44, 31));
 * }
 *
 * <p>Mirrors {@code torch.nn.LPPool3d}.
 */
public class LPPool3d extends LPPoolNd {
    /** A layer with a cubic window that moves by its own size. */
    public LPPool3d(Number normType, long kernelSize) {
        this(normType, kernelSize, o -> {});
    }

    /** A layer with a window of any shape that moves by its own size. */
    public LPPool3d(Number normType, Size kernelSize) {
        this(normType, kernelSize, o -> {});
    }

    /** A layer with a cubic window and this stride in all dimensions. */
    public LPPool3d(Number normType, long kernelSize, long stride) {
        this(normType, kernelSize, o -> o.stride(stride));
    }

    /** A layer with a cubic window and keyword arguments. */
    public LPPool3d(Number normType, long kernelSize, Consumer<? super LPPoolOptions> options) {
        super(3, normType, IntOrTuple.of(kernelSize), options);
    }

    /** A layer with a window of any shape and keyword arguments. */
    public LPPool3d(Number normType, Size kernelSize, Consumer<? super LPPoolOptions> options) {
        super(3, normType, IntOrTuple.of(kernelSize), options);
    }
}
