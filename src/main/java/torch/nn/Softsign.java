package torch.nn;

import torch.Tensor;

/**
 * Squeezes each element between -1 and 1: {@code x / (1 + |x|)}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any number of dimensions
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var output = new Softsign().call(Torch.randn(2));
 * }
 *
 * <p>Mirrors {@code torch.nn.Softsign}.
 */
public class Softsign extends UnaryModule {
    @Override
    public Tensor forward(Tensor input) {
        return F.softsign(input);
    }
}
