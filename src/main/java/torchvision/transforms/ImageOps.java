package torchvision.transforms;

import java.awt.image.BufferedImage;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/**
 * What the two kinds of images can do: {@link TensorOps} as torchvision's tensor functions, {@link PilOps} as Pillow. All
 * that is alike for both stands in {@link Common} once.
 */
interface ImageOps<I> {
    ImageOps<Tensor> TENSORS = new TensorOps();
    ImageOps<BufferedImage> IMAGES = new PilOps();

    /** Channels, height and width. */
    record Dimensions(int channels, int height, int width) {}

    Dimensions dimensions(I img);

    I hflip(I img);

    I vflip(I img);

    I crop(I img, int top, int left, int height, int width);

    /** @param fill one value, or one for each channel; none is 0 */
    I pad(I img, int[] padding, double[] fill, String paddingMode);

    I resize(I img, int height, int width, InterpolationMode mode, @Nullable Boolean antialias);

    I rotate(
            I img,
            double angle,
            InterpolationMode mode,
            boolean expand,
            double @Nullable [] center,
            double @Nullable [] fill);

    I affine(
            I img,
            double angle,
            double[] translate,
            double scale,
            double[] shear,
            InterpolationMode mode,
            double @Nullable [] fill,
            double @Nullable [] center);

    I perspective(I img, double[] coeffs, InterpolationMode mode, double @Nullable [] fill);

    I rgbToGrayscale(I img, int numOutputChannels);

    I adjustBrightness(I img, double factor);

    I adjustContrast(I img, double factor);

    I adjustSaturation(I img, double factor);

    I adjustHue(I img, double factor);

    I adjustGamma(I img, double gamma, double gain);

    I adjustSharpness(I img, double factor);

    I gaussianBlur(I img, int[] kernelSize, double[] sigma);

    I invert(I img);

    I posterize(I img, int bits);

    I solarize(I img, double threshold);

    I autocontrast(I img);

    I equalize(I img);

    I elasticTransform(
            I img, Tensor displacement, InterpolationMode mode, double @Nullable [] fill);
}
