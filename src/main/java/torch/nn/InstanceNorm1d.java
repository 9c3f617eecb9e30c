package torch.nn;

import java.util.function.Consumer;

/**
 * Normalizes each channel of each sequence by itself: {@code y = (x - E[x]) / √(Var[x] + eps) γ + β}.
 *
 * <p>γ and β are learned only where {@code affine} is set. Mean and variance are the input's own, in evaluation mode
 * too unless running statistics are kept.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, L)} or {@code (C, L)} with {@code C = numFeatures}
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var m = new InstanceNorm1d(100, o -> o.affine(true));
 * m.call(Torch.randn(20, 100, 40)).shape(); // torch.Size([20, 100, 40])
 * }
 *
 * <p>Mirrors {@code torch.nn.InstanceNorm1d}.
 */
public class InstanceNorm1d extends InstanceNormNd {
    /** A layer that learns nothing, with eps 1e-5. */
    public InstanceNorm1d(long numFeatures) {
        this(numFeatures, o -> {});
    }

    /** A layer that learns nothing. */
    public InstanceNorm1d(long numFeatures, double eps) {
        this(numFeatures, o -> o.eps(eps));
    }

    /** A layer with keyword arguments. */
    public InstanceNorm1d(long numFeatures, Consumer<? super Options> options) {
        super(numFeatures, 2, Keywords.set(new Options(), options));
    }

    /** The keyword arguments of {@link InstanceNorm1d}. */
    public static final class Options extends NormOptions<Options> {
        Options() {
            super(false, false);
        }
    }
}
