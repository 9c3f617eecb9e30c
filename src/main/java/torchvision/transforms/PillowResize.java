package torchvision.transforms;

import java.util.function.DoubleUnaryOperator;
import torch.internal.CMath;
import torch.internal.Pixels;

/**
 * Resizing as Pillow does it ({@code Resample.c}): coefficients in fixed point, first along the rows and then along the
 * columns, each pass rounded to samples.
 */
final class PillowResize {
    private static final int PRECISION_BITS = 32 - 8 - 2;

    private PillowResize() {}

    /** The weights of input positions for each output position, from {@code start[i]} on. */
    private record Coefficients(int[] start, double[][] weights) {
        static Coefficients of(int inSize, int outSize, InterpolationMode mode) {
            DoubleUnaryOperator filter = filter(mode);
            double scale = (double) inSize / outSize;
            double filterScale = Math.max(scale, 1);
            double support = support(mode) * filterScale;
            double inverse = 1 / filterScale;
            var start = new int[outSize];
            var weights = new double[outSize][];
            for (int i = 0; i < outSize; i++) {
                double center = (i + 0.5) * scale;
                int min = Math.max((int) (center - support + 0.5), 0);
                int n = Math.min((int) (center + support + 0.5), inSize) - min;
                var k = new double[n];
                double sum = 0;
                for (int j = 0; j < n; j++) {
                    k[j] = filter.applyAsDouble((j + min - center + 0.5) * inverse);
                    sum += k[j];
                }
                if (sum != 0) {
                    for (int j = 0; j < n; j++) k[j] /= sum;
                }
                start[i] = min;
                weights[i] = k;
            }
            return new Coefficients(start, weights);
        }

        /** The weights of 8-bit samples, times two to the {@link #PRECISION_BITS}. */
        int[][] fixed() {
            var all = new int[weights.length][];
            for (int i = 0; i < all.length; i++) {
                double[] k = weights[i];
                all[i] = new int[k.length];
                for (int j = 0; j < k.length; j++) {
                    all[i][j] = (int) ((k[j] < 0 ? -0.5 : 0.5) + k[j] * (1 << PRECISION_BITS));
                }
            }
            return all;
        }
    }

    private static double support(InterpolationMode mode) {
        return switch (mode) {
            case BOX -> 0.5;
            case BILINEAR, HAMMING -> 1;
            case BICUBIC -> 2;
            case LANCZOS -> 3;
            default -> throw new AssertionError(mode);
        };
    }

    private static DoubleUnaryOperator filter(InterpolationMode mode) {
        return switch (mode) {
            case BOX -> x -> x > -0.5 && x <= 0.5 ? 1 : 0;
            case BILINEAR -> x -> Math.abs(x) < 1 ? 1 - Math.abs(x) : 0;
            case HAMMING -> PillowResize::hamming;
            case BICUBIC -> PillowResize::cubic;
            case LANCZOS -> x -> -3 <= x && x < 3 ? sinc(x) * sinc(x / 3) : 0;
            default -> throw new AssertionError(mode);
        };
    }

    private static double hamming(double signed) {
        double x = Math.abs(signed);
        if (x == 0) return 1;
        if (x >= 1) return 0;
        x *= Math.PI;
        return CMath.sin(x) / x * (0.54f + 0.46f * CMath.cos(x));
    }

    private static double cubic(double signed) {
        double a = -0.5;
        double x = Math.abs(signed);
        if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
        if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
        return 0;
    }

    private static double sinc(double value) {
        if (value == 0) return 1;
        double x = value * Math.PI;
        return CMath.sin(x) / x;
    }

    /** The picture in another size; the mode is none of the nearest ones. */
    static Pixels resize(Pixels picture, int width, int height, InterpolationMode mode) {
        if (picture.channels() == 2 || picture.channels() == 4) {
            return PillowColour.unpremultiplied(
                    smooth(PillowColour.premultiplied(picture), width, height, mode));
        }
        return smooth(picture, width, height, mode);
    }

    private static Pixels smooth(Pixels picture, int width, int height, InterpolationMode mode) {
        // Pillow makes a very tall picture lower first.
        if (picture.height() > picture.width() * 100L && height < picture.height()) {
            return along(vertical(picture, height, mode), width, mode);
        }
        return vertical(along(picture, width, mode), height, mode);
    }

    private static Pixels along(Pixels picture, int width, InterpolationMode mode) {
        if (width == picture.width()) return picture;
        int bands = picture.channels();
        int height = picture.height();
        var k = Coefficients.of(picture.width(), width, mode);
        int[][] fixed = k.fixed();
        var out = new int[Math.multiplyExact(width * bands, height)];
        int next = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int from = (y * picture.width() + k.start[x]) * bands;
                for (int b = 0; b < bands; b++) {
                    out[next++] =
                            picture.wide()
                                    ? sum(picture.samples(), from + b, bands, k.weights[x])
                                    : sum(picture.samples(), from + b, bands, fixed[x]);
                }
            }
        }
        return new Pixels(width, height, bands, picture.wide(), out);
    }

    private static Pixels vertical(Pixels picture, int height, InterpolationMode mode) {
        if (height == picture.height()) return picture;
        int row = picture.width() * picture.channels();
        var k = Coefficients.of(picture.height(), height, mode);
        int[][] fixed = k.fixed();
        var out = new int[Math.multiplyExact(row, height)];
        for (int y = 0; y < height; y++) {
            for (int i = 0; i < row; i++) {
                int from = k.start[y] * row + i;
                out[y * row + i] =
                        picture.wide()
                                ? sum(picture.samples(), from, row, k.weights[y])
                                : sum(picture.samples(), from, row, fixed[y]);
            }
        }
        return new Pixels(picture.width(), height, picture.channels(), picture.wide(), out);
    }

    /** Of 8-bit samples, in fixed point. */
    private static int sum(int[] samples, int from, int step, int[] weights) {
        int sum = 1 << (PRECISION_BITS - 1);
        for (int j = 0, at = from; j < weights.length; j++, at += step) {
            sum += samples[at] * weights[j];
        }
        return Math.clamp(sum >> PRECISION_BITS, 0, 255);
    }

    /** Of 16-bit samples. */
    private static int sum(int[] samples, int from, int step, double[] weights) {
        double sum = 0;
        for (int j = 0, at = from; j < weights.length; j++, at += step) {
            sum += samples[at] * weights[j];
        }
        return (int) Math.clamp(Math.floor(sum + 0.5), 0, 65535);
    }
}
