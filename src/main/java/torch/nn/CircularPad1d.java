package torch.nn;

import torch.Size;
import torch.Tensor;

/**
 * Pads with what stands at the other end of the dimension, as on a circle.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, L_in)} or {@code (C, L_in)}
 *   <li>Output: {@code (N, C, L_out)} or {@code (C, L_out)}, where {@code L_out = L_in + padding[0] + padding[1]}
 * </ul>
 *
 * <p>The padding is at most the size of the dimension.
 *
 * {@snippet :
 * var m = new CircularPad1d(2);
 * var n = new CircularPad1d(Torch.shape(3, 1));
 * n.call(Torch.randn(1, 2, 4));
 * }
 *
 * <p>Mirrors {@code torch.nn.CircularPad1d}.
 */
public class CircularPad1d extends PadNd {
    /** A layer that pads both ends by {@code padding}. */
    public CircularPad1d(long padding) {
        super(1, IntOrTuple.of(padding), PadMode.CIRCULAR);
    }

    /** A layer that pads each end. */
    public CircularPad1d(Size padding) {
        super(1, IntOrTuple.of(padding), PadMode.CIRCULAR);
    }

    @Override
    public Tensor forward(Tensor input) {
        if (input.dim() != 2 && input.dim() != 3) {
            throw new IllegalArgumentException(
                    "expected 2D or 3D input (got " + input.dim() + "D input)");
        }
        return super.forward(input);
    }
}
