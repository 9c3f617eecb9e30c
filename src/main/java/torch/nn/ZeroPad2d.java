package torch.nn;

import torch.Size;

/**
 * Pads with zeros.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, H_in, W_in)} or {@code (C, H_in, W_in)}
 *   <li>Output: {@code (N, C, H_out, W_out)} or {@code (C, H_out, W_out)},
 *       where {@code W_out = W_in + padding[0] + padding[1]} and {@code H_out = H_in + padding[2] + padding[3]}
 * </ul>
 *
 * {@snippet :
 * var m = new ZeroPad2d(2);
 * var n = new ZeroPad2d(Torch.shape(1, 1, 2, 0));
 * n.call(Torch.randn(1, 1, 3, 3));
 * }
 *
 * <p>Mirrors {@code torch.nn.ZeroPad2d}.
 */
public class ZeroPad2d extends ConstantPad2d {
    /** A layer that pads all four sides by {@code padding}. */
    public ZeroPad2d(long padding) {
        super(padding, 0.0);
    }

    /** A layer that pads each side: left, right, top, bottom. */
    public ZeroPad2d(Size padding) {
        super(padding, 0.0);
    }

    @Override
    public String extraRepr() {
        return Repr.tuple(padding.toArray());
    }
}
