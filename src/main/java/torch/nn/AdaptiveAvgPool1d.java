package torch.nn;

import torch.Size;

/**
 * Takes averages over so many windows, as even as can be, that the output has the size asked for.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, L_in)} or {@code (C, L_in)}
 *   <li>Output: {@code (N, C, outputSize[0])} or {@code (C, outputSize[0])}
 * </ul>
 *
 * {@snippet :
 * var m = new AdaptiveAvgPool1d(5);
 * m.call(Torch.randn(1, 64, 8)).shape(); // torch.Size([1, 64, 5])
 * }
 *
 * <p>Mirrors {@code torch.nn.AdaptiveAvgPool1d}.
 */
public class AdaptiveAvgPool1d extends AdaptiveAvgPoolNd {
    /** A layer whose output is of this size. */
    public AdaptiveAvgPool1d(long outputSize) {
        super(1, IntOrTuple.of(outputSize));
    }

    /** A layer whose output is of any size. */
    public AdaptiveAvgPool1d(Size outputSize) {
        super(1, IntOrTuple.of(outputSize));
    }
}
