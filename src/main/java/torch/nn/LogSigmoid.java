package torch.nn;

import torch.Tensor;

/**
 * The logarithm of the sigmoid: {@code log(1 / (1 + exp(-x)))}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any number of dimensions
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var output = new LogSigmoid().call(Torch.randn(2));
 * }
 *
 * <p>Mirrors {@code torch.nn.LogSigmoid}.
 */
public class LogSigmoid extends UnaryModule {
    @Override
    public Tensor forward(Tensor input) {
        return F.logsigmoid(input);
    }
}
