package torch.nn;

import torch.Tensor;

/**
 * Sets whole channels to the negative saturation value of {@link SELU} with probability {@link #p} in training mode,
 * and scales and shifts all so that mean and variance stay; in evaluation mode it does nothing.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, *)} with any number of further dimensions
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var m = new FeatureAlphaDropout(0.2);
 * var output = m.call(Torch.randn(20, 16, 4, 32, 32));
 * }
 *
 * <p>Mirrors {@code torch.nn.FeatureAlphaDropout}.
 */
public class FeatureAlphaDropout extends DropoutNd {
    /** A layer with p 0.5. */
    public FeatureAlphaDropout() {
        this(0.5);
    }

    /** A layer that leaves its input as it is. */
    public FeatureAlphaDropout(double p) {
        this(p, false);
    }

    /**
     * A layer with these settings; {@code inplace} is printed and, as in PyTorch, not acted upon.
     *
     * @throws IllegalArgumentException where {@code p} is not between 0 and 1
     */
    public FeatureAlphaDropout(double p, boolean inplace) {
        super(p, inplace);
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.featureAlphaDropout(input, p, isTraining());
    }
}
