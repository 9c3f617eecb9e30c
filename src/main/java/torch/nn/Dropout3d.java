package torch.nn;

import torch.Tensor;

/**
 * Sets whole channels of a volume to zero with probability {@link #p} in training mode and divides the others by
 * {@code 1 - p}; in evaluation mode it does nothing.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, D, H, W)} or {@code (C, D, H, W)}
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var m = new Dropout3d(0.2);
 * var output = m.call(Torch.randn(20, 16, 4, 32, 32));
 * }
 *
 * <p>Mirrors {@code torch.nn.Dropout3d}.
 */
public class Dropout3d extends DropoutNd {
    /** A layer with p 0.5. */
    public Dropout3d() {
        this(0.5);
    }

    /** A layer that leaves its input as it is. */
    public Dropout3d(double p) {
        this(p, false);
    }

    /**
     * A layer that changes its input where {@code inplace} is set.
     *
     * @throws IllegalArgumentException where {@code p} is not between 0 and 1
     */
    public Dropout3d(double p, boolean inplace) {
        super(p, inplace);
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.dropout3d(input, p, isTraining(), inplace);
    }
}
