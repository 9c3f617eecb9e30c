package torch.internal;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;

/**
 * The samples of an image, pixel by pixel, row by row.
 *
 * <p>A gray image has one channel, a gray one with transparency two, a coloured one three (red, green, blue) or four
 * (and alpha, not premultiplied). Palettes are resolved: to one channel where all colours are opaque grays.
 *
 * @param channels 1 to 4
 * @param wide whether samples have 16 bits (gray alone) instead of 8
 * @param samples {@code width · height · channels} numbers that are not negative
 */
public record Pixels(int width, int height, int channels, boolean wide, int[] samples) {
    /** The samples of an image. */
    public static Pixels of(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        int bits = plainBits(image);
        if (bits > 0) {
            int[] samples = image.getRaster().getPixels(0, 0, width, height, (int[]) null);
            int bands = image.getRaster().getNumBands();
            if (bits == 16 && bands > 1) {
                for (int i = 0; i < samples.length; i++) samples[i] >>= 8;
            }
            return new Pixels(width, height, bands, bits == 16 && bands == 1, samples);
        }
        int[] colours = image.getRGB(0, 0, width, height, null, 0, width);
        int channels =
                isGrayPalette(image.getColorModel()) ? 1 : image.getColorModel().hasAlpha() ? 4 : 3;
        return new Pixels(width, height, channels, false, split(colours, channels));
    }

    /** How many channels {@link #of} finds in an image. */
    public static int channels(BufferedImage image) {
        if (plainBits(image) > 0) return image.getRaster().getNumBands();
        return isGrayPalette(image.getColorModel()) ? 1 : image.getColorModel().hasAlpha() ? 4 : 3;
    }

    /**
     * The bits of a sample where the raster itself holds gray values, or red, green and blue, else 0. The colour model
     * would make sRGB of them, which is no longer what was stored.
     */
    private static int plainBits(BufferedImage image) {
        ColorModel model = image.getColorModel();
        int space = model.getColorSpace().getType();
        if (!(model instanceof ComponentColorModel)
                || space != ColorSpace.TYPE_GRAY && space != ColorSpace.TYPE_RGB
                || model.isAlphaPremultiplied()) return 0;
        int bits = model.getComponentSize(0);
        int type = model.getTransferType();
        boolean integers = type == DataBuffer.TYPE_BYTE || type == DataBuffer.TYPE_USHORT;
        for (int size : model.getComponentSize()) {
            if (size != bits) return 0;
        }
        return integers && (bits == 8 || bits == 16) ? bits : 0;
    }

    private static boolean isGrayPalette(ColorModel model) {
        if (!(model instanceof IndexColorModel palette) || palette.hasAlpha()) return false;
        for (int i = 0; i < palette.getMapSize(); i++) {
            int colour = palette.getRGB(i);
            int blue = colour & 0xff;
            if ((colour >> 8 & 0xff) != blue || (colour >> 16 & 0xff) != blue) return false;
        }
        return true;
    }

    /** The lowest byte of each word, or those of its colours. */
    private static int[] split(int[] words, int channels) {
        int[] values = new int[Math.multiplyExact(words.length, channels)];
        int next = 0;
        for (int word : words) {
            if (channels >= 3) {
                values[next++] = word >> 16 & 0xff;
                values[next++] = word >> 8 & 0xff;
            }
            values[next++] = word & 0xff;
            if (channels == 4) values[next++] = word >>> 24;
        }
        return values;
    }

    /**
     * An image of these samples: of type {@code TYPE_BYTE_GRAY}, {@code TYPE_USHORT_GRAY}, gray with alpha,
     * {@code TYPE_INT_RGB} or {@code TYPE_INT_ARGB}.
     */
    public BufferedImage image() {
        BufferedImage image =
                switch (channels) {
                    case 1 ->
                            new BufferedImage(
                                    width,
                                    height,
                                    wide
                                            ? BufferedImage.TYPE_USHORT_GRAY
                                            : BufferedImage.TYPE_BYTE_GRAY);
                    case 2 -> grayWithAlpha(width, height);
                    case 3 -> new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
                    default -> new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
                };
        image.getRaster().setPixels(0, 0, width, height, samples);
        return image;
    }

    private static BufferedImage grayWithAlpha(int width, int height) {
        ColorModel model =
                new ComponentColorModel(
                        ColorSpace.getInstance(ColorSpace.CS_GRAY),
                        true,
                        false,
                        Transparency.TRANSLUCENT,
                        DataBuffer.TYPE_BYTE);
        return new BufferedImage(
                model, model.createCompatibleWritableRaster(width, height), false, null);
    }
}
