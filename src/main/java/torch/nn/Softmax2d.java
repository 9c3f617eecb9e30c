package torch.nn;

import torch.Tensor;

/**
 * The softmax over the channels at each place of an image.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, H, W)} or {@code (C, H, W)}
 *   <li>Output: the same as the input, with values in {@code [0, 1]}
 * </ul>
 *
 * {@snippet :
 * var output = new Softmax2d().call(Torch.randn(2, 3, 12, 13));
 * }
 *
 * <p>Mirrors {@code torch.nn.Softmax2d}.
 */
public class Softmax2d extends UnaryModule {
    @Override
    public Tensor forward(Tensor input) {
        if (input.dim() != 3 && input.dim() != 4) {
            throw new IllegalArgumentException(
                    "Softmax2d: expected input to be 3D or 4D, got " + input.dim() + "D instead");
        }
        return F.softmax(input, -3);
    }
}
