package torch.nn;

import torch.Tensor;

/**
 * The exponential linear unit: {@code x} where positive, {@code alpha (exp(x) - 1)} elsewhere.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any number of dimensions
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var output = new ELU(0.5).call(Torch.randn(2));
 * }
 *
 * <p>Mirrors {@code torch.nn.ELU}.
 */
public class ELU extends InplaceActivation {
    /** Scale of the exponential branch. */
    public final double alpha;

    /** A layer with alpha 1. */
    public ELU() {
        this(1);
    }

    /** A layer that leaves its input as it is. */
    public ELU(double alpha) {
        this(alpha, false);
    }

    /** A layer that changes its input where {@code inplace} is set. */
    public ELU(double alpha, boolean inplace) {
        super(inplace);
        this.alpha = alpha;
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.elu(input, alpha, inplace);
    }

    @Override
    public String extraRepr() {
        return beforeInplace("alpha=" + Repr.of(alpha));
    }
}
