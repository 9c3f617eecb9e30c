package torch.nn;

import torch.Tensor;

/**
 * Turns channels into pixels: {@code r²} channels become a square of {@code r × r} pixels, {@code r = upscaleFactor}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*, C r², H, W)} with any number of leading dimensions
 *   <li>Output: {@code (*, C, H r, W r)}
 * </ul>
 *
 * {@snippet :
 * var m = new PixelShuffle(3);
 * m.call(Torch.randn(1, 9, 4, 4)).shape(); // torch.Size([1, 1, 12, 12])
 * }
 *
 * <p>Mirrors {@code torch.nn.PixelShuffle}.
 */
public class PixelShuffle extends UnaryModule {
    /** How much larger the image becomes. */
    public final long upscaleFactor;

    /** A layer that makes images larger by {@code upscaleFactor}. */
    public PixelShuffle(long upscaleFactor) {
        this.upscaleFactor = upscaleFactor;
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.pixelShuffle(input, upscaleFactor);
    }

    @Override
    public String extraRepr() {
        return "upscale_factor=" + upscaleFactor;
    }
}
