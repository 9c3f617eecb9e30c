package torchvision.transforms;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Linalg;
import torch.Tensor;
import torch.Torch;
import torch.internal.CMath;
import torch.internal.PythonFloat;
import torchvision.transforms.ImageOps.Dimensions;

/** What {@code torchvision.transforms.functional} does itself before it hands on to tensors or to Pillow. */
final class Common {
    private Common() {}

    // ---- Checks

    static int[] checkedPadding(int[] padding, String paddingMode) {
        if (padding.length != 1 && padding.length != 2 && padding.length != 4) {
            throw new IllegalArgumentException(
                    "Padding must be an int or a 1, 2, or 4 element tuple, not a "
                            + padding.length
                            + " element tuple");
        }
        if (!List.of("constant", "edge", "reflect", "symmetric").contains(paddingMode)) {
            throw new IllegalArgumentException(
                    "Padding mode should be either constant, edge, reflect or symmetric");
        }
        return padding;
    }

    /** The padding at the left, top, right and bottom. */
    static int[] ltrb(int[] p) {
        return switch (p.length) {
            case 1 -> new int[] {p[0], p[0], p[0], p[0]};
            case 2 -> new int[] {p[0], p[1], p[0], p[1]};
            default -> p;
        };
    }

    static void checkOutputChannels(int channels) {
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException("num_output_channels should be either 1 or 3");
        }
    }

    static void checkHue(double factor) {
        if (!(-0.5 <= factor && factor <= 0.5)) {
            throw new IllegalArgumentException(
                    "hue_factor (%s) is not in [-0.5, 0.5].".formatted(PythonFloat.repr(factor)));
        }
    }

    static void checkGamma(double gamma) {
        if (gamma < 0) {
            throw new IllegalArgumentException("Gamma should be a non-negative real number");
        }
    }

    /** Height and width of one number or two. */
    static int[] pair(int[] size, String sentence) {
        if (size.length == 1) return new int[] {size[0], size[0]};
        if (size.length != 2) throw new IllegalArgumentException(sentence);
        return size;
    }

    static final String TWO_DIMENSIONS = "Please provide only two dimensions (h, w) for size.";

    // ---- Sizes and crops

    /** Height and width after resizing. */
    static int[] resized(int height, int width, int[] size, @Nullable Integer maxSize) {
        if (size.length != 1 && size.length != 2) {
            throw new IllegalArgumentException(
                    "Size must be an int or a 1 or 2 element tuple/list, not a "
                            + size.length
                            + " element tuple/list");
        }
        if (maxSize != null && size.length != 1) {
            throw new IllegalArgumentException(
                    "max_size should only be passed if size specifies the length of the smaller"
                            + " edge, i.e. size should be an int or a sequence of length 1 in"
                            + " torchscript mode.");
        }
        if (size.length == 2) return size;
        int small = Math.min(width, height);
        int large = Math.max(width, height);
        int newSmall = size[0];
        int newLarge = (int) ((double) newSmall * large / small);
        if (maxSize != null) {
            if (maxSize <= newSmall) {
                throw new IllegalArgumentException(
                        "max_size = %d must be strictly greater than the requested size for the smaller edge size = [%d]"
                                .formatted(maxSize, newSmall));
            }
            if (newLarge > maxSize) {
                newSmall = (int) ((double) maxSize * newSmall / newLarge);
                newLarge = maxSize;
            }
        }
        return width <= height ? new int[] {newLarge, newSmall} : new int[] {newSmall, newLarge};
    }

    static <I> I resize(
            ImageOps<I> ops,
            I img,
            int[] size,
            InterpolationMode mode,
            @Nullable Integer maxSize,
            @Nullable Boolean antialias) {
        Dimensions d = ops.dimensions(img);
        int[] to = resized(d.height(), d.width(), size, maxSize);
        if (to[0] == d.height() && to[1] == d.width()) return img;
        return ops.resize(img, to[0], to[1], mode, antialias);
    }

    static <I> I centerCrop(ImageOps<I> ops, I img, int[] outputSize) {
        int[] size = pair(outputSize, TWO_DIMENSIONS);
        Dimensions d = ops.dimensions(img);
        int h = size[0];
        int w = size[1];
        I whole = img;
        if (w > d.width() || h > d.height()) {
            int[] padding = {
                w > d.width() ? (w - d.width()) / 2 : 0,
                h > d.height() ? (h - d.height()) / 2 : 0,
                w > d.width() ? (w - d.width() + 1) / 2 : 0,
                h > d.height() ? (h - d.height() + 1) / 2 : 0
            };
            whole = ops.pad(img, padding, new double[0], "constant");
            d = ops.dimensions(whole);
            if (w == d.width() && h == d.height()) return whole;
        }
        int top = (int) Math.rint((d.height() - h) / 2.0);
        int left = (int) Math.rint((d.width() - w) / 2.0);
        return ops.crop(whole, top, left, h, w);
    }

    static <I> List<I> fiveCrop(ImageOps<I> ops, I img, int[] outputSize) {
        int[] size = pair(outputSize, TWO_DIMENSIONS);
        Dimensions d = ops.dimensions(img);
        int h = size[0];
        int w = size[1];
        if (w > d.width() || h > d.height()) {
            throw new IllegalArgumentException(
                    "Requested crop size (%d, %d) is bigger than input size (%d, %d)"
                            .formatted(h, w, d.height(), d.width()));
        }
        int bottom = d.height() - h;
        int right = d.width() - w;
        return List.of(
                ops.crop(img, 0, 0, h, w),
                ops.crop(img, 0, right, h, w),
                ops.crop(img, bottom, 0, h, w),
                ops.crop(img, bottom, right, h, w),
                centerCrop(ops, img, size));
    }

    static <I> List<I> tenCrop(ImageOps<I> ops, I img, int[] size, boolean verticalFlip) {
        var crops = new ArrayList<I>(fiveCrop(ops, img, size));
        crops.addAll(fiveCrop(ops, verticalFlip ? ops.vflip(img) : ops.hflip(img), size));
        return List.copyOf(crops);
    }

    // ---- Maps

    static <I> I affine(
            ImageOps<I> ops,
            I img,
            double angle,
            double[] translate,
            double scale,
            double[] shear,
            InterpolationMode mode,
            double @Nullable [] fill,
            double @Nullable [] center) {
        if (translate.length != 2) {
            throw new IllegalArgumentException(
                    "Argument translate should be a sequence of length 2");
        }
        if (scale <= 0) throw new IllegalArgumentException("Argument scale should be positive");
        if (shear.length != 1 && shear.length != 2) {
            throw new IllegalArgumentException(
                    "Shear should be a sequence containing two values. Got "
                            + Arrays.toString(shear));
        }
        double[] both = shear.length == 1 ? new double[] {shear[0], shear[0]} : shear;
        return ops.affine(img, angle, translate, scale, both, mode, fill, center);
    }

    /** The first two rows of the inverse of: move to the center, shear, scale, turn, move back and translate. */
    static double[] inverseAffineMatrix(
            double[] center, double angle, double[] translate, double scale, double[] shear) {
        double rot = Math.toRadians(angle);
        double sx = Math.toRadians(shear[0]);
        double sy = Math.toRadians(shear[1]);
        double a = CMath.cos(rot - sy) / CMath.cos(sy);
        double b = -CMath.cos(rot - sy) * CMath.tan(sx) / CMath.cos(sy) - CMath.sin(rot);
        double c = CMath.sin(rot - sy) / CMath.cos(sy);
        double d = -CMath.sin(rot - sy) * CMath.tan(sx) / CMath.cos(sy) + CMath.cos(rot);
        double[] m = {d, -b, 0.0, -c, a, 0.0};
        for (int i = 0; i < m.length; i++) m[i] /= scale;
        double x = -center[0] - translate[0];
        double y = -center[1] - translate[1];
        m[2] += m[0] * x + m[1] * y;
        m[5] += m[3] * x + m[4] * y;
        m[2] += center[0];
        m[5] += center[1];
        return m;
    }

    /** The 8 coefficients of the perspective map that takes the end points to the start points. */
    static double[] perspectiveCoeffs(int[][] startpoints, int[][] endpoints) {
        if (startpoints.length != 4 || endpoints.length != 4) {
            throw new IllegalArgumentException(
                    "Please provide exactly four corners, got %d startpoints and %d endpoints."
                            .formatted(startpoints.length, endpoints.length));
        }
        var a = new double[8][];
        var b = new double[8];
        for (int i = 0; i < 4; i++) {
            int[] p1 = endpoints[i];
            int[] p2 = startpoints[i];
            a[2 * i] = new double[] {p1[0], p1[1], 1, 0, 0, 0, -p2[0] * p1[0], -p2[0] * p1[1]};
            a[2 * i + 1] = new double[] {0, 0, 0, p1[0], p1[1], 1, -p2[1] * p1[0], -p2[1] * p1[1]};
            b[2 * i] = p2[0];
            b[2 * i + 1] = p2[1];
        }
        try (var scope = Torch.scope();
                var off = Torch.noGrad()) {
            var options = Torch.dtype(DType.FLOAT64);
            Tensor solution =
                    Linalg.lstsq(
                                    Torch.tensor((Object) a, options),
                                    Torch.tensor((Object) b, options),
                                    (Double) null,
                                    "gels")
                            .solution();
            return solution.toFloat().toDouble().toDoubleArray();
        }
    }

    static double[] blurSigma(int[] kernelSize, double @Nullable [] sigma) {
        if (kernelSize.length != 2) {
            throw new IllegalArgumentException(
                    "If kernel_size is a sequence its length should be 2. Got "
                            + kernelSize.length);
        }
        for (int size : kernelSize) {
            if (size % 2 == 0 || size < 0) {
                throw new IllegalArgumentException(
                        "kernel_size should have odd and positive integers. Got "
                                + Arrays.toString(kernelSize));
            }
        }
        if (sigma == null || sigma.length == 0) {
            return new double[] {kernelSize[0] * 0.15 + 0.35, kernelSize[1] * 0.15 + 0.35};
        }
        double[] both = sigma.length == 1 ? new double[] {sigma[0], sigma[0]} : sigma;
        if (both.length != 2) {
            throw new IllegalArgumentException(
                    "If sigma is a sequence, its length should be 2. Got " + both.length);
        }
        for (double s : both) {
            if (s <= 0) {
                throw new IllegalArgumentException(
                        "sigma should have positive values. Got " + Arrays.toString(both));
            }
        }
        return both;
    }

    static void checkBits(int bits) {
        if (bits < 0 || bits > 8) {
            throw new IllegalArgumentException(
                    "The number if bits should be between 0 and 8. Got " + bits);
        }
    }
}
