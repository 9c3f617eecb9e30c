package torch.nn;

import torch.Size;

/**
 * Pads with zeros.
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
 * var m = new ZeroPad3d(2);
 * var n = new ZeroPad3d(Torch.shape(3, 3, 6, 6, 0, 1));
 * n.call(Torch.randn(16, 3, 8, 20, 30));
 * }
 *
 * <p>Mirrors {@code torch.nn.ZeroPad3d}.
 */
public class ZeroPad3d extends ConstantPad3d {
    /** A layer that pads all six sides by {@code padding}. */
    public ZeroPad3d(long padding) {
        super(padding, 0.0);
    }

    /** A layer that pads each side: left, right, top, bottom, front, back. */
    public ZeroPad3d(Size padding) {
        super(padding, 0.0);
    }

    @Override
    public String extraRepr() {
        return Repr.tuple(padding.toArray());
    }
}
