package torch.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.Size;

/**
 * Takes maxima over so many windows, as even as can be, that the output has the size asked for.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, D_in, H_in, W_in)} or {@code (C, D_in, H_in, W_in)}
 *   <li>Output: {@code (N, C, outputSize[0], outputSize[1], outputSize[2])} or {@code (C, outputSize[0],
 *       outputSize[1], outputSize[2])}
 * </ul>
 *
 * {@snippet :
 * var m = new AdaptiveMaxPool3d(5);
 * m.call(Torch.randn(1, 64, 8, 9, 10)).shape(); // torch.Size([1, 64, 5, 5, 5])
 * var n = new AdaptiveMaxPool3d(Arrays.asList(null, null, 7L)); // the last dimension becomes 7
 * }
 *
 * <p>Mirrors {@code torch.nn.AdaptiveMaxPool3d}.
 */
public class AdaptiveMaxPool3d extends AdaptiveMaxPoolNd {
    /** A layer whose output is of this size in all dimensions. */
    public AdaptiveMaxPool3d(long outputSize) {
        this(outputSize, false);
    }

    /** A layer whose output is of this size in all dimensions, with or without the places of the maxima. */
    public AdaptiveMaxPool3d(long outputSize, boolean returnIndices) {
        super(3, IntOrTuple.of(outputSize), returnIndices);
    }

    /** A layer whose output is of any size. */
    public AdaptiveMaxPool3d(Size outputSize) {
        this(outputSize, false);
    }

    /** A layer whose output is of any size, with or without the places of the maxima. */
    public AdaptiveMaxPool3d(Size outputSize, boolean returnIndices) {
        super(3, IntOrTuple.of(outputSize), returnIndices);
    }

    /** A layer whose output is of any size, where null keeps the input's. */
    public AdaptiveMaxPool3d(List<@Nullable Long> outputSize) {
        this(outputSize, false);
    }

    /** A layer whose output is of any size, where null keeps the input's, with or without the places of the maxima. */
    public AdaptiveMaxPool3d(List<@Nullable Long> outputSize, boolean returnIndices) {
        super(3, IntOrTuple.of(outputSize), returnIndices);
    }
}
