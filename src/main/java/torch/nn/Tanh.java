package torch.nn;

import torch.Tensor;

/**
 * Applies the hyperbolic tangent to each element.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any number of dimensions
 *   <li>Output: the same as the input
 * </ul>
 *
 * <p>Mirrors {@code torch.nn.Tanh}.
 */
public class Tanh extends UnaryModule {
    @Override
    public Tensor forward(Tensor input) {
        return F.tanh(input);
    }
}
