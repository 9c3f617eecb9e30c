package torchvision.transforms;

import java.awt.image.BufferedImage;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import torch.Images;
import torch.Tensor;
import torch.Torch;
import torch.internal.Pixels;
import torch.internal.Warnings;

/** Images by Pillow's arithmetic. */
final class PilOps implements ImageOps<BufferedImage> {
    private static BufferedImage of(BufferedImage img, UnaryOperator<Pixels> change) {
        return change.apply(Pixels.of(img)).image();
    }

    @Override
    public Dimensions dimensions(BufferedImage img) {
        return new Dimensions(Pixels.channels(img), img.getHeight(), img.getWidth());
    }

    /** The picture whose pixels are those at the given columns and rows; -1 is a pixel of zeros. */
    private static Pixels picked(
            Pixels in, int width, int height, IntUnaryOperator column, IntUnaryOperator row) {
        Pixels out = PillowTransform.filled(in, width, height, new int[4]);
        int bands = in.channels();
        for (int y = 0; y < height; y++) {
            int from = row.applyAsInt(y);
            for (int x = 0; x < width && from >= 0; x++) {
                int at = column.applyAsInt(x);
                if (at < 0) continue;
                System.arraycopy(
                        in.samples(),
                        (from * in.width() + at) * bands,
                        out.samples(),
                        (y * width + x) * bands,
                        bands);
            }
        }
        return out;
    }

    @Override
    public BufferedImage hflip(BufferedImage img) {
        return of(img, p -> picked(p, p.width(), p.height(), x -> p.width() - 1 - x, y -> y));
    }

    @Override
    public BufferedImage vflip(BufferedImage img) {
        return of(img, p -> picked(p, p.width(), p.height(), x -> x, y -> p.height() - 1 - y));
    }

    private static IntUnaryOperator shifted(int by, int size) {
        return i -> i + by >= 0 && i + by < size ? i + by : -1;
    }

    @Override
    public BufferedImage crop(BufferedImage img, int top, int left, int height, int width) {
        if (width < 0 || height < 0) {
            throw new IllegalArgumentException(
                    "Coordinate '%s' is less than '%s'"
                            .formatted(
                                    width < 0 ? "right" : "lower", width < 0 ? "left" : "upper"));
        }
        notEmpty(height, width);
        return of(
                img,
                p -> picked(p, width, height, shifted(left, p.width()), shifted(top, p.height())));
    }

    /** Pillow has empty images, Java has not. */
    private static void notEmpty(int height, int width) {
        if (height <= 0 || width <= 0) {
            throw new IllegalArgumentException(
                    "height and width must be > 0, got %d and %d".formatted(height, width));
        }
    }

    @Override
    public BufferedImage pad(BufferedImage img, int[] padding, double[] fill, String paddingMode) {
        int[] p = Common.ltrb(Common.checkedPadding(padding, paddingMode));
        int height = img.getHeight() + p[1] + p[3];
        int width = img.getWidth() + p[0] + p[2];
        notEmpty(height, width);
        if (!paddingMode.equals("constant")) {
            if ((Math.min(p[0], 0) + Math.min(p[2], 0) + img.getWidth()) <= 0
                    || (Math.min(p[1], 0) + Math.min(p[3], 0) + img.getHeight()) <= 0) {
                throw new IllegalArgumentException("nothing is left to pad");
            }
            return of(
                    img,
                    in ->
                            picked(
                                    in,
                                    width,
                                    height,
                                    mirrored(p[0], p[2], in.width(), paddingMode),
                                    mirrored(p[1], p[3], in.height(), paddingMode)));
        }
        int[] colour = fill(img, fill);
        return of(
                img,
                in -> {
                    Pixels out = PillowTransform.filled(in, width, height, colour);
                    Pixels inner =
                            picked(
                                    in,
                                    width,
                                    height,
                                    shifted(-p[0], in.width()),
                                    shifted(-p[1], in.height()));
                    int bands = in.channels();
                    for (int i = 0; i < out.samples().length; i++) {
                        int x = i / bands % width - p[0];
                        int y = i / bands / width - p[1];
                        if (x >= 0 && x < in.width() && y >= 0 && y < in.height()) {
                            out.samples()[i] = inner.samples()[i];
                        }
                    }
                    return out;
                });
    }

    /** Where a padded position comes from: numpy's modes edge, reflect and symmetric, after a negative padding's crop. */
    private static IntUnaryOperator mirrored(int before, int after, int size, String mode) {
        int first = Math.max(-before, 0);
        int n = size - first - Math.max(-after, 0);
        return i -> {
            int at = i - Math.max(before, 0);
            if (mode.equals("edge") || n == 1) return first + Math.clamp(at, 0, n - 1);
            int period = mode.equals("reflect") ? 2 * (n - 1) : 2 * n;
            int place = Math.floorMod(at, period);
            int mirror = mode.equals("reflect") ? period - place : period - 1 - place;
            return first + Math.min(place, mirror);
        };
    }

    /** A value for each channel. */
    private static int[] fill(BufferedImage img, double @Nullable [] fill) {
        int channels = Pixels.channels(img);
        var colour = new int[channels];
        if (fill == null || fill.length == 0) return colour;
        if (fill.length > 1 && fill.length != channels) {
            throw new IllegalArgumentException(
                    "The number of elements in 'fill' does not match the number of channels of the"
                            + " image ("
                            + fill.length
                            + " != "
                            + channels
                            + ")");
        }
        int largest = img.getColorModel().getComponentSize(0) == 16 ? 65535 : 255;
        for (int i = 0; i < channels; i++) {
            colour[i] = Math.clamp((long) fill[fill.length == 1 ? 0 : i], 0, largest);
        }
        return colour;
    }

    @Override
    public BufferedImage resize(
            BufferedImage img,
            int height,
            int width,
            InterpolationMode mode,
            @Nullable Boolean antialias) {
        if (Boolean.FALSE.equals(antialias)) {
            Warnings.warnOnce(
                    "torchvision.transforms",
                    "Anti-alias option is always applied for PIL Image input. Argument antialias is"
                            + " ignored.");
        }
        notEmpty(height, width);
        return of(
                img,
                p ->
                        mode.pillow == 0
                                ? PillowTransform.resizeNearest(p, width, height)
                                : PillowResize.resize(p, width, height, mode));
    }

    @Override
    public BufferedImage rotate(
            BufferedImage img,
            double angle,
            InterpolationMode mode,
            boolean expand,
            double @Nullable [] center,
            double @Nullable [] fill) {
        int[] colour = fill(img, fill);
        return of(img, p -> PillowTransform.rotate(p, angle, mode, expand, center, colour));
    }

    @Override
    public BufferedImage affine(
            BufferedImage img,
            double angle,
            double[] translate,
            double scale,
            double[] shear,
            InterpolationMode mode,
            double @Nullable [] fill,
            double @Nullable [] center) {
        double[] middle =
                center != null
                        ? center
                        : new double[] {img.getWidth() * 0.5, img.getHeight() * 0.5};
        double[] matrix = Common.inverseAffineMatrix(middle, angle, translate, scale, shear);
        return mapped(img, matrix, mode, fill);
    }

    @Override
    public BufferedImage perspective(
            BufferedImage img, double[] coeffs, InterpolationMode mode, double @Nullable [] fill) {
        return mapped(img, coeffs, mode, fill);
    }

    private static BufferedImage mapped(
            BufferedImage img, double[] map, InterpolationMode mode, double @Nullable [] fill) {
        int[] colour = fill(img, fill);
        return of(img, p -> PillowTransform.transform(p, p.width(), p.height(), map, mode, colour));
    }

    @Override
    public BufferedImage rgbToGrayscale(BufferedImage img, int numOutputChannels) {
        Common.checkOutputChannels(numOutputChannels);
        return of(
                img,
                p ->
                        numOutputChannels == 1
                                ? PillowColour.gray(p)
                                : PillowColour.rgb(PillowColour.gray(p)));
    }

    @Override
    public BufferedImage adjustBrightness(BufferedImage img, double factor) {
        return of(img, p -> PillowColour.brightness(p, factor));
    }

    @Override
    public BufferedImage adjustContrast(BufferedImage img, double factor) {
        return of(img, p -> PillowColour.contrast(p, factor));
    }

    @Override
    public BufferedImage adjustSaturation(BufferedImage img, double factor) {
        return of(img, p -> PillowColour.saturation(p, factor));
    }

    @Override
    public BufferedImage adjustHue(BufferedImage img, double factor) {
        Common.checkHue(factor);
        return of(img, p -> PillowColour.hue(p, factor));
    }

    @Override
    public BufferedImage adjustGamma(BufferedImage img, double gamma, double gain) {
        Common.checkGamma(gamma);
        return of(img, p -> PillowColour.gamma(p, gamma, gain));
    }

    @Override
    public BufferedImage adjustSharpness(BufferedImage img, double factor) {
        return of(img, p -> PillowColour.sharpness(p, factor));
    }

    @Override
    public BufferedImage gaussianBlur(BufferedImage img, int[] kernelSize, double[] sigma) {
        return throughTensor(img, t -> TENSORS.gaussianBlur(t, kernelSize, sigma));
    }

    @Override
    public BufferedImage elasticTransform(
            BufferedImage img,
            Tensor displacement,
            InterpolationMode mode,
            double @Nullable [] fill) {
        return throughTensor(img, t -> TENSORS.elasticTransform(t, displacement, mode, fill));
    }

    private static BufferedImage throughTensor(BufferedImage img, UnaryOperator<Tensor> change) {
        try (var scope = Torch.scope();
                var off = Torch.noGrad()) {
            return Images.toPilImage(change.apply(Images.pilToTensor(img)));
        }
    }

    @Override
    public BufferedImage invert(BufferedImage img) {
        return of(img, PillowColour::invert);
    }

    @Override
    public BufferedImage posterize(BufferedImage img, int bits) {
        return of(img, p -> PillowColour.posterize(p, bits));
    }

    @Override
    public BufferedImage solarize(BufferedImage img, double threshold) {
        return of(img, p -> PillowColour.solarize(p, threshold));
    }

    @Override
    public BufferedImage autocontrast(BufferedImage img) {
        return of(img, PillowColour::autocontrast);
    }

    @Override
    public BufferedImage equalize(BufferedImage img) {
        return of(img, PillowColour::equalize);
    }
}
