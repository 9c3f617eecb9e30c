package torch.nn;

import torch.Tensor;

/**
 * The scaled exponential linear unit: {@code scale (max(0, x) + min(0, α (exp(x) - 1)))} with
 * {@code α = 1.6732632423543772} and {@code scale = 1.0507009873554805}, under which activations normalize themselves.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any number of dimensions
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var output = new SELU().call(Torch.randn(2));
 * }
 *
 * <p>Mirrors {@code torch.nn.SELU}.
 */
public class SELU extends InplaceActivation {
    /** A layer that leaves its input as it is. */
    public SELU() {
        this(false);
    }

    /** A layer that changes its input where {@code inplace} is set. */
    public SELU(boolean inplace) {
        super(inplace);
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.selu(input, inplace);
    }
}
