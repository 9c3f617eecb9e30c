package torch.nn;

import java.util.function.Consumer;

/**
 * Normalizes each channel of each volume by itself: {@code y = (x - E[x]) / √(Var[x] + eps) γ + β}.
 *
 * <p>γ and β are learned only where {@code affine} is set. Mean and variance are the input's own, in evaluation mode
 * too unless running statistics are kept.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, D, H, W)} or {@code (C, D, H, W)} with {@code C = numFeatures}
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var m = new InstanceNorm3d(100, o -> o.affine(true));
 * m.call(Torch.randn(20, 100, 35, 45, 10)).shape(); // torch.Size([20, 100, 35, 45, 10])
 * }
 *
 * <p>Mirrors {@code torch.nn.InstanceNorm3d}.
 */
public class InstanceNorm3d extends InstanceNormNd {
    /** A layer that learns nothing, with eps 1e-5. */
    public InstanceNorm3d(long numFeatures) {
        this(numFeatures, o -> {});
    }

    /** A layer that learns nothing. */
    public InstanceNorm3d(long numFeatures, double eps) {
        this(numFeatures, o -> o.eps(eps));
    }

    /** A layer with keyword arguments. */
    public InstanceNorm3d(long numFeatures, Consumer<? super Options> options) {
        super(numFeatures, 4, Keywords.set(new Options(), options));
    }

    /** The keyword arguments of {@link InstanceNorm3d}. */
    public static final class Options extends NormOptions<Options> {
        Options() {
            super(false, false);
        }
    }
}
