package torch.nn;

import java.util.function.Consumer;
import torch.Size;

/**
 * Resizes an image, taking values between four, with the corners aligned: {@link Upsample} in one mode.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, H_in, W_in)}
 *   <li>Output: {@code (N, C, H_out, W_out)} with {@code size}, or with {@code ⌊size · scaleFactor⌋} in both dimensions
 * </ul>
 *
 * {@snippet :
 * var m = new UpsamplingBilinear2d(o -> o.scaleFactor(2));
 * m.call(Torch.randn(1, 1, 2, 2)).shape(); // torch.Size([1, 1, 4, 4])
 * }
 *
 * <p>Mirrors {@code torch.nn.UpsamplingBilinear2d}.
 */
public class UpsamplingBilinear2d extends Upsample {
    /** A layer with an output of this height and width. */
    public UpsamplingBilinear2d(long size) {
        this(o -> o.size(size));
    }

    /** A layer with an output of this size. */
    public UpsamplingBilinear2d(Size size) {
        this(o -> o.size(size));
    }

    /** A layer with keyword arguments, of which {@code size} or {@code scaleFactor} has to be given. */
    public UpsamplingBilinear2d(Consumer<? super UpsamplingOptions> options) {
        super(
                Keywords.set(new UpsamplingOptions(), options),
                InterpolationMode.BILINEAR,
                true,
                null);
    }
}
