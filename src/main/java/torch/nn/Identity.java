package torch.nn;

import torch.Tensor;

/**
 * Gives its input back, whatever arguments it was made with: a place where a layer may be.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any number of dimensions
 *   <li>Output: the input itself
 * </ul>
 *
 * {@snippet :
 * var m = new Identity(54, 0.1);
 * m.call(Torch.randn(128, 20)).shape(); // torch.Size([128, 20])
 * }
 *
 * <p>Mirrors {@code torch.nn.Identity}.
 */
public class Identity extends UnaryModule {
    /** A layer that does nothing; the arguments, those of the layer it stands for, are not used. */
    public Identity(Object... unused) {}

    @Override
    public Tensor forward(Tensor input) {
        return input;
    }
}
