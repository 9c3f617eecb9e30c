package torch.nn;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Size;
import torch.Tensor;
import torch.TorchException;

/** The normalizations of {@link F}. */
abstract class NormFunctions extends DropoutFunctions {
    NormFunctions() {}

    /** Batch normalization by given statistics. */
    public static Tensor batchNorm(
            Tensor input, @Nullable Tensor runningMean, @Nullable Tensor runningVar) {
        return batchNorm(input, runningMean, runningVar, o -> {});
    }

    /** Batch normalization with keyword arguments; see {@link BatchNorm2d}. */
    public static Tensor batchNorm(
            Tensor input,
            @Nullable Tensor runningMean,
            @Nullable Tensor runningVar,
            Consumer<? super FunctionalNormOptions.Batch> options) {
        var o = Keywords.set(new FunctionalNormOptions.Batch(), options);
        return batchNorm(
                input, runningMean, runningVar, o.weight, o.bias, o.training, o.momentum, o.eps);
    }

    /**
     * Batch normalization; see {@link BatchNorm2d}.
     *
     * @param training whether to normalize by the batch's own statistics and to update the running ones, where given
     * @param momentum weight of the batch in the running statistics
     * @throws IllegalArgumentException where a training batch has only one value per channel
     */
    public static Tensor batchNorm(
            Tensor input,
            @Nullable Tensor runningMean,
            @Nullable Tensor runningVar,
            @Nullable Tensor weight,
            @Nullable Tensor bias,
            boolean training,
            double momentum,
            double eps) {
        if (training) {
            Size shape = input.shape();
            checkBatchSize(shape.toArray(), shape.toString());
        }
        if (training && eps <= 0) {
            throw new IllegalArgumentException(
                    "batch_norm eps must be positive during training, but got " + Repr.of(eps));
        }
        if (eps < 0) {
            throw new IllegalArgumentException(
                    "batch_norm eps must be non-negative, but got " + Repr.of(eps));
        }
        return Aten.batch_norm(
                input, weight, bias, runningMean, runningVar, training, momentum, eps, true);
    }

    /** Instance normalization by the input's own statistics. */
    public static Tensor instanceNorm(Tensor input) {
        return instanceNorm(input, o -> {});
    }

    /** Instance normalization by the input's own statistics, with keyword arguments. */
    public static Tensor instanceNorm(
            Tensor input, Consumer<? super FunctionalNormOptions.Instance> options) {
        return instanceNorm(input, null, null, options);
    }

    /** Instance normalization with keyword arguments; see {@link InstanceNorm2d}. */
    public static Tensor instanceNorm(
            Tensor input,
            @Nullable Tensor runningMean,
            @Nullable Tensor runningVar,
            Consumer<? super FunctionalNormOptions.Instance> options) {
        var o = Keywords.set(new FunctionalNormOptions.Instance(), options);
        return instanceNorm(
                input,
                runningMean,
                runningVar,
                o.weight,
                o.bias,
                o.useInputStats,
                o.momentum,
                o.eps);
    }

    /**
     * Instance normalization; see {@link InstanceNorm2d}.
     *
     * @param useInputStats whether to normalize by the input's own statistics and to update the running ones, where
     *     given
     * @param momentum weight of the input in the running statistics
     * @throws IllegalArgumentException where a channel has only one element to take statistics of
     */
    public static Tensor instanceNorm(
            Tensor input,
            @Nullable Tensor runningMean,
            @Nullable Tensor runningVar,
            @Nullable Tensor weight,
            @Nullable Tensor bias,
            boolean useInputStats,
            double momentum,
            double eps) {
        if (useInputStats) {
            Size shape = input.shape();
            if (shape.stream().skip(2).reduce(1, (a, b) -> a * b) == 1) {
                throw new IllegalArgumentException(
                        "Expected more than 1 spatial element when training, got input size "
                                + shape);
            }
        }
        return Aten.instance_norm(
                input, weight, bias, runningMean, runningVar, useInputStats, momentum, eps, true);
    }

    /** Normalization over the last dimensions. */
    public static Tensor layerNorm(Tensor input, Size normalizedShape) {
        return layerNorm(input, normalizedShape, null, null);
    }

    /** Normalization over the last dimensions with a factor and a shift. */
    public static Tensor layerNorm(
            Tensor input, Size normalizedShape, @Nullable Tensor weight, @Nullable Tensor bias) {
        return layerNorm(input, normalizedShape, weight, bias, 1e-5);
    }

    /** Normalization over the last dimensions with keyword arguments. */
    public static Tensor layerNorm(
            Tensor input,
            Size normalizedShape,
            Consumer<? super FunctionalNormOptions.Affine> options) {
        var o = Keywords.set(new FunctionalNormOptions.Affine(), options);
        return layerNorm(input, normalizedShape, o.weight, o.bias, o.eps);
    }

    /** Normalization over the last dimensions, of sizes {@code normalizedShape}; see {@link LayerNorm}. */
    public static Tensor layerNorm(
            Tensor input,
            Size normalizedShape,
            @Nullable Tensor weight,
            @Nullable Tensor bias,
            double eps) {
        return Aten.layer_norm(input, normalizedShape.toArray(), weight, bias, eps, true);
    }

    /** Division by the root mean square over the last dimensions. */
    public static Tensor rmsNorm(Tensor input, Size normalizedShape) {
        return rmsNorm(input, normalizedShape, null);
    }

    /** Division by the root mean square over the last dimensions, with a factor. */
    public static Tensor rmsNorm(Tensor input, Size normalizedShape, @Nullable Tensor weight) {
        return rmsNorm(input, normalizedShape, weight, null);
    }

    /**
     * Division by the root mean square over the last dimensions, of sizes {@code normalizedShape}; see {@link RMSNorm}.
     */
    public static Tensor rmsNorm(
            Tensor input, Size normalizedShape, @Nullable Tensor weight, @Nullable Double eps) {
        return Aten.rms_norm(input, normalizedShape.toArray(), weight, eps);
    }

    /** Normalization of groups of channels. */
    public static Tensor groupNorm(Tensor input, long numGroups) {
        return groupNorm(input, numGroups, null, null);
    }

    /** Normalization of groups of channels with a factor and a shift per channel. */
    public static Tensor groupNorm(
            Tensor input, long numGroups, @Nullable Tensor weight, @Nullable Tensor bias) {
        return groupNorm(input, numGroups, weight, bias, 1e-5);
    }

    /** Normalization of groups of channels with keyword arguments. */
    public static Tensor groupNorm(
            Tensor input, long numGroups, Consumer<? super FunctionalNormOptions.Affine> options) {
        var o = Keywords.set(new FunctionalNormOptions.Affine(), options);
        return groupNorm(input, numGroups, o.weight, o.bias, o.eps);
    }

    /**
     * Normalization of groups of channels; see {@link GroupNorm}.
     *
     * @throws TorchException where the input has fewer than 2 dimensions
     * @throws IllegalArgumentException where a group has only one value
     */
    public static Tensor groupNorm(
            Tensor input,
            long numGroups,
            @Nullable Tensor weight,
            @Nullable Tensor bias,
            double eps) {
        if (input.dim() < 2) {
            throw new TorchException(
                    "Expected at least 2 dimensions for input tensor but received " + input.dim());
        }
        long values = Math.floorDiv(input.size(0) * input.size(1), numGroups);
        long[] size =
                LongStream.concat(LongStream.of(values, numGroups), input.shape().stream().skip(2))
                        .toArray();
        checkBatchSize(size, Arrays.toString(size));
        return Aten.group_norm(input, numGroups, weight, bias, eps, true);
    }

    /** {@link LocalResponseNorm} with alpha 1e-4, beta 0.75 and k 1. */
    public static Tensor localResponseNorm(Tensor input, long size) {
        return localResponseNorm(input, size, o -> {});
    }

    /** {@link LocalResponseNorm} with keyword arguments. */
    public static Tensor localResponseNorm(
            Tensor input, long size, Consumer<? super ResponseNormOptions> options) {
        var o = Keywords.set(new ResponseNormOptions(), options);
        return localResponseNorm(input, size, o.alpha, o.beta, o.k());
    }

    /**
     * Divides each channel by what {@code size} channels around it sum up to; see {@link LocalResponseNorm}.
     *
     * @throws IllegalArgumentException where the input has fewer than 3 dimensions
     */
    public static Tensor localResponseNorm(
            Tensor input, long size, double alpha, double beta, double k) {
        if (input.dim() < 3) {
            throw new IllegalArgumentException(
                    "Expected 3D or higher dimensionality                          input (got "
                            + input.dim()
                            + " dimensions)");
        }
        if (input.numel() == 0) {
            return input;
        }
        return input.div(meanSquares(input, size).mul(alpha).add(k).pow(beta));
    }

    /** Squares averaged over {@code size} neighbouring channels, with zeros beyond the first and the last. */
    private static Tensor meanSquares(Tensor input, long size) {
        long before = size / 2;
        long after = Math.floorDiv(size - 1, 2);
        Tensor squares = input.mul(input);
        if (input.dim() == 3) {
            Tensor padded =
                    Aten.pad(
                            squares.unsqueeze(1),
                            new long[] {0, 0, before, after},
                            "constant",
                            null);
            return Aten.avg_pool2d(
                            padded,
                            new long[] {size, 1},
                            new long[] {1},
                            new long[] {0},
                            false,
                            true,
                            null)
                    .squeeze(1);
        }
        Tensor volume = squares.view(input.size(0), 1, input.size(1), input.size(2), -1);
        Tensor padded = Aten.pad(volume, new long[] {0, 0, 0, 0, before, after}, "constant", null);
        return Aten.avg_pool3d(
                        padded,
                        new long[] {size, 1, 1},
                        new long[] {1},
                        new long[] {0},
                        false,
                        true,
                        null)
                .squeeze(1)
                .view(input.shape().toArray());
    }

    /** Divides by the Euclidean norm over dimension 1. */
    public static Tensor normalize(Tensor input) {
        return normalize(input, o -> {});
    }

    /** Divides by the p-norm over one dimension. */
    public static Tensor normalize(Tensor input, double p, long dim) {
        return normalize(input, o -> o.p(p).dim(dim));
    }

    /** Divides by the p-norm over some dimensions, {@code x / max(‖x‖_p, eps)}. */
    public static Tensor normalize(Tensor input, Consumer<? super NormalizeOptions> options) {
        var o = Keywords.set(new NormalizeOptions(), options);
        Tensor norm = input.norm(o.p, o.dim, true);
        if (o.out == null) {
            return input.div(norm.clampMin(o.eps).expandAs(input));
        }
        return Aten.div_out(input, norm.clampMin_(o.eps).expandAs(input), o.out);
    }

    private static void checkBatchSize(long[] size, String printed) {
        long valuesPerChannel = size[0];
        for (int d = 2; d < size.length; d++) {
            valuesPerChannel *= size[d];
        }
        if (valuesPerChannel == 1) {
            throw new IllegalArgumentException(
                    "Expected more than 1 value per channel when training, got input size "
                            + printed);
        }
    }
}
