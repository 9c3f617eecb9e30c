package torch.nn;

import torch.Tensor;

/**
 * Rectifies each element: {@code max(0, x)}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any number of dimensions
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var output = new ReLU().call(Torch.randn(2));
 * }
 *
 * <p>Mirrors {@code torch.nn.ReLU}.
 */
public class ReLU extends InplaceActivation {
    /** A layer that leaves its input as it is. */
    public ReLU() {
        this(false);
    }

    /** A layer that changes its input where {@code inplace} is set. */
    public ReLU(boolean inplace) {
        super(inplace);
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.relu(input, inplace);
    }
}
