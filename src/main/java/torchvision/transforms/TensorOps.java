package torchvision.transforms;

import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Index;
import torch.Size;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.internal.PythonFloat;
import torch.nn.F;
import torch.nn.PadMode;

/** Tensors as torchvision's {@code _functional_tensor} treats them, operation by operation. */
final class TensorOps implements ImageOps<Tensor> {
    private static void assertImage(Tensor img) {
        if (img.dim() < 2) throw new IllegalArgumentException("Tensor is not a torch image.");
    }

    @Override
    public Dimensions dimensions(Tensor img) {
        assertImage(img);
        Size shape = img.shape();
        return new Dimensions(
                img.dim() == 2 ? 1 : Math.toIntExact(shape.get(-3)),
                Math.toIntExact(shape.get(-2)),
                Math.toIntExact(shape.get(-1)));
    }

    /** The largest value of a type: 1 of floating-point numbers. */
    static Number maxValue(DType dtype) {
        return switch (dtype) {
            case UINT8 -> 255L;
            case INT8 -> 127L;
            case INT16 -> 32767L;
            case UINT16 -> 65535L;
            case INT32 -> 2147483647L;
            case INT64 -> Long.MAX_VALUE;
            default -> 1L;
        };
    }

    private void assertChannels(Tensor img) {
        assertChannels(img, "[1, 3]");
    }

    private void assertChannels(Tensor img, String permitted) {
        int c = dimensions(img).channels();
        if (c != 1 && c != 3) {
            throw new IllegalArgumentException(
                    "Input image tensor permitted channel values are "
                            + permitted
                            + ", but found "
                            + c);
        }
    }

    private static void atLeastThreeDims(Tensor img) {
        if (img.dim() < 3) {
            throw new IllegalArgumentException(
                    "Input image tensor should have at least 3 dimensions, but found " + img.dim());
        }
    }

    /** The type that an image is computed in. */
    private static DType floating(Tensor img) {
        return img.isFloatingPoint() ? img.dtype() : DType.FLOAT32;
    }

    static Tensor convertImageDtype(Tensor image, DType dtype) {
        if (image.dtype() == dtype) return image;
        if (image.isFloatingPoint()) {
            if (dtype.isFloatingPoint()) return image.to(dtype);
            boolean unsafe =
                    image.dtype() == DType.FLOAT32 && (dtype == DType.INT32 || dtype == DType.INT64)
                            || image.dtype() == DType.FLOAT64 && dtype == DType.INT64;
            if (unsafe) {
                throw new TorchException(
                        "The cast from %s to %s cannot be performed safely."
                                .formatted(image.dtype(), dtype));
            }
            return image.mul(maxValue(dtype).doubleValue() + 1.0 - 1e-3).to(dtype);
        }
        double inputMax = maxValue(image.dtype()).doubleValue();
        if (dtype.isFloatingPoint()) return image.to(dtype).div(inputMax);
        double outputMax = maxValue(dtype).doubleValue();
        if (inputMax > outputMax) {
            long factor = (long) Math.floor((inputMax + 1) / (outputMax + 1));
            return image.div(factor, "floor").to(dtype);
        }
        long factor = (long) Math.floor((outputMax + 1) / (inputMax + 1));
        return image.to(dtype).mul(factor);
    }

    // ---- Geometry

    @Override
    public Tensor vflip(Tensor img) {
        assertImage(img);
        return img.flip(-2);
    }

    @Override
    public Tensor hflip(Tensor img) {
        assertImage(img);
        return img.flip(-1);
    }

    @Override
    public Tensor crop(Tensor img, int top, int left, int height, int width) {
        Dimensions size = dimensions(img);
        int w = size.width();
        int h = size.height();
        int right = left + width;
        int bottom = top + height;
        if (left < 0 || top < 0 || right > w || bottom > h) {
            int[] padding = {
                Math.max(-left + Math.min(0, right), 0),
                Math.max(-top + Math.min(0, bottom), 0),
                Math.max(right - Math.max(w, left), 0),
                Math.max(bottom - Math.max(h, top), 0)
            };
            Tensor inside = window(img, Math.max(top, 0), bottom, Math.max(left, 0), right);
            return pad(inside, padding, new double[0], "constant");
        }
        return window(img, top, bottom, left, right);
    }

    private static Tensor window(Tensor img, int top, int bottom, int left, int right) {
        return img.get(Index.ELLIPSIS, Index.slice(top, bottom), Index.slice(left, right));
    }

    @Override
    public Tensor pad(Tensor img, int[] padding, double[] fill, String paddingMode) {
        assertImage(img);
        if (fill.length > 1) throw new IllegalArgumentException("Got inappropriate fill arg");
        int[] p = Common.ltrb(Common.checkedPadding(padding, paddingMode));
        long[] sides = {p[0], p[2], p[1], p[3]};
        if (paddingMode.equals("symmetric")) return padSymmetric(img, sides);
        Tensor batch = img.dim() < 4 ? img.unsqueeze(0) : img;
        boolean constant = paddingMode.equals("constant");
        DType dtype = img.dtype();
        boolean cast = !constant && dtype != DType.FLOAT32 && dtype != DType.FLOAT64;
        if (cast) batch = batch.to(DType.FLOAT32);
        Tensor padded =
                constant
                        ? F.pad(batch, sides, fill.length == 0 ? 0 : fill[0])
                        : F.pad(
                                batch,
                                sides,
                                paddingMode.equals("edge") ? PadMode.REPLICATE : PadMode.REFLECT);
        if (img.dim() < 4) padded = padded.squeeze(0);
        return cast ? padded.to(dtype) : padded;
    }

    private static Tensor padSymmetric(Tensor img, long[] padding) {
        Tensor inside = img;
        long[] sides = padding.clone();
        Size size = img.shape();
        if (padding[0] < 0 || padding[1] < 0 || padding[2] < 0 || padding[3] < 0) {
            for (int i = 0; i < 4; i++) sides[i] = Math.max(padding[i], 0);
            inside =
                    img.get(
                            Index.ELLIPSIS,
                            Index.slice(
                                    -Math.min(padding[2], 0),
                                    size.get(-2) + Math.min(padding[3], 0)),
                            Index.slice(
                                    -Math.min(padding[0], 0),
                                    size.get(-1) + Math.min(padding[1], 0)));
            size = inside.shape();
        }
        Tensor x = symmetric(sides[0], sides[1], size.get(-1)).unsqueeze(0);
        Tensor y = symmetric(sides[2], sides[3], size.get(-2)).unsqueeze(1);
        return switch (img.dim()) {
            case 3 -> inside.get(Index.ALL, y, x);
            case 4 -> inside.get(Index.ALL, Index.ALL, y, x);
            default ->
                    throw new TorchException(
                            "Symmetric padding of N-D tensors are not supported yet");
        };
    }

    private static Tensor symmetric(long before, long after, long size) {
        var indices = new long[Math.toIntExact(before + size + after)];
        int next = 0;
        for (long i = before - 1; i >= 0; i--) indices[next++] = i;
        for (long i = 0; i < size; i++) indices[next++] = i;
        for (long i = 0; i < after; i++) indices[next++] = -(i + 1);
        return Torch.tensor(indices);
    }

    @Override
    public Tensor resize(
            Tensor img,
            int height,
            int width,
            InterpolationMode mode,
            @Nullable Boolean antialias) {
        assertImage(img);
        boolean blends = mode == InterpolationMode.BILINEAR || mode == InterpolationMode.BICUBIC;
        boolean smooth = blends && Boolean.TRUE.equals(antialias);
        torch.nn.InterpolationMode how = interpolation(mode);
        Cast in = Cast.in(img, DType.FLOAT32, DType.FLOAT64);
        Tensor resized =
                F.interpolate(
                        in.img,
                        o -> {
                            o.size(Torch.shape(height, width)).mode(how).antialias(smooth);
                            if (blends) o.alignCorners(false);
                        });
        if (mode == InterpolationMode.BICUBIC && img.dtype() == DType.UINT8) {
            resized = resized.clamp(0, 255);
        }
        return in.out(resized);
    }

    private static torch.nn.InterpolationMode interpolation(InterpolationMode mode) {
        return switch (mode) {
            case NEAREST -> torch.nn.InterpolationMode.NEAREST;
            case NEAREST_EXACT -> torch.nn.InterpolationMode.NEAREST_EXACT;
            case BILINEAR -> torch.nn.InterpolationMode.BILINEAR;
            case BICUBIC -> torch.nn.InterpolationMode.BICUBIC;
            case LANCZOS -> torch.nn.InterpolationMode.LANCZOS;
            default ->
                    throw new UnsupportedOperationException(
                            "Interpolation mode '" + mode + "' is unsupported with Tensor input");
        };
    }

    @Override
    public Tensor rotate(
            Tensor img,
            double angle,
            InterpolationMode mode,
            boolean expand,
            double @Nullable [] center,
            double @Nullable [] fill) {
        double[] matrix =
                Common.inverseAffineMatrix(
                        fromMiddle(img, center), -angle, new double[2], 1.0, new double[2]);
        return TensorGrids.rotate(img, matrix, mode, expand, fill, dimensions(img));
    }

    @Override
    public Tensor affine(
            Tensor img,
            double angle,
            double[] translate,
            double scale,
            double[] shear,
            InterpolationMode mode,
            double @Nullable [] fill,
            double @Nullable [] center) {
        double[] matrix =
                Common.inverseAffineMatrix(fromMiddle(img, center), angle, translate, scale, shear);
        return TensorGrids.affine(img, matrix, mode, fill, dimensions(img));
    }

    private double[] fromMiddle(Tensor img, double @Nullable [] center) {
        if (center == null) return new double[2];
        Dimensions size = dimensions(img);
        return new double[] {center[0] - size.width() * 0.5, center[1] - size.height() * 0.5};
    }

    @Override
    public Tensor perspective(
            Tensor img, double[] coeffs, InterpolationMode mode, double @Nullable [] fill) {
        return TensorGrids.perspective(img, coeffs, mode, fill, dimensions(img));
    }

    @Override
    public Tensor elasticTransform(
            Tensor img, Tensor displacement, InterpolationMode mode, double @Nullable [] fill) {
        Size shape = img.shape();
        Size expected = Torch.shape(1, shape.get(-2), shape.get(-1), 2);
        if (!expected.equals(displacement.shape())) {
            throw new IllegalArgumentException(
                    "Argument displacement shape should be %s, but given %s"
                            .formatted(expected, displacement.shape()));
        }
        return TensorGrids.elastic(img, displacement, mode, fill);
    }

    // ---- Colours

    @Override
    public Tensor rgbToGrayscale(Tensor img, int numOutputChannels) {
        atLeastThreeDims(img);
        assertChannels(img);
        Common.checkOutputChannels(numOutputChannels);
        Tensor gray;
        if (img.size(-3) == 3) {
            List<Tensor> rgb = img.unbind(-3);
            gray =
                    rgb.get(0)
                            .mul(0.2989)
                            .add(rgb.get(1).mul(0.587))
                            .add(rgb.get(2).mul(0.114))
                            .to(img.dtype())
                            .unsqueeze(-3);
        } else {
            gray = img.clone();
        }
        return numOutputChannels == 3 ? gray.expand(img.shape()) : gray;
    }

    /** Between the second image at 0 and the first at 1, and beyond. */
    private static Tensor blend(Tensor img1, Tensor img2, double ratio) {
        return img1.mul(ratio)
                .add(img2.mul(1.0 - ratio))
                .clamp(0, maxValue(img1.dtype()))
                .to(img1.dtype());
    }

    private static void nonNegative(String name, double factor) {
        if (factor < 0) {
            throw new IllegalArgumentException(
                    "%s (%s) is not non-negative.".formatted(name, PythonFloat.repr(factor)));
        }
    }

    @Override
    public Tensor adjustBrightness(Tensor img, double factor) {
        nonNegative("brightness_factor", factor);
        assertChannels(img);
        return blend(img, Torch.zerosLike(img), factor);
    }

    @Override
    public Tensor adjustContrast(Tensor img, double factor) {
        nonNegative("contrast_factor", factor);
        assertChannels(img, "[3, 1]");
        Tensor gray = dimensions(img).channels() == 3 ? rgbToGrayscale(img, 1) : img;
        return blend(img, gray.to(floating(img)).mean(new long[] {-3, -2, -1}, true), factor);
    }

    @Override
    public Tensor adjustSaturation(Tensor img, double factor) {
        nonNegative("saturation_factor", factor);
        assertChannels(img);
        return dimensions(img).channels() == 1 ? img : blend(img, rgbToGrayscale(img, 1), factor);
    }

    @Override
    public Tensor adjustHue(Tensor img, double factor) {
        Common.checkHue(factor);
        assertChannels(img);
        if (dimensions(img).channels() == 1) return img;
        Tensor hsv = TensorHue.toHsv(convertImageDtype(img, DType.FLOAT32));
        List<Tensor> parts = hsv.unbind(-3);
        Tensor hue = parts.get(0).add(factor).remainder(1.0);
        Tensor turned = Torch.stack(List.of(hue, parts.get(1), parts.get(2)), -3);
        return convertImageDtype(TensorHue.toRgb(turned), img.dtype());
    }

    @Override
    public Tensor adjustGamma(Tensor img, double gamma, double gain) {
        assertChannels(img);
        Common.checkGamma(gamma);
        Tensor values = img.isFloatingPoint() ? img : convertImageDtype(img, DType.FLOAT32);
        return convertImageDtype(values.pow(gamma).mul(gain).clamp(0, 1), img.dtype());
    }

    @Override
    public Tensor invert(Tensor img) {
        assertImage(img);
        atLeastThreeDims(img);
        assertChannels(img);
        return Torch.sub(maxValue(img.dtype()), img);
    }

    private static void bytesOnly(Tensor img) {
        if (img.dtype() != DType.UINT8) {
            throw new IllegalArgumentException(
                    "Only torch.uint8 image tensors are supported, but found " + img.dtype());
        }
    }

    @Override
    public Tensor posterize(Tensor img, int bits) {
        assertImage(img);
        atLeastThreeDims(img);
        bytesOnly(img);
        assertChannels(img);
        return img.bitwiseAnd(-(1L << 8 - bits));
    }

    @Override
    public Tensor solarize(Tensor img, double threshold) {
        assertImage(img);
        atLeastThreeDims(img);
        assertChannels(img);
        if (threshold > maxValue(img.dtype()).doubleValue()) {
            throw new IllegalArgumentException("Threshold should be less than bound of img.");
        }
        return Torch.where(img.ge(threshold), invert(img), img);
    }

    @Override
    public Tensor adjustSharpness(Tensor img, double factor) {
        nonNegative("sharpness_factor", factor);
        assertChannels(img);
        if (img.size(-1) <= 2 || img.size(-2) <= 2) return img;
        Tensor kernel = Torch.ones(new long[] {3, 3}, Torch.dtype(floating(img)));
        kernel.set(1, 1, 5.0);
        kernel.div_(kernel.sum());
        Cast in = Cast.in(img, kernel.dtype());
        Tensor smooth = in.out(filtered(in.img, kernel));
        Tensor result = img.clone();
        result.set(Index.ELLIPSIS, Index.slice(1, -1), Index.slice(1, -1), smooth);
        return blend(img, result, factor);
    }

    /** Each channel convolved with the kernel, without padding. */
    private static Tensor filtered(Tensor batch, Tensor kernel) {
        long channels = batch.size(-3);
        Tensor kernels = kernel.expand(channels, 1, kernel.size(0), kernel.size(1));
        return Torch.conv2d(
                batch,
                kernels,
                null,
                new long[] {1, 1},
                new long[] {0, 0},
                new long[] {1, 1},
                channels);
    }

    @Override
    public Tensor autocontrast(Tensor img) {
        assertImage(img);
        atLeastThreeDims(img);
        assertChannels(img);
        Number bound = maxValue(img.dtype());
        DType dtype = floating(img);
        Tensor minimum = img.amin(new long[] {-2, -1}, true).to(dtype);
        Tensor maximum = img.amax(new long[] {-2, -1}, true).to(dtype);
        Tensor scale = maximum.sub(minimum).reciprocal().mul(bound);
        Tensor equal = scale.isfinite().logicalNot();
        minimum.set(equal, 0);
        scale.set(equal, 1);
        return img.sub(minimum).mul(scale).clamp(0, bound).to(img.dtype());
    }

    @Override
    public Tensor equalize(Tensor img) {
        assertImage(img);
        if (img.dim() < 3 || img.dim() > 4) {
            throw new IllegalArgumentException(
                    "Input image tensor should have 3 or 4 dimensions, but found " + img.dim());
        }
        bytesOnly(img);
        assertChannels(img);
        if (img.dim() == 3) return equalized(img);
        return Torch.stack(img.unbind(0).stream().map(TensorOps::equalized).toList());
    }

    private static Tensor equalized(Tensor img) {
        return Torch.stack(img.unbind(0).stream().map(TensorOps::scaleChannel).toList());
    }

    private static Tensor scaleChannel(Tensor channel) {
        Tensor histogram = channel.reshape(-1).bincount(null, 256);
        Tensor used = histogram.get(histogram.ne(0));
        long step = Math.floorDiv(used.get(Index.slice(null, -1)).sum().itemLong(), 255L);
        if (step == 0) return channel;
        Tensor lut = histogram.cumsum(0).add(step / 2).div(step, "floor");
        lut = F.pad(lut, 1, 0).get(Index.slice(null, -1)).clamp(0, 255);
        return lut.get(channel.toLong()).to(DType.UINT8);
    }

    @Override
    public Tensor gaussianBlur(Tensor img, int[] kernelSize, double[] sigma) {
        assertImage(img);
        DType dtype = floating(img);
        Tensor x = gaussian(kernelSize[0], sigma[0], dtype, img);
        Tensor y = gaussian(kernelSize[1], sigma[1], dtype, img);
        Tensor kernel = y.unsqueeze(1).mm(x.unsqueeze(0));
        Cast in = Cast.in(img, dtype);
        long padX = kernelSize[0] / 2;
        long padY = kernelSize[1] / 2;
        Tensor padded = F.pad(in.img, new long[] {padX, padX, padY, padY}, PadMode.REFLECT);
        return in.out(filtered(padded, kernel));
    }

    private static Tensor gaussian(int size, double sigma, DType dtype, Tensor img) {
        double half = (size - 1) * 0.5;
        Tensor x = Torch.linspace(-half, half, size, Torch.dtype(dtype).device(img.device()));
        Tensor pdf = x.div(sigma).pow(2).mul(-0.5).exp();
        return pdf.div(pdf.sum());
    }

    // ---- Casts around an operation

    /** An image as a batch of a type that the operation knows, and the way back. */
    record Cast(Tensor img, DType dtype, boolean squeeze) {
        static Cast in(Tensor img, DType... known) {
            Tensor batch = img.dim() < 4 ? img.unsqueeze(0) : img;
            DType dtype = img.dtype();
            if (!List.of(known).contains(dtype)) batch = batch.to(known[0]);
            return new Cast(batch, dtype, img.dim() < 4);
        }

        Tensor out(Tensor result) {
            Tensor plain = squeeze ? result.squeeze(0) : result;
            if (dtype == img.dtype()) return plain;
            return switch (dtype) {
                case UINT8, INT8, INT16, INT32, INT64 -> plain.round().to(dtype);
                default -> plain.to(dtype);
            };
        }
    }
}
