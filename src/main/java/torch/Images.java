package torch;

import java.awt.image.BufferedImage;
import torch.internal.Pixels;

/**
 * Images of {@code java.awt} as tensors and back, as {@code torchvision.transforms.functional} has it for PIL's.
 *
 * <p>A gray image has one channel, a gray one with transparency two, a coloured one three (red, green, blue) or four
 * (and alpha, not premultiplied). Palettes are resolved: to one channel where all colours are opaque grays. This class
 * and the packages {@code torchvision} need the module {@code java.desktop}.
 */
public final class Images {
    private Images() {}

    // ---- From images

    /**
     * An image's pixels: of the default floating-point type and of shape {@code (C, H, W)}, from 0 to 1. A 16-bit gray
     * image is not scaled, and gives INT16 by its bits. Mirrors {@code torchvision.transforms.functional.to_tensor}.
     */
    public static Tensor toTensor(BufferedImage image) {
        try (Scope scope = Torch.scope()) {
            Tensor pixels = hwc(image);
            if (pixels.dtype() == DType.UINT16)
                return scope.keep(chw(Aten.view_dtype(pixels, DType.INT16)));
            return scope.keep(chw(pixels).to(Torch.getDefaultDtype()).div_(255));
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
        Pixels pixels = Pixels.of(image);
        long[] shape = {pixels.height(), pixels.width(), pixels.channels()};
        return pixels.wide()
                ? Elements.tensorOf(shorts(pixels.samples()), shape, DType.UINT16)
                : Elements.tensorOf(bytes(pixels.samples()), shape, DType.UINT8);
    }

    private static short[] shorts(int[] samples) {
        short[] values = new short[samples.length];
        for (int i = 0; i < values.length; i++) values[i] = (short) samples[i];
        return values;
    }

    private static byte[] bytes(int[] samples) {
        byte[] values = new byte[samples.length];
        for (int i = 0; i < values.length; i++) values[i] = (byte) samples[i];
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
            if (dtype.isFloatingPoint()) {
                Tensor values = dtype == DType.FLOAT64 ? planes : planes.to(DType.FLOAT32);
                planes = values.mul(255).to(DType.UINT8);
            }
            int[] samples = Aten.permute(planes, new long[] {1, 2, 0}).toIntArray();
            if (wide) {
                for (int i = 0; i < samples.length; i++) samples[i] &= 0xffff;
            }
            return new Pixels((int) width, (int) height, (int) channels, wide, samples).image();
        }
    }
}
