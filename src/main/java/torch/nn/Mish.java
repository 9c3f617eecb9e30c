package torch.nn;

import torch.Tensor;

/**
 * A smooth activation that regularizes itself: {@code x tanh(log(1 + exp(x)))}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any number of dimensions
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var output = new Mish().call(Torch.randn(2));
 * }
 *
 * <p>Mirrors {@code torch.nn.Mish}.
 */
public class Mish extends InplaceActivation {
    /** A layer that leaves its input as it is. */
    public Mish() {
        this(false);
    }

    /** A layer that changes its input where {@code inplace} is set. */
    public Mish(boolean inplace) {
        super(inplace);
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.mish(input, inplace);
    }
}
