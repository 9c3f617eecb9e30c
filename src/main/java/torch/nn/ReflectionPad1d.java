package torch.nn;

import torch.Size;

/**
 * Pads with the input mirrored at its edge, which itself is not repeated.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, L_in)} or {@code (C, L_in)}
 *   <li>Output: {@code (N, C, L_out)} or {@code (C, L_out)}, where {@code L_out = L_in + padding[0] + padding[1]}
 * </ul>
 *
 * <p>The padding is less than the size of the dimension.
 *
 * {@snippet :
 * var m = new ReflectionPad1d(2);
 * var n = new ReflectionPad1d(Torch.shape(3, 1));
 * n.call(Torch.randn(1, 2, 4));
 * }
 *
 * <p>Mirrors {@code torch.nn.ReflectionPad1d}.
 */
public class ReflectionPad1d extends PadNd {
    /** A layer that pads both ends by {@code padding}. */
    public ReflectionPad1d(long padding) {
        super(1, IntOrTuple.of(padding), PadMode.REFLECT);
    }

    /** A layer that pads each end. */
    public ReflectionPad1d(Size padding) {
        super(1, IntOrTuple.of(padding), PadMode.REFLECT);
    }
}
