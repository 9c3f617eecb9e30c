package torch.nn;

import torch.Tensor;

/**
 * Squeezes each element between 0 and 1: {@code 1 / (1 + exp(-x))}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any number of dimensions
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var output = new Sigmoid().call(Torch.randn(2));
 * }
 *
 * <p>Mirrors {@code torch.nn.Sigmoid}.
 */
public class Sigmoid extends UnaryModule {
    @Override
    public Tensor forward(Tensor input) {
        return F.sigmoid(input);
    }
}
