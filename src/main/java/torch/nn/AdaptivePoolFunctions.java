package torch.nn;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.ReturnTypes.ValuesIndices;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/** The poolings of {@link F} whose output has the size asked for: adaptive and fractional ones. */
abstract class AdaptivePoolFunctions extends MaxPoolFunctions {
    AdaptivePoolFunctions() {}

    /** Averages over as many even windows as make the output of this size; see {@link AdaptiveAvgPool1d}. */
    public static Tensor adaptiveAvgPool1d(Tensor input, long outputSize) {
        return adaptiveAvgPool(1, input, IntOrTuple.of(outputSize));
    }

    /** Averages over as many even windows as make the output of any size; see {@link AdaptiveAvgPool1d}. */
    public static Tensor adaptiveAvgPool1d(Tensor input, Size outputSize) {
        return adaptiveAvgPool(1, input, IntOrTuple.of(outputSize));
    }

    /**
     * Averages over as many even windows as make the output of this size in both dimensions; see
     * {@link AdaptiveAvgPool2d}.
     */
    public static Tensor adaptiveAvgPool2d(Tensor input, long outputSize) {
        return adaptiveAvgPool(2, input, IntOrTuple.of(outputSize));
    }

    /** Averages over as many even windows as make the output of any size; see {@link AdaptiveAvgPool2d}. */
    public static Tensor adaptiveAvgPool2d(Tensor input, Size outputSize) {
        return adaptiveAvgPool(2, input, IntOrTuple.of(outputSize));
    }

    /**
     * Averages over as many even windows as make the output of any size, where null keeps the input's; see
     * {@link AdaptiveAvgPool2d}.
     */
    public static Tensor adaptiveAvgPool2d(Tensor input, List<@Nullable Long> outputSize) {
        return adaptiveAvgPool(2, input, IntOrTuple.of(outputSize));
    }

    /**
     * Averages over as many even windows as make the output of this size in all dimensions; see
     * {@link AdaptiveAvgPool3d}.
     */
    public static Tensor adaptiveAvgPool3d(Tensor input, long outputSize) {
        return adaptiveAvgPool(3, input, IntOrTuple.of(outputSize));
    }

    /** Averages over as many even windows as make the output of any size; see {@link AdaptiveAvgPool3d}. */
    public static Tensor adaptiveAvgPool3d(Tensor input, Size outputSize) {
        return adaptiveAvgPool(3, input, IntOrTuple.of(outputSize));
    }

    /**
     * Averages over as many even windows as make the output of any size, where null keeps the input's; see
     * {@link AdaptiveAvgPool3d}.
     */
    public static Tensor adaptiveAvgPool3d(Tensor input, List<@Nullable Long> outputSize) {
        return adaptiveAvgPool(3, input, IntOrTuple.of(outputSize));
    }

    /** Maxima over as many even windows as make the output of this size. */
    public static Tensor adaptiveMaxPool1d(Tensor input, long outputSize) {
        return adaptiveMaxPool1dWithIndices(input, outputSize).values();
    }

    /** Maxima over as many even windows as make the output of any size. */
    public static Tensor adaptiveMaxPool1d(Tensor input, Size outputSize) {
        return adaptiveMaxPool1dWithIndices(input, outputSize).values();
    }

    /** Maxima and their places over as many even windows as make the output of this size. */
    public static ValuesIndices adaptiveMaxPool1dWithIndices(Tensor input, long outputSize) {
        return adaptiveMaxPool(1, input, IntOrTuple.of(outputSize));
    }

    /** Maxima and their places over as many even windows as make the output of any size. */
    public static ValuesIndices adaptiveMaxPool1dWithIndices(Tensor input, Size outputSize) {
        return adaptiveMaxPool(1, input, IntOrTuple.of(outputSize));
    }

    /** Maxima over as many even windows as make the output of this size in both dimensions. */
    public static Tensor adaptiveMaxPool2d(Tensor input, long outputSize) {
        return adaptiveMaxPool2dWithIndices(input, outputSize).values();
    }

    /** Maxima over as many even windows as make the output of any size. */
    public static Tensor adaptiveMaxPool2d(Tensor input, Size outputSize) {
        return adaptiveMaxPool2dWithIndices(input, outputSize).values();
    }

    /** Maxima over as many even windows as make the output of any size, where null keeps the input's. */
    public static Tensor adaptiveMaxPool2d(Tensor input, List<@Nullable Long> outputSize) {
        return adaptiveMaxPool2dWithIndices(input, outputSize).values();
    }

    /** Maxima and their places over as many even windows as make the output of this size in both dimensions. */
    public static ValuesIndices adaptiveMaxPool2dWithIndices(Tensor input, long outputSize) {
        return adaptiveMaxPool(2, input, IntOrTuple.of(outputSize));
    }

    /** Maxima and their places over as many even windows as make the output of any size. */
    public static ValuesIndices adaptiveMaxPool2dWithIndices(Tensor input, Size outputSize) {
        return adaptiveMaxPool(2, input, IntOrTuple.of(outputSize));
    }

    /**
     * Maxima and their places over as many even windows as make the output of any size, where null keeps the input's.
     */
    public static ValuesIndices adaptiveMaxPool2dWithIndices(
            Tensor input, List<@Nullable Long> outputSize) {
        return adaptiveMaxPool(2, input, IntOrTuple.of(outputSize));
    }

    /** Maxima over as many even windows as make the output of this size in all dimensions. */
    public static Tensor adaptiveMaxPool3d(Tensor input, long outputSize) {
        return adaptiveMaxPool3dWithIndices(input, outputSize).values();
    }

    /** Maxima over as many even windows as make the output of any size. */
    public static Tensor adaptiveMaxPool3d(Tensor input, Size outputSize) {
        return adaptiveMaxPool3dWithIndices(input, outputSize).values();
    }

    /** Maxima over as many even windows as make the output of any size, where null keeps the input's. */
    public static Tensor adaptiveMaxPool3d(Tensor input, List<@Nullable Long> outputSize) {
        return adaptiveMaxPool3dWithIndices(input, outputSize).values();
    }

    /** Maxima and their places over as many even windows as make the output of this size in all dimensions. */
    public static ValuesIndices adaptiveMaxPool3dWithIndices(Tensor input, long outputSize) {
        return adaptiveMaxPool(3, input, IntOrTuple.of(outputSize));
    }

    /** Maxima and their places over as many even windows as make the output of any size. */
    public static ValuesIndices adaptiveMaxPool3dWithIndices(Tensor input, Size outputSize) {
        return adaptiveMaxPool(3, input, IntOrTuple.of(outputSize));
    }

    /**
     * Maxima and their places over as many even windows as make the output of any size, where null keeps the input's.
     */
    public static ValuesIndices adaptiveMaxPool3dWithIndices(
            Tensor input, List<@Nullable Long> outputSize) {
        return adaptiveMaxPool(3, input, IntOrTuple.of(outputSize));
    }

    /** Maxima over a square window that begins at random places; see {@link FractionalMaxPool2d}. */
    public static Tensor fractionalMaxPool2d(
            Tensor input, long kernelSize, Consumer<? super FractionalMaxPoolOptions> options) {
        return fractionalMaxima(2, input, IntOrTuple.of(kernelSize), options);
    }

    /** Maxima and their places over a square window that begins at random places; see {@link FractionalMaxPool2d}. */
    public static ValuesIndices fractionalMaxPool2dWithIndices(
            Tensor input, long kernelSize, Consumer<? super FractionalMaxPoolOptions> options) {
        return fractionalMaxPool(
                2,
                input,
                IntOrTuple.of(kernelSize),
                Keywords.set(new FractionalMaxPoolOptions(), options));
    }

    /** Maxima over a window of any shape that begins at random places; see {@link FractionalMaxPool2d}. */
    public static Tensor fractionalMaxPool2d(
            Tensor input, Size kernelSize, Consumer<? super FractionalMaxPoolOptions> options) {
        return fractionalMaxima(2, input, IntOrTuple.of(kernelSize), options);
    }

    /**
     * Maxima and their places over a window of any shape that begins at random places; see
     * {@link FractionalMaxPool2d}.
     */
    public static ValuesIndices fractionalMaxPool2dWithIndices(
            Tensor input, Size kernelSize, Consumer<? super FractionalMaxPoolOptions> options) {
        return fractionalMaxPool(
                2,
                input,
                IntOrTuple.of(kernelSize),
                Keywords.set(new FractionalMaxPoolOptions(), options));
    }

    /** Maxima over a cubic window that begins at random places; see {@link FractionalMaxPool3d}. */
    public static Tensor fractionalMaxPool3d(
            Tensor input, long kernelSize, Consumer<? super FractionalMaxPoolOptions> options) {
        return fractionalMaxima(3, input, IntOrTuple.of(kernelSize), options);
    }

    /** Maxima and their places over a cubic window that begins at random places; see {@link FractionalMaxPool3d}. */
    public static ValuesIndices fractionalMaxPool3dWithIndices(
            Tensor input, long kernelSize, Consumer<? super FractionalMaxPoolOptions> options) {
        return fractionalMaxPool(
                3,
                input,
                IntOrTuple.of(kernelSize),
                Keywords.set(new FractionalMaxPoolOptions(), options));
    }

    /** Maxima over a window of any shape that begins at random places; see {@link FractionalMaxPool3d}. */
    public static Tensor fractionalMaxPool3d(
            Tensor input, Size kernelSize, Consumer<? super FractionalMaxPoolOptions> options) {
        return fractionalMaxima(3, input, IntOrTuple.of(kernelSize), options);
    }

    /**
     * Maxima and their places over a window of any shape that begins at random places; see
     * {@link FractionalMaxPool3d}.
     */
    public static ValuesIndices fractionalMaxPool3dWithIndices(
            Tensor input, Size kernelSize, Consumer<? super FractionalMaxPoolOptions> options) {
        return fractionalMaxPool(
                3,
                input,
                IntOrTuple.of(kernelSize),
                Keywords.set(new FractionalMaxPoolOptions(), options));
    }

    static Tensor adaptiveAvgPool(int dims, Tensor input, IntOrTuple outputSize) {
        return adaptiveAvgPool(dims, input, adaptiveSize(dims, input, outputSize));
    }

    static Tensor adaptiveAvgPool(int dims, Tensor input, long[] size) {
        return switch (dims) {
            case 1 -> Aten.adaptive_avg_pool1d(input, size);
            case 2 -> Aten.adaptive_avg_pool2d(input, size);
            default -> Aten.adaptive_avg_pool3d(input, size);
        };
    }

    static ValuesIndices adaptiveMaxPool(int dims, Tensor input, IntOrTuple outputSize) {
        long[] size = adaptiveSize(dims, input, outputSize);
        return pair(
                switch (dims) {
                    case 1 -> Aten.adaptive_max_pool1d(input, size);
                    case 2 -> Aten.adaptive_max_pool2d(input, size);
                    default -> Aten.adaptive_max_pool3d(input, size);
                });
    }

    /** The size of an adaptive pooling's output, with the input's own where it is not given. */
    static long[] adaptiveSize(int dims, Tensor input, IntOrTuple outputSize) {
        if (outputSize.isNumber() || dims == 1) {
            return outputSize.size(dims).toArray();
        }
        List<@Nullable Long> sizes = outputSize.values();
        int first = input.dim() - sizes.size();
        if (first <= 0) {
            throw new IllegalArgumentException(
                    "Input dimension should be at least " + (sizes.size() + 1));
        }
        var size = new long[sizes.size()];
        for (int d = 0; d < size.length; d++) {
            Long given = sizes.get(d);
            size[d] = given == null ? input.size(first + d) : given;
        }
        return size;
    }

    private static Tensor fractionalMaxima(
            int dims,
            Tensor input,
            IntOrTuple kernelSize,
            Consumer<? super FractionalMaxPoolOptions> options) {
        FractionalMaxPoolOptions o = Keywords.set(new FractionalMaxPoolOptions(), options);
        checkNoIndices("fractionalMaxPool" + dims + "d", o.returnIndices);
        return fractionalMaxPool(dims, input, kernelSize, o).values();
    }

    private static ValuesIndices fractionalMaxPool(
            int dims, Tensor input, IntOrTuple kernelSize, FractionalMaxPoolOptions o) {
        return fractionalMaxPool(
                dims,
                input,
                kernelSize.size(dims).toArray(),
                o.outputSize == null ? null : o.outputSize.size(dims).toArray(),
                o.outputRatio,
                o.randomSamples);
    }

    static ValuesIndices fractionalMaxPool(
            int dims,
            Tensor input,
            long[] kernelSize,
            long @Nullable [] outputSize,
            double @Nullable [] outputRatio,
            @Nullable Tensor randomSamples) {
        long[] size = outputSize == null ? partOf(dims, input, outputRatio) : outputSize;
        Tensor samples = randomSamples;
        if (samples == null) {
            long batch = input.dim() == dims + 1 ? 1 : input.size(0);
            samples =
                    Torch.rand(
                            Torch.shape(batch, input.size(-dims - 1), dims),
                            Torch.dtype(input.dtype()).device(input.device()));
        }
        return pair(
                dims == 2
                        ? Aten.fractional_max_pool2d(input, kernelSize, size, samples)
                        : Aten.fractional_max_pool3d(input, kernelSize, size, samples));
    }

    private static long[] partOf(int dims, Tensor input, double @Nullable [] ratio) {
        if (ratio == null) {
            throw new IllegalArgumentException(
                    "fractional_max_pool%dd requires specifying either an output_size or an output_ratio"
                            .formatted(dims));
        }
        if (ratio.length != 1 && ratio.length != dims) {
            throw new IllegalArgumentException(
                    "fractional_max_pool%dd requires output_ratio to either be a single Int or tuple of Ints."
                            .formatted(dims));
        }
        var size = new long[dims];
        for (int d = 0; d < dims; d++) {
            size[d] = (long) (input.size(d - dims) * ratio[ratio.length == 1 ? 0 : d]);
        }
        return size;
    }
}
