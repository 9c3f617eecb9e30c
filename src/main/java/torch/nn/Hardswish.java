package torch.nn;

import torch.Tensor;

/**
 * Swish made of straight lines: {@code x min(max(x + 3, 0), 6) / 6}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any number of dimensions
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var output = new Hardswish().call(Torch.randn(2));
 * }
 *
 * <p>Mirrors {@code torch.nn.Hardswish}.
 */
public class Hardswish extends InplaceActivation {
    /** A layer that leaves its input as it is. */
    public Hardswish() {
        this(false);
    }

    /** A layer that changes its input where {@code inplace} is set. */
    public Hardswish(boolean inplace) {
        super(inplace);
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.hardswish(input, inplace);
    }

    /** Empty: PyTorch does not print whether this layer works in place. */
    @Override
    public String extraRepr() {
        return "";
    }
}
