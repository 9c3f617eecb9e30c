package torch;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;

/**
 * Images of {@code java.awt} as tensors and back, as {@code torchvision.transforms.functional} has it for PIL's.
 *
 * <p>A gray image has one channel, a gray one with transparency two, a coloured one three (red, green, blue) or four
 * (and alpha, not premultiplied). Palettes are resolved: to one channel where all colours are opaque grays. This class
 * alone needs the module {@code java.desktop}.
 */
public final class Images {
    private Images() {}

    // ---- From images

    /**
     * An image's pixels: FLOAT32 of shape {@code (C, H, W)}, from 0 to 1. A 16-bit gray image is not scaled, and gives
     * INT16 by its bits. Mirrors {@code torchvision.transforms.functional.to_tensor}.
     */
    public static Tensor toTensor(BufferedImage image) {
        try (Scope scope = Torch.scope()) {
            Tensor pixels = hwc(image);
            if (pixels.dtype() == DType.UINT16)
                return scope.keep(chw(Aten.view_dtype(pixels, DType.INT16)));
            return scope.keep(chw(pixels).to(DType.FLOAT32).div_(255));
        }
    }

    /**
     * An image's pixels as they are: UINT8, or UINT16 of a 16-bit gray image, of shape {@code (C, H, W)}. Mirrors
     * {@code torchvision.transforms.functional.pil_to_tensor}.
     */
    public static Tensor pilToTensor(BufferedImage image) {
        try (Scope scope = Torch.scope()) {
            return scope.keep(chw(hwc(image)));
        }
    }

    /** As {@link #pilToTensor}, of shape {@code (H, W, C)}: what {@code numpy.asarray(image)} gives, with a channel. */
    public static Tensor toHwc(BufferedImage image) {
        return hwc(image);
    }

    private static Tensor chw(Tensor pixels) {
        return Aten.contiguous(
                Aten.permute(pixels, new long[] {2, 0, 1}), MemoryFormat.CONTIGUOUS_FORMAT);
    }

    private static Tensor hwc(BufferedImage image) {
        if (image == null) throw new NullPointerException("argument 'image' must be an image");
        int height = image.getHeight();
        int width = image.getWidth();
        int bits = plainGrayBits(image);
        if (bits > 0) {
            Raster raster = image.getRaster();
            int channels = raster.getNumBands();
            int[] samples = raster.getPixels(0, 0, width, height, (int[]) null);
            return bits == 16
                    ? Elements.tensorOf(
                            shorts(samples), new long[] {height, width, channels}, DType.UINT16)
                    : Elements.tensorOf(
                            bytes(samples, 1), new long[] {height, width, channels}, DType.UINT8);
        }
        int[] colours = image.getRGB(0, 0, width, height, null, 0, width);
        int channels =
                isGrayPalette(image.getColorModel())
                        ? 1
                        : image.getColorModel().hasAlpha() ? 4 : 3;
        return Elements.tensorOf(
                bytes(colours, channels), new long[] {height, width, channels}, DType.UINT8);
    }

    /**
     * The bits of a sample where the raster itself holds gray values, else 0. The colour model would make sRGB of them,
     * which is no longer what was stored.
     */
    private static int plainGrayBits(BufferedImage image) {
        ColorModel model = image.getColorModel();
        if (!(model instanceof ComponentColorModel)
                || model.getColorSpace().getType() != ColorSpace.TYPE_GRAY
                || model.isAlphaPremultiplied()) return 0;
        int bits = model.getComponentSize(0);
        int type = model.getTransferType();
        boolean integers = type == DataBuffer.TYPE_BYTE || type == DataBuffer.TYPE_USHORT;
        boolean alike = !model.hasAlpha() || (bits == 8 && model.getComponentSize(1) == 8);
        return integers && alike && (bits == 8 || bits == 16) ? bits : 0;
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

    private static short[] shorts(int[] samples) {
        short[] values = new short[samples.length];
        for (int i = 0; i < values.length; i++) values[i] = (short) samples[i];
        return values;
    }

    /** The lowest byte of each word, or those of its colours. */
    private static byte[] bytes(int[] words, int channels) {
        byte[] values = new byte[Math.multiplyExact(words.length, channels)];
        int next = 0;
        for (int word : words) {
            if (channels >= 3) {
                values[next++] = (byte) (word >> 16);
                values[next++] = (byte) (word >> 8);
            }
            values[next++] = (byte) word;
            if (channels == 4) values[next++] = (byte) (word >>> 24);
        }
        return values;
    }

    // ---- To images

    /**
     * An image of a tensor of shape {@code (C, H, W)} or {@code (H, W)}: values from 0 to 1 of floating-point numbers,
     * which are cut to bytes as {@code pic.mul(255).byte()}, or UINT8 as it is; with one channel also INT16 and UINT16.
     * Pixels of shape {@code (H, W, C)} come by {@code x.permute(2, 0, 1)}. Mirrors
     * {@code torchvision.transforms.functional.to_pil_image}.
     *
     * @return an image of type {@code TYPE_BYTE_GRAY}, {@code TYPE_USHORT_GRAY}, gray with alpha, {@code TYPE_INT_RGB} or
     *     {@code TYPE_INT_ARGB}
     * @throws IllegalArgumentException if the tensor is of another shape or type, or has no elements
     */
    public static BufferedImage toPilImage(Tensor pic) {
        if (pic == null) throw new NullPointerException("argument 'pic' must be a Tensor");
        int dims = pic.dim();
        if (dims != 2 && dims != 3)
            throw new IllegalArgumentException(
                    "pic should be 2/3 dimensional. Got " + dims + " dimensions.");
        Size shape = pic.shape();
        long channels = dims == 2 ? 1 : shape.get(0);
        if (channels > 4)
            throw new IllegalArgumentException(
                    "pic should not have > 4 channels. Got " + channels + " channels.");
        long height = shape.get(-2);
        long width = shape.get(-1);
        if (pic.numel() == 0 || height * width > Integer.MAX_VALUE / 4)
            throw new IllegalArgumentException("no image can be of shape " + shape);
        DType dtype = pic.dtype();
        boolean wide = channels == 1 && (dtype == DType.INT16 || dtype == DType.UINT16);
        if (!wide && dtype != DType.UINT8 && !dtype.isFloatingPoint())
            throw new IllegalArgumentException("Input type " + dtype + " is not supported");
        try (Scope scope = Torch.scope();
                GradMode off = Torch.noGrad()) {
            Tensor planes = dims == 2 ? Aten.unsqueeze(pic, 0) : pic;
            if (dtype.isFloatingPoint())
                planes = planes.to(DType.FLOAT32).mul(255).to(DType.UINT8);
            int[] samples = Aten.permute(planes, new long[] {1, 2, 0}).toIntArray();
            return image((int) width, (int) height, (int) channels, wide, samples);
        }
    }

    private static BufferedImage image(
            int width, int height, int channels, boolean wide, int[] samples) {
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
        if (wide) {
            for (int i = 0; i < samples.length; i++) samples[i] &= 0xffff;
        }
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
        WritableRaster raster = model.createCompatibleWritableRaster(width, height);
        return new BufferedImage(model, raster, false, null);
    }
}
