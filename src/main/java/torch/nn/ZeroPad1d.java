package torch.nn;

import torch.Size;

/**
 * Pads with zeros.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, L_in)} or {@code (C, L_in)}
 *   <li>Output: {@code (N, C, L_out)} or {@code (C, L_out)}, where {@code L_out = L_in + padding[0] + padding[1]}
 * </ul>
 *
 * {@snippet :
 * var m = new ZeroPad1d(2);
 * var n = new ZeroPad1d(Torch.shape(3, 1));
 * n.call(Torch.randn(1, 2, 4));
 * }
 *
 * <p>Mirrors {@code torch.nn.ZeroPad1d}.
 */
public class ZeroPad1d extends ConstantPad1d {
    /** A layer that pads both ends by {@code padding}. */
    public ZeroPad1d(long padding) {
        super(padding, 0.0);
    }

    /** A layer that pads each end. */
    public ZeroPad1d(Size padding) {
        super(padding, 0.0);
    }

    @Override
    public String extraRepr() {
        return Repr.tuple(padding.toArray());
    }
}
