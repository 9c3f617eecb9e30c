package torch.nn;

import torch.Size;

/**
 * Pads with one value.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, L_in)} or {@code (C, L_in)}
 *   <li>Output: {@code (N, C, L_out)} or {@code (C, L_out)}, where {@code L_out = L_in + padding[0] + padding[1]}
 * </ul>
 *
 * {@snippet :
 * var m = new ConstantPad1d(2, 3.5);
 * var n = new ConstantPad1d(Torch.shape(3, 1), 3.5);
 * n.call(Torch.randn(1, 2, 4));
 * }
 *
 * <p>Mirrors {@code torch.nn.ConstantPad1d}.
 */
public class ConstantPad1d extends ConstantPadNd {
    /** A layer that pads both ends by {@code padding} with {@code value}. */
    public ConstantPad1d(long padding, Number value) {
        super(1, IntOrTuple.of(padding), value);
    }

    /** A layer that pads each end with {@code value}. */
    public ConstantPad1d(Size padding, Number value) {
        super(1, IntOrTuple.of(padding), value);
    }
}
