package torch.nn;

import torch.Size;
import torch.Tensor;

/**
 * Pads with what stands at the other end of the dimension, as on a circle.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, H_in, W_in)} or {@code (C, H_in, W_in)}
 *   <li>Output: {@code (N, C, H_out, W_out)} or {@code (C, H_out, W_out)},
 *       where {@code W_out = W_in + padding[0] + padding[1]} and {@code H_out = H_in + padding[2] + padding[3]}
 * </ul>
 *
 * <p>The padding is at most the size of the dimension.
 *
 * {@snippet :
 * var m = new CircularPad2d(2);
 * var n = new CircularPad2d(Torch.shape(1, 1, 2, 0));
 * n.call(Torch.randn(1, 1, 3, 3));
 * }
 *
 * <p>Mirrors {@code torch.nn.CircularPad2d}.
 */
public class CircularPad2d extends PadNd {
    /** A layer that pads all four sides by {@code padding}. */
    public CircularPad2d(long padding) {
        super(2, IntOrTuple.of(padding), PadMode.CIRCULAR);
    }

    /** A layer that pads each side: left, right, top, bottom. */
    public CircularPad2d(Size padding) {
        super(2, IntOrTuple.of(padding), PadMode.CIRCULAR);
    }

    @Override
    public Tensor forward(Tensor input) {
        if (input.dim() != 3 && input.dim() != 4) {
            throw new IllegalArgumentException(
                    "expected 3D or 4D input (got " + input.dim() + "D input)");
        }
        return super.forward(input);
    }
}
