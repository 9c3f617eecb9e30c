package torch.nn;

import torch.Size;

/**
 * Pads with one value.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, H_in, W_in)} or {@code (C, H_in, W_in)}
 *   <li>Output: {@code (N, C, H_out, W_out)} or {@code (C, H_out, W_out)},
 *       where {@code W_out = W_in + padding[0] + padding[1]} and {@code H_out = H_in + padding[2] + padding[3]}
 * </ul>
 *
 * {@snippet :
 * var m = new ConstantPad2d(2, 3.5);
 * var n = new ConstantPad2d(Torch.shape(1, 1, 2, 0), 3.5);
 * n.call(Torch.randn(1, 1, 3, 3));
 * }
 *
 * <p>Mirrors {@code torch.nn.ConstantPad2d}.
 */
public class ConstantPad2d extends ConstantPadNd {
    /** A layer that pads all four sides by {@code padding} with {@code value}. */
    public ConstantPad2d(long padding, Number value) {
        super(2, IntOrTuple.of(padding), value);
    }

    /** A layer that pads each side: left, right, top, bottom with {@code value}. */
    public ConstantPad2d(Size padding, Number value) {
        super(2, IntOrTuple.of(padding), value);
    }
}
