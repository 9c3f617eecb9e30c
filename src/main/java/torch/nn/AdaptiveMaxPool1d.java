package torch.nn;

import torch.Size;

/**
 * Takes maxima over so many windows, as even as can be, that the output has the size asked for.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, L_in)} or {@code (C, L_in)}
 *   <li>Output: {@code (N, C, outputSize[0])} or {@code (C, outputSize[0])}
 * </ul>
 *
 * {@snippet :
 * var m = new AdaptiveMaxPool1d(5);
 * m.call(Torch.randn(1, 64, 8)).shape(); // torch.Size([1, 64, 5])
 * }
 *
 * <p>Mirrors {@code torch.nn.AdaptiveMaxPool1d}.
 */
public class AdaptiveMaxPool1d extends AdaptiveMaxPoolNd {
    /** A layer whose output is of this size. */
    public AdaptiveMaxPool1d(long outputSize) {
        this(outputSize, false);
    }

    /** A layer whose output is of this size, with or without the places of the maxima. */
    public AdaptiveMaxPool1d(long outputSize, boolean returnIndices) {
        super(1, IntOrTuple.of(outputSize), returnIndices);
    }

    /** A layer whose output is of any size. */
    public AdaptiveMaxPool1d(Size outputSize) {
        this(outputSize, false);
    }

    /** A layer whose output is of any size, with or without the places of the maxima. */
    public AdaptiveMaxPool1d(Size outputSize, boolean returnIndices) {
        super(1, IntOrTuple.of(outputSize), returnIndices);
    }
}
