package torch.nn;

import torch.Tensor;

/**
 * Replaces what is not above a threshold: {@code x} where {@code x > threshold}, {@code value} elsewhere.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any number of dimensions
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var output = new Threshold(0.1, 20).call(Torch.randn(2));
 * }
 *
 * <p>Mirrors {@code torch.nn.Threshold}.
 */
public class Threshold extends InplaceActivation {
    /** What an element must exceed to stay. */
    public final double threshold;

    /** What the other elements become. */
    public final double value;

    /** A layer that leaves its input as it is. */
    public Threshold(double threshold, double value) {
        this(threshold, value, false);
    }

    /** A layer that changes its input where {@code inplace} is set. */
    public Threshold(double threshold, double value, boolean inplace) {
        super(inplace);
        this.threshold = threshold;
        this.value = value;
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.threshold(input, threshold, value, inplace);
    }

    @Override
    public String extraRepr() {
        return beforeInplace("threshold=" + Repr.of(threshold) + ", value=" + Repr.of(value));
    }
}
