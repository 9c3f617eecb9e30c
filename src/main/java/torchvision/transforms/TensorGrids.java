package torchvision.transforms;

import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Index;
import torch.Tensor;
import torch.TensorOptions;
import torch.Torch;
import torch.nn.F;
import torchvision.transforms.ImageOps.Dimensions;

/** Tensors sampled along a grid: affine maps, rotations, perspective and elastic displacements. */
final class TensorGrids {
    private TensorGrids() {}

    static Tensor affine(
            Tensor img,
            double[] matrix,
            InterpolationMode mode,
            double @Nullable [] fill,
            Dimensions size) {
        check(mode, fill, size);
        int w = size.width();
        int h = size.height();
        return sampled(img, affineGrid(theta(img, matrix), w, h, w, h), mode, fill);
    }

    static Tensor rotate(
            Tensor img,
            double[] matrix,
            InterpolationMode mode,
            boolean expand,
            double @Nullable [] fill,
            Dimensions size) {
        check(mode, fill, size);
        int w = size.width();
        int h = size.height();
        int[] out = expand ? expanded(matrix, w, h) : new int[] {w, h};
        return sampled(img, affineGrid(theta(img, matrix), w, h, out[0], out[1]), mode, fill);
    }

    static Tensor perspective(
            Tensor img,
            double[] c,
            InterpolationMode mode,
            double @Nullable [] fill,
            Dimensions size) {
        check(mode, fill, size);
        TensorOptions options = like(img);
        int w = size.width();
        int h = size.height();
        Tensor theta1 = tensor(options, c[0], c[1], c[2], c[3], c[4], c[5]).view(1, 2, 3);
        Tensor theta2 = tensor(options, c[6], c[7], 1, c[6], c[7], 1).view(1, 2, 3);
        double d = 0.5;
        Tensor places = places(d, w + d - 1.0, w, d, h + d - 1.0, h, options);
        Tensor rescaled = theta1.transpose(1, 2).div(tensor(options, 0.5 * w, 0.5 * h));
        Tensor grid = places.bmm(rescaled).div(places.bmm(theta2.transpose(1, 2))).sub(1.0);
        return sampled(img, grid.view(1, h, w, 2), mode, fill);
    }

    static Tensor elastic(
            Tensor img, Tensor displacement, InterpolationMode mode, double @Nullable [] fill) {
        long h = img.size(-2);
        long w = img.size(-1);
        Tensor y = Torch.linspace((-h + 1.0) / h, (h - 1.0) / h, h).view(h, 1).expand(h, w);
        Tensor x = Torch.linspace((-w + 1.0) / w, (w - 1.0) / w, w).expand(h, w);
        Tensor identity = Torch.stack(List.of(x, y), -1).unsqueeze(0);
        Tensor grid = identity.to(img.device()).add(displacement.to(img.device()));
        return sampled(img, grid, mode, fill);
    }

    private static void check(InterpolationMode mode, double @Nullable [] fill, Dimensions size) {
        if (fill != null && fill.length > 1 && fill.length != size.channels()) {
            throw new IllegalArgumentException(
                    "The number of elements in 'fill' cannot broadcast to match the number of"
                            + " channels of the image ("
                            + fill.length
                            + " != "
                            + size.channels()
                            + ")");
        }
        if (mode != InterpolationMode.NEAREST && mode != InterpolationMode.BILINEAR) {
            throw new IllegalArgumentException(
                    "Interpolation mode '" + mode + "' is unsupported with Tensor input");
        }
    }

    /** The type of a grid for an image, and its device. */
    private static TensorOptions like(Tensor img) {
        return Torch.dtype(img.isFloatingPoint() ? img.dtype() : DType.FLOAT32)
                .device(img.device());
    }

    private static Tensor tensor(TensorOptions options, double... values) {
        return Torch.tensor((Object) values, options);
    }

    private static Tensor theta(Tensor img, double[] matrix) {
        return tensor(like(img), matrix).reshape(1, 2, 3);
    }

    /** Homogeneous places of all pixels, {@code (1, h·w, 3)}. */
    private static Tensor places(
            double x0, double x1, int w, double y0, double y1, int h, TensorOptions options) {
        TensorOptions plain = TensorOptions.DEFAULT.device(options.deviceOrNull());
        Tensor grid = Torch.empty(new long[] {1, h, w, 3}, options);
        grid.get(Index.ELLIPSIS, 0).copy_(Torch.linspace(x0, x1, w, plain));
        grid.get(Index.ELLIPSIS, 1).copy_(Torch.linspace(y0, y1, h, plain).unsqueeze_(-1));
        grid.get(Index.ELLIPSIS, 2).fill_(1);
        return grid.view(1, (long) h * w, 3);
    }

    private static Tensor affineGrid(Tensor theta, int w, int h, int ow, int oh) {
        double d = 0.5;
        TensorOptions options = Torch.dtype(theta.dtype()).device(theta.device());
        Tensor places =
                places(
                        -ow * 0.5 + d,
                        ow * 0.5 + d - 1,
                        ow,
                        -oh * 0.5 + d,
                        oh * 0.5 + d - 1,
                        oh,
                        options);
        Tensor rescaled = theta.transpose(1, 2).div(tensor(options, 0.5 * w, 0.5 * h));
        return places.bmm(rescaled).view(1, oh, ow, 2);
    }

    /** Width and height that hold the whole rotated image. */
    private static int[] expanded(double[] matrix, int w, int h) {
        double x = 0.5 * w;
        double y = 0.5 * h;
        Tensor corners =
                tensor(Torch.dtype(DType.FLOAT32), -x, -y, 1, -x, y, 1, x, y, 1, x, -y, 1)
                        .view(4, 3);
        Tensor theta = tensor(Torch.dtype(DType.FLOAT32), matrix).view(2, 3);
        Tensor moved = corners.matmul(theta.t());
        Tensor middle = tensor(Torch.dtype(DType.FLOAT32), x, y);
        Tensor min = moved.min(0).values().add_(middle);
        Tensor max = moved.max(0).values().add_(middle);
        // Places are cut to 1e-4, so that no rounding error adds a pixel.
        double tolerance = 1e-4;
        Tensor size =
                max.div(tolerance)
                        .trunc_()
                        .mul(tolerance)
                        .ceil()
                        .sub(min.div(tolerance).trunc_().mul(tolerance).floor());
        double[] values = size.toDouble().toDoubleArray();
        return new int[] {(int) values[0], (int) values[1]};
    }

    private static Tensor sampled(
            Tensor img, Tensor oneGrid, InterpolationMode mode, double @Nullable [] fill) {
        TensorOps.Cast in = TensorOps.Cast.in(img, oneGrid.dtype());
        Tensor batch = in.img();
        Tensor grid = oneGrid;
        if (batch.size(0) > 1) {
            grid = grid.expand(batch.size(0), grid.size(1), grid.size(2), grid.size(3));
        }
        if (fill != null) {
            // A channel of ones shows what came from outside.
            long[] shape = {batch.size(0), 1, batch.size(2), batch.size(3)};
            Tensor ones = Torch.ones(shape, Torch.dtype(batch.dtype()).device(batch.device()));
            batch = Torch.cat(List.of(batch, ones), 1);
        }
        var how =
                mode == InterpolationMode.NEAREST
                        ? torch.nn.InterpolationMode.NEAREST
                        : torch.nn.InterpolationMode.BILINEAR;
        Tensor result = F.gridSample(batch, grid, o -> o.mode(how).alignCorners(false));
        if (fill != null) {
            Tensor mask = result.get(Index.ALL, Index.slice(-1, null));
            result = result.get(Index.ALL, Index.slice(null, -1));
            mask = mask.expandAs(result);
            Tensor colour =
                    Torch.tensor(
                                    (Object) DoubleStream.of(fill).toArray(),
                                    Torch.dtype(result.dtype()).device(result.device()))
                            .view(1, fill.length, 1, 1)
                            .expandAs(result);
            if (mode == InterpolationMode.NEAREST) {
                Tensor outside = mask.lt(0.5);
                result.set(outside, colour.get(outside));
            } else {
                result = result.mul(mask).add(Torch.sub(1.0, mask).mul(colour));
            }
        }
        return in.out(result);
    }
}
