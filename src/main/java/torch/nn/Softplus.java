package torch.nn;

import torch.Tensor;

/**
 * Rectifies each element smoothly: {@code log(1 + exp(beta x)) / beta}, and
 * {@code x} itself where {@code beta x > threshold}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any number of dimensions
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var output = new Softplus(2).call(Torch.randn(2));
 * }
 *
 * <p>Mirrors {@code torch.nn.Softplus}.
 */
public class Softplus extends UnaryModule {
    /** How sharply the function bends. */
    public final double beta;

    /** Where the function becomes linear, for numerical stability. */
    public final double threshold;

    /** A layer with beta 1 and threshold 20. */
    public Softplus() {
        this(1);
    }

    /** A layer with threshold 20. */
    public Softplus(double beta) {
        this(beta, 20);
    }

    /** A layer with these settings. */
    public Softplus(double beta, double threshold) {
        this.beta = beta;
        this.threshold = threshold;
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.softplus(input, beta, threshold);
    }

    @Override
    public String extraRepr() {
        return "beta=" + Repr.of(beta) + ", threshold=" + Repr.of(threshold);
    }
}
