package torch.nn;

import java.util.function.Consumer;
import torch.Size;

/**
 * Resizes an image, taking the nearest value: {@link Upsample} in one mode.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, H_in, W_in)}
 *   <li>Output: {@code (N, C, H_out, W_out)} with {@code size}, or with {@code ⌊size · scaleFactor⌋} in both dimensions
 * </ul>
 *
 * {@snippet :
 * var m = new UpsamplingNearest2d(o -> o.scaleFactor(2));
 * m.call(Torch.randn(1, 1, 2, 2)).shape(); // torch.Size([1, 1, 4, 4])
 * }
 *
 * <p>Mirrors {@code torch.nn.UpsamplingNearest2d}.
 */
public class UpsamplingNearest2d extends Upsample {
    /** A layer with an output of this height and width. */
    public UpsamplingNearest2d(long size) {
        this(o -> o.size(size));
    }

    /** A layer with an output of this size. */
    public UpsamplingNearest2d(Size size) {
        this(o -> o.size(size));
    }

    /** A layer with keyword arguments, of which {@code size} or {@code scaleFactor} has to be given. */
    public UpsamplingNearest2d(Consumer<? super UpsamplingOptions> options) {
        super(
                Keywords.set(new UpsamplingOptions(), options),
                InterpolationMode.NEAREST,
                null,
                null);
    }
}
