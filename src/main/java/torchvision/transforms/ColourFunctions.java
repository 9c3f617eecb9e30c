package torchvision.transforms;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.Torch;

/** The part of {@link Functional} that changes values. */
abstract class ColourFunctions {
    ColourFunctions() {}

    /** The image in gray, with 1 or 3 channels. Mirrors {@code torchvision.transforms.functional.rgb_to_grayscale}. */
    public static Tensor rgbToGrayscale(Tensor img, int numOutputChannels) {
        return tensor(img, i -> ImageOps.TENSORS.rgbToGrayscale(i, numOutputChannels));
    }

    /** As {@link #rgbToGrayscale(Tensor, int)}, of an image. */
    public static BufferedImage rgbToGrayscale(BufferedImage img, int numOutputChannels) {
        return image(img, i -> ImageOps.IMAGES.rgbToGrayscale(i, numOutputChannels));
    }

    /** The image in gray, with one channel. Mirrors {@code torchvision.transforms.functional.rgb_to_grayscale}. */
    public static Tensor rgbToGrayscale(Tensor img) {
        return tensor(img, i -> ImageOps.TENSORS.rgbToGrayscale(i, 1));
    }

    /** As {@link #rgbToGrayscale(Tensor)}, of an image. */
    public static BufferedImage rgbToGrayscale(BufferedImage img) {
        return image(img, i -> ImageOps.IMAGES.rgbToGrayscale(i, 1));
    }

    /** The image between black at 0 and itself at 1, and beyond. Mirrors {@code torchvision.transforms.functional.adjust_brightness}. */
    public static Tensor adjustBrightness(Tensor img, double brightnessFactor) {
        return tensor(img, i -> ImageOps.TENSORS.adjustBrightness(i, brightnessFactor));
    }

    /** As {@link #adjustBrightness(Tensor, double)}, of an image. */
    public static BufferedImage adjustBrightness(BufferedImage img, double brightnessFactor) {
        return image(img, i -> ImageOps.IMAGES.adjustBrightness(i, brightnessFactor));
    }

    /** The image between even gray at 0 and itself at 1, and beyond. Mirrors {@code torchvision.transforms.functional.adjust_contrast}. */
    public static Tensor adjustContrast(Tensor img, double contrastFactor) {
        return tensor(img, i -> ImageOps.TENSORS.adjustContrast(i, contrastFactor));
    }

    /** As {@link #adjustContrast(Tensor, double)}, of an image. */
    public static BufferedImage adjustContrast(BufferedImage img, double contrastFactor) {
        return image(img, i -> ImageOps.IMAGES.adjustContrast(i, contrastFactor));
    }

    /** The image between gray at 0 and itself at 1, and beyond. Mirrors {@code torchvision.transforms.functional.adjust_saturation}. */
    public static Tensor adjustSaturation(Tensor img, double saturationFactor) {
        return tensor(img, i -> ImageOps.TENSORS.adjustSaturation(i, saturationFactor));
    }

    /** As {@link #adjustSaturation(Tensor, double)}, of an image. */
    public static BufferedImage adjustSaturation(BufferedImage img, double saturationFactor) {
        return image(img, i -> ImageOps.IMAGES.adjustSaturation(i, saturationFactor));
    }

    /** The image with its hues turned, from -0.5 to 0.5, which are both the complementary colours. Mirrors {@code torchvision.transforms.functional.adjust_hue}. */
    public static Tensor adjustHue(Tensor img, double hueFactor) {
        return tensor(img, i -> ImageOps.TENSORS.adjustHue(i, hueFactor));
    }

    /** As {@link #adjustHue(Tensor, double)}, of an image. */
    public static BufferedImage adjustHue(BufferedImage img, double hueFactor) {
        return image(img, i -> ImageOps.IMAGES.adjustHue(i, hueFactor));
    }

    /** The image by the power law {@code gain · value^gamma}, values from 0 to 1. Mirrors {@code torchvision.transforms.functional.adjust_gamma}. */
    public static Tensor adjustGamma(Tensor img, double gamma) {
        return tensor(img, i -> ImageOps.TENSORS.adjustGamma(i, gamma, 1));
    }

    /** As {@link #adjustGamma(Tensor, double)}, of an image. */
    public static BufferedImage adjustGamma(BufferedImage img, double gamma) {
        return image(img, i -> ImageOps.IMAGES.adjustGamma(i, gamma, 1));
    }

    /** As {@link #adjustGamma(Tensor, double)} with a gain. */
    public static Tensor adjustGamma(Tensor img, double gamma, double gain) {
        return tensor(img, i -> ImageOps.TENSORS.adjustGamma(i, gamma, gain));
    }

    /** As {@link #adjustGamma(Tensor, double, double)}, of an image. */
    public static BufferedImage adjustGamma(BufferedImage img, double gamma, double gain) {
        return image(img, i -> ImageOps.IMAGES.adjustGamma(i, gamma, gain));
    }

    /** The image between a blurred one at 0 and itself at 1, and beyond. Mirrors {@code torchvision.transforms.functional.adjust_sharpness}. */
    public static Tensor adjustSharpness(Tensor img, double sharpnessFactor) {
        return tensor(img, i -> ImageOps.TENSORS.adjustSharpness(i, sharpnessFactor));
    }

    /** As {@link #adjustSharpness(Tensor, double)}, of an image. */
    public static BufferedImage adjustSharpness(BufferedImage img, double sharpnessFactor) {
        return image(img, i -> ImageOps.IMAGES.adjustSharpness(i, sharpnessFactor));
    }

    /** The image blurred by a Gaussian kernel of these odd sizes, x and y; {@code sigma = 0.15 · size + 0.35}. Mirrors {@code torchvision.transforms.functional.gaussian_blur}. */
    public static Tensor gaussianBlur(Tensor img, int... kernelSize) {
        return tensor(img, i -> blurred(ImageOps.TENSORS, i, kernelSize, null));
    }

    /** As {@link #gaussianBlur(Tensor, int...)}, of an image. */
    public static BufferedImage gaussianBlur(BufferedImage img, int... kernelSize) {
        return image(img, i -> blurred(ImageOps.IMAGES, i, kernelSize, null));
    }

    /** As {@link #gaussianBlur(Tensor, int...)} with standard deviations, one or two. */
    public static Tensor gaussianBlur(Tensor img, int[] kernelSize, double... sigma) {
        return tensor(img, i -> blurred(ImageOps.TENSORS, i, kernelSize, sigma));
    }

    /** As {@link #gaussianBlur(Tensor, int[], double...)}, of an image. */
    public static BufferedImage gaussianBlur(BufferedImage img, int[] kernelSize, double... sigma) {
        return image(img, i -> blurred(ImageOps.IMAGES, i, kernelSize, sigma));
    }

    /** The negative. Mirrors {@code torchvision.transforms.functional.invert}. */
    public static Tensor invert(Tensor img) {
        return tensor(img, i -> ImageOps.TENSORS.invert(i));
    }

    /** As {@link #invert(Tensor)}, of an image. */
    public static BufferedImage invert(BufferedImage img) {
        return image(img, i -> ImageOps.IMAGES.invert(i));
    }

    /** The image with so many bits for each channel. Mirrors {@code torchvision.transforms.functional.posterize}. */
    public static Tensor posterize(Tensor img, int bits) {
        return tensor(img, i -> posterized(ImageOps.TENSORS, i, bits));
    }

    /** As {@link #posterize(Tensor, int)}, of an image. */
    public static BufferedImage posterize(BufferedImage img, int bits) {
        return image(img, i -> posterized(ImageOps.IMAGES, i, bits));
    }

    /** The image with all values from a threshold on inverted. Mirrors {@code torchvision.transforms.functional.solarize}. */
    public static Tensor solarize(Tensor img, double threshold) {
        return tensor(img, i -> ImageOps.TENSORS.solarize(i, threshold));
    }

    /** As {@link #solarize(Tensor, double)}, of an image. */
    public static BufferedImage solarize(BufferedImage img, double threshold) {
        return image(img, i -> ImageOps.IMAGES.solarize(i, threshold));
    }

    /** Each channel stretched to the whole range. Mirrors {@code torchvision.transforms.functional.autocontrast}. */
    public static Tensor autocontrast(Tensor img) {
        return tensor(img, i -> ImageOps.TENSORS.autocontrast(i));
    }

    /** As {@link #autocontrast(Tensor)}, of an image. */
    public static BufferedImage autocontrast(BufferedImage img) {
        return image(img, i -> ImageOps.IMAGES.autocontrast(i));
    }

    /** Each channel with its histogram made even. Mirrors {@code torchvision.transforms.functional.equalize}. */
    public static Tensor equalize(Tensor img) {
        return tensor(img, i -> ImageOps.TENSORS.equalize(i));
    }

    /** As {@link #equalize(Tensor)}, of an image. */
    public static BufferedImage equalize(BufferedImage img) {
        return image(img, i -> ImageOps.IMAGES.equalize(i));
    }

    // ---- For both kinds of images

    private static <I> I blurred(
            ImageOps<I> ops, I img, int[] kernelSize, double @Nullable [] sigma) {
        int[] size = kernelSize.length == 1 ? new int[] {kernelSize[0], kernelSize[0]} : kernelSize;
        return ops.gaussianBlur(img, size, Common.blurSigma(size, sigma));
    }

    private static <I> I posterized(ImageOps<I> ops, I img, int bits) {
        Common.checkBits(bits);
        return ops.posterize(img, bits);
    }

    /** What a function makes of a tensor; all between is closed. */
    static Tensor tensor(Tensor img, UnaryOperator<Tensor> function) {
        given(img);
        try (var scope = Torch.scope()) {
            return scope.keep(function.apply(img));
        }
    }

    static List<Tensor> tensors(Tensor img, Function<Tensor, List<Tensor>> function) {
        given(img);
        try (var scope = Torch.scope()) {
            List<Tensor> results = function.apply(img);
            scope.keep(results.toArray(Tensor[]::new));
            return results;
        }
    }

    static BufferedImage image(BufferedImage img, UnaryOperator<BufferedImage> function) {
        given(img);
        return function.apply(img);
    }

    static List<BufferedImage> images(
            BufferedImage img, Function<BufferedImage, List<BufferedImage>> function) {
        given(img);
        return function.apply(img);
    }

    private static void given(@Nullable Object img) {
        if (img == null) {
            throw new NullPointerException("argument 'img' must be an image or a Tensor, not null");
        }
    }
}
