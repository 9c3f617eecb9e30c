package torch.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.Size;

/**
 * Takes averages over so many windows, as even as can be, that the output has the size asked for.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, H_in, W_in)} or {@code (C, H_in, W_in)}
 *   <li>Output: {@code (N, C, outputSize[0], outputSize[1])} or {@code (C, outputSize[0], outputSize[1])}
 * </ul>
 *
 * {@snippet :
 * var m = new AdaptiveAvgPool2d(5);
 * m.call(Torch.randn(1, 64, 8, 9)).shape(); // torch.Size([1, 64, 5, 5])
 * var n = new AdaptiveAvgPool2d(Arrays.asList(null, 7L)); // the last dimension becomes 7
 * }
 *
 * <p>Mirrors {@code torch.nn.AdaptiveAvgPool2d}.
 */
public class AdaptiveAvgPool2d extends AdaptiveAvgPoolNd {
    /** A layer whose output is of this size in both dimensions. */
    public AdaptiveAvgPool2d(long outputSize) {
        super(2, IntOrTuple.of(outputSize));
    }

    /** A layer whose output is of any size. */
    public AdaptiveAvgPool2d(Size outputSize) {
        super(2, IntOrTuple.of(outputSize));
    }

    /** A layer whose output is of any size, where null keeps the input's. */
    public AdaptiveAvgPool2d(List<@Nullable Long> outputSize) {
        super(2, IntOrTuple.of(outputSize));
    }
}
