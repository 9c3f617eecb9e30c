package torch.nn;

import torch.Size;

/**
 * Pads with the value at the edge.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, L_in)} or {@code (C, L_in)}
 *   <li>Output: {@code (N, C, L_out)} or {@code (C, L_out)}, where {@code L_out = L_in + padding[0] + padding[1]}
 * </ul>
 *
 * {@snippet :
 * var m = new ReplicationPad1d(2);
 * var n = new ReplicationPad1d(Torch.shape(3, 1));
 * n.call(Torch.randn(1, 2, 4));
 * }
 *
 * <p>Mirrors {@code torch.nn.ReplicationPad1d}.
 */
public class ReplicationPad1d extends PadNd {
    /** A layer that pads both ends by {@code padding}. */
    public ReplicationPad1d(long padding) {
        super(1, IntOrTuple.of(padding), PadMode.REPLICATE);
    }

    /** A layer that pads each end. */
    public ReplicationPad1d(Size padding) {
        super(1, IntOrTuple.of(padding), PadMode.REPLICATE);
    }
}
