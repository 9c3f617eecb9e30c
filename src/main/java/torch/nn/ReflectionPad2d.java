package torch.nn;

import torch.Size;

/**
 * Pads with the input mirrored at its edge, which itself is not repeated.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, H_in, W_in)} or {@code (C, H_in, W_in)}
 *   <li>Output: {@code (N, C, H_out, W_out)} or {@code (C, H_out, W_out)},
 *       where {@code W_out = W_in + padding[0] + padding[1]} and {@code H_out = H_in + padding[2] + padding[3]}
 * </ul>
 *
 * <p>The padding is less than the size of the dimension.
 *
 * {@snippet :
 * var m = new ReflectionPad2d(2);
 * var n = new ReflectionPad2d(Torch.shape(1, 1, 2, 0));
 * n.call(Torch.randn(1, 1, 3, 3));
 * }
 *
 * <p>Mirrors {@code torch.nn.ReflectionPad2d}.
 */
public class ReflectionPad2d extends PadNd {
    /** A layer that pads all four sides by {@code padding}. */
    public ReflectionPad2d(long padding) {
        super(2, IntOrTuple.of(padding), PadMode.REFLECT);
    }

    /** A layer that pads each side: left, right, top, bottom. */
    public ReflectionPad2d(Size padding) {
        super(2, IntOrTuple.of(padding), PadMode.REFLECT);
    }
}
