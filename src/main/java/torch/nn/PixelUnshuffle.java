package torch.nn;

import torch.Tensor;

/**
 * Turns pixels into channels: a square of {@code r × r} pixels becomes {@code r²} channels, {@code r =
 * downscaleFactor}. It undoes {@link PixelShuffle}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*, C, H r, W r)} with any number of leading dimensions
 *   <li>Output: {@code (*, C r², H, W)}
 * </ul>
 *
 * {@snippet :
 * var m = new PixelUnshuffle(3);
 * m.call(Torch.randn(1, 1, 12, 12)).shape(); // torch.Size([1, 9, 4, 4])
 * }
 *
 * <p>Mirrors {@code torch.nn.PixelUnshuffle}.
 */
public class PixelUnshuffle extends UnaryModule {
    /** How much smaller the image becomes. */
    public final long downscaleFactor;

    /** A layer that makes images smaller by {@code downscaleFactor}. */
    public PixelUnshuffle(long downscaleFactor) {
        this.downscaleFactor = downscaleFactor;
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.pixelUnshuffle(input, downscaleFactor);
    }

    @Override
    public String extraRepr() {
        return "downscale_factor=" + downscaleFactor;
    }
}
