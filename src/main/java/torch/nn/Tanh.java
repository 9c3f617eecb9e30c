package torch.nn;

import torch.Tensor;

/**
 * Squeezes each element between -1 and 1: {@code (exp(x) - exp(-x)) / (exp(x) + exp(-x))}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any number of dimensions
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var output = new Tanh().call(Torch.randn(2));
 * }
 *
 * <p>Mirrors {@code torch.nn.Tanh}.
 */
public class Tanh extends UnaryModule {
    @Override
    public Tensor forward(Tensor input) {
        return F.tanh(input);
    }
}
