package torch.nn;

import torch.Tensor;

/**
 * Rectifies each element but for a small slope: {@code max(0, x) + negativeSlope min(0, x)}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any number of dimensions
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var output = new LeakyReLU(0.1).call(Torch.randn(2));
 * }
 *
 * <p>Mirrors {@code torch.nn.LeakyReLU}.
 */
public class LeakyReLU extends InplaceActivation {
    /** Slope for negative elements. */
    public final double negativeSlope;

    /** A layer with slope 0.01. */
    public LeakyReLU() {
        this(0.01);
    }

    /** A layer that leaves its input as it is. */
    public LeakyReLU(double negativeSlope) {
        this(negativeSlope, false);
    }

    /** A layer that changes its input where {@code inplace} is set. */
    public LeakyReLU(double negativeSlope, boolean inplace) {
        super(inplace);
        this.negativeSlope = negativeSlope;
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.leakyRelu(input, negativeSlope, inplace);
    }

    @Override
    public String extraRepr() {
        return beforeInplace("negative_slope=" + Repr.of(negativeSlope));
    }
}
