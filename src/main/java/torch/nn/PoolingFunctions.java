package torch.nn;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Size;
import torch.Tensor;
import torch.internal.PythonText;

/** The poolings of averages and of powers of {@link F}. */
abstract class PoolingFunctions extends AdaptivePoolFunctions {
    PoolingFunctions() {}

    /** Averages over a window of this length that moves by its own size. */
    public static Tensor avgPool1d(Tensor input, long kernelSize) {
        return avgPool1d(input, kernelSize, o -> {});
    }

    /** Averages over a window of this length with this stride. */
    public static Tensor avgPool1d(Tensor input, long kernelSize, long stride) {
        return avgPool1d(input, kernelSize, o -> o.stride(stride));
    }

    /** Averages over a window of this length with this stride and padding on both sides. */
    public static Tensor avgPool1d(Tensor input, long kernelSize, long stride, long padding) {
        return avgPool1d(input, kernelSize, o -> o.stride(stride).padding(padding));
    }

    /** Averages over a window of this length with keyword arguments; see {@link AvgPool1d}. */
    public static Tensor avgPool1d(
            Tensor input, long kernelSize, Consumer<? super AvgPool1dOptions> options) {
        return avgPool(
                1, input, IntOrTuple.of(kernelSize), Keywords.set(new AvgPool1dOptions(), options));
    }

    /** Averages over a window of any shape with keyword arguments; see {@link AvgPool1d}. */
    public static Tensor avgPool1d(
            Tensor input, Size kernelSize, Consumer<? super AvgPool1dOptions> options) {
        return avgPool(
                1, input, IntOrTuple.of(kernelSize), Keywords.set(new AvgPool1dOptions(), options));
    }

    /** Averages over a square window that moves by its own size. */
    public static Tensor avgPool2d(Tensor input, long kernelSize) {
        return avgPool2d(input, kernelSize, o -> {});
    }

    /** Averages over a square window with this stride in both dimensions. */
    public static Tensor avgPool2d(Tensor input, long kernelSize, long stride) {
        return avgPool2d(input, kernelSize, o -> o.stride(stride));
    }

    /** Averages over a square window with this stride and padding in both dimensions. */
    public static Tensor avgPool2d(Tensor input, long kernelSize, long stride, long padding) {
        return avgPool2d(input, kernelSize, o -> o.stride(stride).padding(padding));
    }

    /** Averages over a square window with keyword arguments; see {@link AvgPool2d}. */
    public static Tensor avgPool2d(
            Tensor input, long kernelSize, Consumer<? super AvgPoolOptions> options) {
        return avgPool(
                2, input, IntOrTuple.of(kernelSize), Keywords.set(new AvgPoolOptions(), options));
    }

    /** Averages over a window of any shape with keyword arguments; see {@link AvgPool2d}. */
    public static Tensor avgPool2d(
            Tensor input, Size kernelSize, Consumer<? super AvgPoolOptions> options) {
        return avgPool(
                2, input, IntOrTuple.of(kernelSize), Keywords.set(new AvgPoolOptions(), options));
    }

    /** Averages over a cubic window that moves by its own size. */
    public static Tensor avgPool3d(Tensor input, long kernelSize) {
        return avgPool3d(input, kernelSize, o -> {});
    }

    /** Averages over a cubic window with this stride in all dimensions. */
    public static Tensor avgPool3d(Tensor input, long kernelSize, long stride) {
        return avgPool3d(input, kernelSize, o -> o.stride(stride));
    }

    /** Averages over a cubic window with this stride and padding in all dimensions. */
    public static Tensor avgPool3d(Tensor input, long kernelSize, long stride, long padding) {
        return avgPool3d(input, kernelSize, o -> o.stride(stride).padding(padding));
    }

    /** Averages over a cubic window with keyword arguments; see {@link AvgPool3d}. */
    public static Tensor avgPool3d(
            Tensor input, long kernelSize, Consumer<? super AvgPoolOptions> options) {
        return avgPool(
                3, input, IntOrTuple.of(kernelSize), Keywords.set(new AvgPoolOptions(), options));
    }

    /** Averages over a window of any shape with keyword arguments; see {@link AvgPool3d}. */
    public static Tensor avgPool3d(
            Tensor input, Size kernelSize, Consumer<? super AvgPoolOptions> options) {
        return avgPool(
                3, input, IntOrTuple.of(kernelSize), Keywords.set(new AvgPoolOptions(), options));
    }

    /** Power averages over a window of this length that moves by its own size. */
    public static Tensor lpPool1d(Tensor input, Number normType, long kernelSize) {
        return lpPool1d(input, normType, kernelSize, o -> {});
    }

    /** Power averages over a window of this length with this stride. */
    public static Tensor lpPool1d(Tensor input, Number normType, long kernelSize, long stride) {
        return lpPool1d(input, normType, kernelSize, o -> o.stride(stride));
    }

    /** Power averages over a window of this length with keyword arguments; see {@link LPPool1d}. */
    public static Tensor lpPool1d(
            Tensor input,
            Number normType,
            long kernelSize,
            Consumer<? super LPPoolOptions> options) {
        return lpPool(1, input, normType, IntOrTuple.of(kernelSize), options);
    }

    /** Power averages over a window of any shape with keyword arguments; see {@link LPPool1d}. */
    public static Tensor lpPool1d(
            Tensor input,
            Number normType,
            Size kernelSize,
            Consumer<? super LPPoolOptions> options) {
        return lpPool(1, input, normType, IntOrTuple.of(kernelSize), options);
    }

    /** Power averages over a square window that moves by its own size. */
    public static Tensor lpPool2d(Tensor input, Number normType, long kernelSize) {
        return lpPool2d(input, normType, kernelSize, o -> {});
    }

    /** Power averages over a square window with this stride in both dimensions. */
    public static Tensor lpPool2d(Tensor input, Number normType, long kernelSize, long stride) {
        return lpPool2d(input, normType, kernelSize, o -> o.stride(stride));
    }

    /** Power averages over a square window with keyword arguments; see {@link LPPool2d}. */
    public static Tensor lpPool2d(
            Tensor input,
            Number normType,
            long kernelSize,
            Consumer<? super LPPoolOptions> options) {
        return lpPool(2, input, normType, IntOrTuple.of(kernelSize), options);
    }

    /** Power averages over a window of any shape with keyword arguments; see {@link LPPool2d}. */
    public static Tensor lpPool2d(
            Tensor input,
            Number normType,
            Size kernelSize,
            Consumer<? super LPPoolOptions> options) {
        return lpPool(2, input, normType, IntOrTuple.of(kernelSize), options);
    }

    /** Power averages over a cubic window that moves by its own size. */
    public static Tensor lpPool3d(Tensor input, Number normType, long kernelSize) {
        return lpPool3d(input, normType, kernelSize, o -> {});
    }

    /** Power averages over a cubic window with this stride in all dimensions. */
    public static Tensor lpPool3d(Tensor input, Number normType, long kernelSize, long stride) {
        return lpPool3d(input, normType, kernelSize, o -> o.stride(stride));
    }

    /** Power averages over a cubic window with keyword arguments; see {@link LPPool3d}. */
    public static Tensor lpPool3d(
            Tensor input,
            Number normType,
            long kernelSize,
            Consumer<? super LPPoolOptions> options) {
        return lpPool(3, input, normType, IntOrTuple.of(kernelSize), options);
    }

    /** Power averages over a window of any shape with keyword arguments; see {@link LPPool3d}. */
    public static Tensor lpPool3d(
            Tensor input,
            Number normType,
            Size kernelSize,
            Consumer<? super LPPoolOptions> options) {
        return lpPool(3, input, normType, IntOrTuple.of(kernelSize), options);
    }

    private static Tensor avgPool(
            int dims, Tensor input, IntOrTuple kernelSize, AvgPoolNdOptions<?> o) {
        Long divisor = o instanceof AvgPoolOptions many ? many.divisorOverride : null;
        return avgPool(
                dims,
                input,
                kernelSize.size(dims).toArray(),
                o.strides(dims),
                o.padding.size(dims).toArray(),
                o.ceilMode,
                o.countIncludePad,
                divisor);
    }

    static Tensor avgPool(
            int dims,
            Tensor input,
            long[] kernelSize,
            long[] stride,
            long[] padding,
            boolean ceilMode,
            boolean countIncludePad,
            @Nullable Long divisorOverride) {
        return switch (dims) {
            case 1 ->
                    Aten.avg_pool1d(input, kernelSize, stride, padding, ceilMode, countIncludePad);
            case 2 ->
                    Aten.avg_pool2d(
                            input,
                            kernelSize,
                            stride,
                            padding,
                            ceilMode,
                            countIncludePad,
                            divisorOverride);
            default ->
                    Aten.avg_pool3d(
                            input,
                            kernelSize,
                            stride,
                            padding,
                            ceilMode,
                            countIncludePad,
                            divisorOverride);
        };
    }

    private static Tensor lpPool(
            int dims,
            Tensor input,
            Number normType,
            IntOrTuple kernelSize,
            Consumer<? super LPPoolOptions> options) {
        LPPoolOptions o = Keywords.set(new LPPoolOptions(), options);
        return lpPool(
                dims,
                input,
                normType,
                kernelSize.size(dims).toArray(),
                o.strides(dims),
                o.ceilMode);
    }

    static Tensor lpPool(
            int dims,
            Tensor input,
            Number normType,
            long[] kernelSize,
            long[] stride,
            boolean ceilMode) {
        checkNormType(normType);
        double p = normType.doubleValue();
        var none = new long[dims];
        long[] ones = IntOrTuple.of(1).size(dims).toArray();
        if (p == Double.POSITIVE_INFINITY) {
            return maxPool(dims, input.abs(), kernelSize, stride, none, ones, ceilMode);
        }
        if (p == Double.NEGATIVE_INFINITY) {
            return maxPool(dims, input.abs().neg(), kernelSize, stride, none, ones, ceilMode).neg();
        }
        Tensor powers = Aten.pow_Tensor_Scalar(input, normType);
        Tensor mean = avgPool(dims, powers, kernelSize, stride, none, ceilMode, true, null);
        return mean.sign().mul(relu(mean.abs())).mul(Size.of(kernelSize).numel()).pow(1 / p);
    }

    static void checkNormType(Number normType) {
        if (normType.doubleValue() == 0) {
            throw new IllegalArgumentException(
                    "norm_type must be a non-zero value, but got " + PythonText.of(normType));
        }
    }
}
