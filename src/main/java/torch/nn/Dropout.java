package torch.nn;

import torch.Tensor;

/**
 * Sets each element to zero with probability {@link #p} in training mode and divides the others by {@code 1 - p}; in
 * evaluation mode it does nothing.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any number of dimensions
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var m = new Dropout(0.2);
 * var output = m.call(Torch.randn(20, 16));
 * }
 *
 * <p>Mirrors {@code torch.nn.Dropout}.
 */
public class Dropout extends DropoutNd {
    /** A layer with p 0.5. */
    public Dropout() {
        this(0.5);
    }

    /** A layer that leaves its input as it is. */
    public Dropout(double p) {
        this(p, false);
    }

    /**
     * A layer that changes its input where {@code inplace} is set.
     *
     * @throws IllegalArgumentException where {@code p} is not between 0 and 1
     */
    public Dropout(double p, boolean inplace) {
        super(p, inplace);
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.dropout(input, p, isTraining(), inplace);
    }
}
