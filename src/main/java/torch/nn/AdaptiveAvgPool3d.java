package torch.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.Size;

/**
 * Takes averages over so many windows, as even as can be, that the output has the size asked for.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, D_in, H_in, W_in)} or {@code (C, D_in, H_in, W_in)}
 *   <li>Output: {@code (N, C, outputSize[0], outputSize[1], outputSize[2])} or {@code (C, outputSize[0],
 *       outputSize[1], outputSize[2])}
 * </ul>
 *
 * {@snippet :
 * var m = new AdaptiveAvgPool3d(5);
 * m.call(Torch.randn(1, 64, 8, 9, 10)).shape(); // torch.Size([1, 64, 5, 5, 5])
 * var n = new AdaptiveAvgPool3d(Arrays.asList(null, null, 7L)); // the last dimension becomes 7
 * }
 *
 * <p>Mirrors {@code torch.nn.AdaptiveAvgPool3d}.
 */
public class AdaptiveAvgPool3d extends AdaptiveAvgPoolNd {
    /** A layer whose output is of this size in all dimensions. */
    public AdaptiveAvgPool3d(long outputSize) {
        super(3, IntOrTuple.of(outputSize));
    }

    /** A layer whose output is of any size. */
    public AdaptiveAvgPool3d(Size outputSize) {
        super(3, IntOrTuple.of(outputSize));
    }

    /** A layer whose output is of any size, where null keeps the input's. */
    public AdaptiveAvgPool3d(List<@Nullable Long> outputSize) {
        super(3, IntOrTuple.of(outputSize));
    }
}
