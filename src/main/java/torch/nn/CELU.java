package torch.nn;

import torch.Tensor;

/**
 * The exponential linear unit whose slope is continuous for every alpha:
 * {@code max(0, x) + min(0, alpha (exp(x / alpha) - 1))}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any number of dimensions
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var output = new CELU(0.5).call(Torch.randn(2));
 * }
 *
 * <p>Mirrors {@code torch.nn.CELU}.
 */
public class CELU extends InplaceActivation {
    /** Scale of the exponential branch. */
    public final double alpha;

    /** A layer with alpha 1. */
    public CELU() {
        this(1);
    }

    /** A layer that leaves its input as it is. */
    public CELU(double alpha) {
        this(alpha, false);
    }

    /** A layer that changes its input where {@code inplace} is set. */
    public CELU(double alpha, boolean inplace) {
        super(inplace);
        this.alpha = alpha;
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.celu(input, alpha, inplace);
    }

    @Override
    public String extraRepr() {
        return beforeInplace("alpha=" + Repr.of(alpha));
    }
}
