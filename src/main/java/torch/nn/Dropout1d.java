package torch.nn;

import torch.Tensor;

/**
 * Sets whole channels of a sequence to zero with probability {@link #p} in training mode and divides the others by
 * {@code 1 - p}; in evaluation mode it does nothing.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, L)} or {@code (C, L)}
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var m = new Dropout1d(0.2);
 * var output = m.call(Torch.randn(20, 16, 32));
 * }
 *
 * <p>Mirrors {@code torch.nn.Dropout1d}.
 */
public class Dropout1d extends DropoutNd {
    /** A layer with p 0.5. */
    public Dropout1d() {
        this(0.5);
    }

    /** A layer that leaves its input as it is. */
    public Dropout1d(double p) {
        this(p, false);
    }

    /**
     * A layer that changes its input where {@code inplace} is set.
     *
     * @throws IllegalArgumentException where {@code p} is not between 0 and 1
     */
    public Dropout1d(double p, boolean inplace) {
        super(p, inplace);
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.dropout1d(input, p, isTraining(), inplace);
    }
}
