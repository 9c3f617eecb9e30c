package torch.nn;

import torch.Size;

/**
 * Pads with one value.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, D_in, H_in, W_in)} or {@code (C, D_in, H_in, W_in)}
 *   <li>Output: {@code (N, C, D_out, H_out, W_out)} or {@code (C, D_out, H_out, W_out)},
 *       where {@code W_out = W_in + padding[0] + padding[1]}, {@code H_out = H_in + padding[2] + padding[3]} and
 *       {@code D_out = D_in + padding[4] + padding[5]}
 * </ul>
 *
 * {@snippet :
 * var m = new ConstantPad3d(2, 3.5);
 * var n = new ConstantPad3d(Torch.shape(3, 3, 6, 6, 0, 1), 3.5);
 * n.call(Torch.randn(16, 3, 8, 20, 30));
 * }
 *
 * <p>Mirrors {@code torch.nn.ConstantPad3d}.
 */
public class ConstantPad3d extends ConstantPadNd {
    /** A layer that pads all six sides by {@code padding} with {@code value}. */
    public ConstantPad3d(long padding, Number value) {
        super(3, IntOrTuple.of(padding), value);
    }

    /** A layer that pads each side: left, right, top, bottom, front, back with {@code value}. */
    public ConstantPad3d(Size padding, Number value) {
        super(3, IntOrTuple.of(padding), value);
    }
}
