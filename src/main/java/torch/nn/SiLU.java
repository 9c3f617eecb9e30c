package torch.nn;

import torch.Tensor;

/**
 * The sigmoid linear unit, also known as swish: {@code x / (1 + exp(-x))}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any number of dimensions
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var output = new SiLU().call(Torch.randn(2));
 * }
 *
 * <p>Mirrors {@code torch.nn.SiLU}.
 */
public class SiLU extends InplaceActivation {
    /** A layer that leaves its input as it is. */
    public SiLU() {
        this(false);
    }

    /** A layer that changes its input where {@code inplace} is set. */
    public SiLU(boolean inplace) {
        super(inplace);
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.silu(input, inplace);
    }
}
