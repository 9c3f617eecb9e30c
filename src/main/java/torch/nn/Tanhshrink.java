package torch.nn;

import torch.Tensor;

/**
 * Shrinks each element by its hyperbolic tangent: {@code x - tanh(x)}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any number of dimensions
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var output = new Tanhshrink().call(Torch.randn(2));
 * }
 *
 * <p>Mirrors {@code torch.nn.Tanhshrink}.
 */
public class Tanhshrink extends UnaryModule {
    @Override
    public Tensor forward(Tensor input) {
        return F.tanhshrink(input);
    }
}
