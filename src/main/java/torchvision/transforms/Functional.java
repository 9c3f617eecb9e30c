package torchvision.transforms;

import java.awt.image.BufferedImage;
import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Images;
import torch.Index;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torchvision.transforms.ImageOps.Dimensions;

/**
 * The functions of {@code torchvision.transforms.functional}, of tensors of shape {@code (…, C, H, W)} and of images.
 *
 * {@snippet :
 * BufferedImage small = Functional.resize(ImageIO.read(file), 256);
 * Tensor x = Functional.toTensor(Functional.centerCrop(small, 224));   // (3, 224, 224), from 0 to 1
 * Tensor y = Functional.normalize(x, mean, std);
 * }
 *
 * <p>Of tensors the results have the bits of torchvision's. Of images they are those of Pillow's functions, sample by
 * sample, for images in gray and in colour, with transparency or without; of 16 bits only what moves pixels can be done.
 */
public final class Functional extends GeometryFunctions {
    private Functional() {}

    // ---- Sizes

    /** Channels, height and width. Mirrors {@code torchvision.transforms.functional.get_dimensions}. */
    public static int[] getDimensions(Tensor img) {
        return array(ImageOps.TENSORS.dimensions(img));
    }

    /** As {@link #getDimensions(Tensor)}, of an image. */
    public static int[] getDimensions(BufferedImage img) {
        return array(ImageOps.IMAGES.dimensions(img));
    }

    private static int[] array(Dimensions d) {
        return new int[] {d.channels(), d.height(), d.width()};
    }

    /** Width and height. Mirrors {@code torchvision.transforms.functional.get_image_size}. */
    public static int[] getImageSize(Tensor img) {
        int[] d = getDimensions(img);
        return new int[] {d[2], d[1]};
    }

    /** As {@link #getImageSize(Tensor)}, of an image. */
    public static int[] getImageSize(BufferedImage img) {
        return new int[] {img.getWidth(), img.getHeight()};
    }

    /** How many channels there are. Mirrors {@code torchvision.transforms.functional.get_image_num_channels}. */
    public static int getImageNumChannels(Tensor img) {
        return getDimensions(img)[0];
    }

    /** As {@link #getImageNumChannels(Tensor)}, of an image. */
    public static int getImageNumChannels(BufferedImage img) {
        return getDimensions(img)[0];
    }

    // ---- Images as tensors and back

    /**
     * An image's pixels from 0 to 1, {@code (C, H, W)}; INT16 of a 16-bit gray image, not scaled. Mirrors
     * {@code torchvision.transforms.functional.to_tensor}.
     */
    public static Tensor toTensor(BufferedImage pic) {
        return Images.toTensor(pic);
    }

    /** An image's pixels as they are, {@code (C, H, W)}. Mirrors {@code torchvision.transforms.functional.pil_to_tensor}. */
    public static Tensor pilToTensor(BufferedImage pic) {
        return Images.pilToTensor(pic);
    }

    /**
     * An image of a tensor of shape {@code (C, H, W)} or {@code (H, W)}. Mirrors
     * {@code torchvision.transforms.functional.to_pil_image}.
     *
     * @throws IllegalArgumentException if the tensor is of another shape or type
     */
    public static BufferedImage toPilImage(Tensor pic) {
        return Images.toPilImage(pic);
    }

    /**
     * As {@link #toPilImage(Tensor)}, of a Pillow mode: L, LA, RGB, RGBA or I;16.
     *
     * @throws IllegalArgumentException if the mode does not fit the tensor
     * @throws UnsupportedOperationException if it fits and Java has no such images: CMYK, RGBX, YCbCr, HSV and F
     */
    public static BufferedImage toPilImage(Tensor pic, @Nullable String mode) {
        if (mode == null) return toPilImage(pic);
        int dims = pic.dim();
        long channels = dims == 3 ? pic.size(0) : 1;
        if (mode.equals("F") && channels == 1) throw noMode(mode);
        if (dims == 2 || dims == 3 && channels <= 4) {
            switch ((int) channels) {
                case 2 -> permitted(mode, 2, List.of("LA"));
                case 3 -> permitted(mode, 3, List.of("RGB", "YCbCr", "HSV"));
                case 4 -> permitted(mode, 4, List.of("RGBA", "CMYK", "RGBX"));
                default -> {
                    String expected =
                            switch (pic.dtype()) {
                                case UINT8, FLOAT16, FLOAT32, FLOAT64 -> "L";
                                case INT16 -> "I;16";
                                case INT32 -> "I";
                                default -> "None";
                            };
                    if (!mode.equals(expected)) {
                        throw new IllegalArgumentException(
                                "Incorrect mode (%s) supplied for input type <class 'numpy.dtype'>. Should be %s"
                                        .formatted(mode, expected));
                    }
                }
            }
        }
        return toPilImage(pic);
    }

    private static void permitted(String mode, int channels, List<String> modes) {
        if (!modes.contains(mode)) {
            throw new IllegalArgumentException(
                    "Only modes ['%s'] are supported for %dD inputs"
                            .formatted(String.join("', '", modes), channels));
        }
        if (!mode.equals(modes.getFirst())) throw noMode(mode);
    }

    private static UnsupportedOperationException noMode(String mode) {
        return new UnsupportedOperationException("a BufferedImage cannot be of mode " + mode);
    }

    // ---- Tensors alone

    /**
     * The image in another type, its values scaled to that type's range. Mirrors
     * {@code torchvision.transforms.functional.convert_image_dtype}.
     *
     * @throws TorchException from FLOAT32 to INT32 or INT64 and from FLOAT64 to INT64
     */
    public static Tensor convertImageDtype(Tensor image, DType dtype) {
        return tensor(image, i -> TensorOps.convertImageDtype(i, dtype));
    }

    /** As {@link #convertImageDtype(Tensor, DType)}, to FLOAT32. */
    public static Tensor convertImageDtype(Tensor image) {
        return convertImageDtype(image, DType.FLOAT32);
    }

    /**
     * {@code (value - mean) / std}, a mean and a deviation for each channel or one for all. Mirrors
     * {@code torchvision.transforms.functional.normalize}.
     *
     * @throws IllegalArgumentException if the image holds integers, has less than 3 dimensions, or a deviation is 0
     */
    public static Tensor normalize(Tensor img, double[] mean, double[] std) {
        return normalize(img, mean, std, false);
    }

    /** As {@link #normalize(Tensor, double[], double[])}, in place where asked for. */
    public static Tensor normalize(Tensor img, double[] mean, double[] std, boolean inplace) {
        return tensor(img, i -> normalized(i, mean, std, inplace));
    }

    private static Tensor normalized(Tensor img, double[] mean, double[] std, boolean inplace) {
        if (img.dim() < 2) throw new IllegalArgumentException("Tensor is not a torch image.");
        if (!img.isFloatingPoint()) {
            throw new IllegalArgumentException(
                    "Input tensor should be a float tensor. Got " + img.dtype() + ".");
        }
        if (img.dim() < 3) {
            throw new IllegalArgumentException(
                    "Expected tensor to be a tensor image of size (..., C, H, W). Got tensor.size() = "
                            + img.shape());
        }
        Tensor result = inplace ? img : img.clone();
        var options = Torch.dtype(img.dtype()).device(img.device());
        Tensor deviation = Torch.tensor((Object) std, options);
        if (deviation.eq(0).any().itemBoolean()) {
            throw new IllegalArgumentException(
                    "std evaluated to zero after conversion to "
                            + img.dtype()
                            + ", leading to division by zero.");
        }
        Tensor middle = Torch.tensor((Object) mean, options).view(-1, 1, 1);
        return result.sub_(middle).div_(deviation.view(-1, 1, 1));
    }

    /**
     * The image with a rectangle set to a value that is expanded to it. Mirrors
     * {@code torchvision.transforms.functional.erase}.
     *
     * @param i the rectangle's top
     * @param j its left
     */
    public static Tensor erase(Tensor img, int i, int j, int h, int w, Tensor v) {
        return erase(img, i, j, h, w, v, false);
    }

    /** As {@link #erase(Tensor, int, int, int, int, Tensor)}, in place where asked for. */
    public static Tensor erase(Tensor img, int i, int j, int h, int w, Tensor v, boolean inplace) {
        return tensor(
                img,
                image -> {
                    if (image.dim() < 2)
                        throw new IllegalArgumentException("Tensor is not a torch image.");
                    Tensor result = inplace ? image : image.clone();
                    result.set(Index.ELLIPSIS, Index.slice(i, i + h), Index.slice(j, j + w), v);
                    return result;
                });
    }

    /** An image in gray, with one channel. Mirrors {@code torchvision.transforms.functional.to_grayscale}. */
    public static BufferedImage toGrayscale(BufferedImage img) {
        return rgbToGrayscale(img, 1);
    }

    /** An image in gray, with 1 or 3 channels. */
    public static BufferedImage toGrayscale(BufferedImage img, int numOutputChannels) {
        return rgbToGrayscale(img, numOutputChannels);
    }
}
