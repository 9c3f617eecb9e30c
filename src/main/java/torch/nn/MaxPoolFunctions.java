package torch.nn;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.ReturnTypes.Tuple2;
import torch.ReturnTypes.ValuesIndices;
import torch.Size;
import torch.Tensor;

/** The max poolings of {@link F} and what undoes them. */
abstract class MaxPoolFunctions extends ConvolutionFunctions {
    MaxPoolFunctions() {}

    /** Maxima over a window of this length that moves by its own size. */
    public static Tensor maxPool1d(Tensor input, long kernelSize) {
        return maxPool1d(input, kernelSize, o -> {});
    }

    /** Maxima over a window of this length with this stride. */
    public static Tensor maxPool1d(Tensor input, long kernelSize, long stride) {
        return maxPool1d(input, kernelSize, o -> o.stride(stride));
    }

    /** Maxima over a window of this length with this stride and padding on both sides. */
    public static Tensor maxPool1d(Tensor input, long kernelSize, long stride, long padding) {
        return maxPool1d(input, kernelSize, o -> o.stride(stride).padding(padding));
    }

    /** Maxima over a window of this length with keyword arguments; see {@link MaxPool1d}. */
    public static Tensor maxPool1d(
            Tensor input, long kernelSize, Consumer<? super MaxPoolOptions> options) {
        return maxPool(1, input, IntOrTuple.of(kernelSize), options);
    }

    /** Maxima over a window of any shape with keyword arguments; see {@link MaxPool1d}. */
    public static Tensor maxPool1d(
            Tensor input, Size kernelSize, Consumer<? super MaxPoolOptions> options) {
        return maxPool(1, input, IntOrTuple.of(kernelSize), options);
    }

    /** Maxima over a square window that moves by its own size. */
    public static Tensor maxPool2d(Tensor input, long kernelSize) {
        return maxPool2d(input, kernelSize, o -> {});
    }

    /** Maxima over a square window with this stride in both dimensions. */
    public static Tensor maxPool2d(Tensor input, long kernelSize, long stride) {
        return maxPool2d(input, kernelSize, o -> o.stride(stride));
    }

    /** Maxima over a square window with this stride and padding in both dimensions. */
    public static Tensor maxPool2d(Tensor input, long kernelSize, long stride, long padding) {
        return maxPool2d(input, kernelSize, o -> o.stride(stride).padding(padding));
    }

    /** Maxima over a square window with keyword arguments; see {@link MaxPool2d}. */
    public static Tensor maxPool2d(
            Tensor input, long kernelSize, Consumer<? super MaxPoolOptions> options) {
        return maxPool(2, input, IntOrTuple.of(kernelSize), options);
    }

    /** Maxima over a window of any shape with keyword arguments; see {@link MaxPool2d}. */
    public static Tensor maxPool2d(
            Tensor input, Size kernelSize, Consumer<? super MaxPoolOptions> options) {
        return maxPool(2, input, IntOrTuple.of(kernelSize), options);
    }

    /** Maxima over a cubic window that moves by its own size. */
    public static Tensor maxPool3d(Tensor input, long kernelSize) {
        return maxPool3d(input, kernelSize, o -> {});
    }

    /** Maxima over a cubic window with this stride in all dimensions. */
    public static Tensor maxPool3d(Tensor input, long kernelSize, long stride) {
        return maxPool3d(input, kernelSize, o -> o.stride(stride));
    }

    /** Maxima over a cubic window with this stride and padding in all dimensions. */
    public static Tensor maxPool3d(Tensor input, long kernelSize, long stride, long padding) {
        return maxPool3d(input, kernelSize, o -> o.stride(stride).padding(padding));
    }

    /** Maxima over a cubic window with keyword arguments; see {@link MaxPool3d}. */
    public static Tensor maxPool3d(
            Tensor input, long kernelSize, Consumer<? super MaxPoolOptions> options) {
        return maxPool(3, input, IntOrTuple.of(kernelSize), options);
    }

    /** Maxima over a window of any shape with keyword arguments; see {@link MaxPool3d}. */
    public static Tensor maxPool3d(
            Tensor input, Size kernelSize, Consumer<? super MaxPoolOptions> options) {
        return maxPool(3, input, IntOrTuple.of(kernelSize), options);
    }

    /** Maxima and their places over a window of this length that moves by its own size. */
    public static ValuesIndices maxPool1dWithIndices(Tensor input, long kernelSize) {
        return maxPool1dWithIndices(input, kernelSize, o -> {});
    }

    /** Maxima and their places over a window of this length with keyword arguments; see {@link MaxPool1d}. */
    public static ValuesIndices maxPool1dWithIndices(
            Tensor input, long kernelSize, Consumer<? super MaxPoolOptions> options) {
        return maxPoolWithIndices(1, input, IntOrTuple.of(kernelSize), options);
    }

    /** Maxima and their places over a window of any shape with keyword arguments; see {@link MaxPool1d}. */
    public static ValuesIndices maxPool1dWithIndices(
            Tensor input, Size kernelSize, Consumer<? super MaxPoolOptions> options) {
        return maxPoolWithIndices(1, input, IntOrTuple.of(kernelSize), options);
    }

    /** Maxima and their places over a square window that moves by its own size. */
    public static ValuesIndices maxPool2dWithIndices(Tensor input, long kernelSize) {
        return maxPool2dWithIndices(input, kernelSize, o -> {});
    }

    /** Maxima and their places over a square window with keyword arguments; see {@link MaxPool2d}. */
    public static ValuesIndices maxPool2dWithIndices(
            Tensor input, long kernelSize, Consumer<? super MaxPoolOptions> options) {
        return maxPoolWithIndices(2, input, IntOrTuple.of(kernelSize), options);
    }

    /** Maxima and their places over a window of any shape with keyword arguments; see {@link MaxPool2d}. */
    public static ValuesIndices maxPool2dWithIndices(
            Tensor input, Size kernelSize, Consumer<? super MaxPoolOptions> options) {
        return maxPoolWithIndices(2, input, IntOrTuple.of(kernelSize), options);
    }

    /** Maxima and their places over a cubic window that moves by its own size. */
    public static ValuesIndices maxPool3dWithIndices(Tensor input, long kernelSize) {
        return maxPool3dWithIndices(input, kernelSize, o -> {});
    }

    /** Maxima and their places over a cubic window with keyword arguments; see {@link MaxPool3d}. */
    public static ValuesIndices maxPool3dWithIndices(
            Tensor input, long kernelSize, Consumer<? super MaxPoolOptions> options) {
        return maxPoolWithIndices(3, input, IntOrTuple.of(kernelSize), options);
    }

    /** Maxima and their places over a window of any shape with keyword arguments; see {@link MaxPool3d}. */
    public static ValuesIndices maxPool3dWithIndices(
            Tensor input, Size kernelSize, Consumer<? super MaxPoolOptions> options) {
        return maxPoolWithIndices(3, input, IntOrTuple.of(kernelSize), options);
    }

    /** Undoes a max pooling over a window of this length that moves by its own size. */
    public static Tensor maxUnpool1d(Tensor input, Tensor indices, long kernelSize) {
        return maxUnpool1d(input, indices, kernelSize, o -> {});
    }

    /** Undoes a max pooling over a window of this length with this stride. */
    public static Tensor maxUnpool1d(Tensor input, Tensor indices, long kernelSize, long stride) {
        return maxUnpool1d(input, indices, kernelSize, o -> o.stride(stride));
    }

    /** Undoes a max pooling over a window of this length with keyword arguments; see {@link MaxUnpool1d}. */
    public static Tensor maxUnpool1d(
            Tensor input,
            Tensor indices,
            long kernelSize,
            Consumer<? super MaxUnpoolFunctionOptions> options) {
        return maxUnpool(1, input, indices, IntOrTuple.of(kernelSize), options);
    }

    /** Undoes a max pooling over a window of any shape with keyword arguments; see {@link MaxUnpool1d}. */
    public static Tensor maxUnpool1d(
            Tensor input,
            Tensor indices,
            Size kernelSize,
            Consumer<? super MaxUnpoolFunctionOptions> options) {
        return maxUnpool(1, input, indices, IntOrTuple.of(kernelSize), options);
    }

    /** Undoes a max pooling over a square window that moves by its own size. */
    public static Tensor maxUnpool2d(Tensor input, Tensor indices, long kernelSize) {
        return maxUnpool2d(input, indices, kernelSize, o -> {});
    }

    /** Undoes a max pooling over a square window with this stride in both dimensions. */
    public static Tensor maxUnpool2d(Tensor input, Tensor indices, long kernelSize, long stride) {
        return maxUnpool2d(input, indices, kernelSize, o -> o.stride(stride));
    }

    /** Undoes a max pooling over a square window with keyword arguments; see {@link MaxUnpool2d}. */
    public static Tensor maxUnpool2d(
            Tensor input,
            Tensor indices,
            long kernelSize,
            Consumer<? super MaxUnpoolFunctionOptions> options) {
        return maxUnpool(2, input, indices, IntOrTuple.of(kernelSize), options);
    }

    /** Undoes a max pooling over a window of any shape with keyword arguments; see {@link MaxUnpool2d}. */
    public static Tensor maxUnpool2d(
            Tensor input,
            Tensor indices,
            Size kernelSize,
            Consumer<? super MaxUnpoolFunctionOptions> options) {
        return maxUnpool(2, input, indices, IntOrTuple.of(kernelSize), options);
    }

    /** Undoes a max pooling over a cubic window that moves by its own size. */
    public static Tensor maxUnpool3d(Tensor input, Tensor indices, long kernelSize) {
        return maxUnpool3d(input, indices, kernelSize, o -> {});
    }

    /** Undoes a max pooling over a cubic window with this stride in all dimensions. */
    public static Tensor maxUnpool3d(Tensor input, Tensor indices, long kernelSize, long stride) {
        return maxUnpool3d(input, indices, kernelSize, o -> o.stride(stride));
    }

    /** Undoes a max pooling over a cubic window with keyword arguments; see {@link MaxUnpool3d}. */
    public static Tensor maxUnpool3d(
            Tensor input,
            Tensor indices,
            long kernelSize,
            Consumer<? super MaxUnpoolFunctionOptions> options) {
        return maxUnpool(3, input, indices, IntOrTuple.of(kernelSize), options);
    }

    /** Undoes a max pooling over a window of any shape with keyword arguments; see {@link MaxUnpool3d}. */
    public static Tensor maxUnpool3d(
            Tensor input,
            Tensor indices,
            Size kernelSize,
            Consumer<? super MaxUnpoolFunctionOptions> options) {
        return maxUnpool(3, input, indices, IntOrTuple.of(kernelSize), options);
    }

    private static Tensor maxPool(
            int dims,
            Tensor input,
            IntOrTuple kernelSize,
            Consumer<? super MaxPoolOptions> options) {
        MaxPoolOptions o = Keywords.set(new MaxPoolOptions(), options);
        checkNoIndices("maxPool" + dims + "d", o.returnIndices);
        return maxPool(
                dims,
                input,
                kernelSize.size(dims).toArray(),
                o.strides(dims),
                o.padding.size(dims).toArray(),
                o.dilation.size(dims).toArray(),
                o.ceilMode);
    }

    static Tensor maxPool(
            int dims,
            Tensor input,
            long[] kernelSize,
            long[] stride,
            long[] padding,
            long[] dilation,
            boolean ceilMode) {
        return switch (dims) {
            case 1 -> Aten.max_pool1d(input, kernelSize, stride, padding, dilation, ceilMode);
            case 2 -> Aten.max_pool2d(input, kernelSize, stride, padding, dilation, ceilMode);
            default -> Aten.max_pool3d(input, kernelSize, stride, padding, dilation, ceilMode);
        };
    }

    private static ValuesIndices maxPoolWithIndices(
            int dims,
            Tensor input,
            IntOrTuple kernelSize,
            Consumer<? super MaxPoolOptions> options) {
        MaxPoolOptions o = Keywords.set(new MaxPoolOptions(), options);
        return maxPoolWithIndices(
                dims,
                input,
                kernelSize.size(dims).toArray(),
                o.strides(dims),
                o.padding.size(dims).toArray(),
                o.dilation.size(dims).toArray(),
                o.ceilMode);
    }

    static ValuesIndices maxPoolWithIndices(
            int dims,
            Tensor input,
            long[] kernelSize,
            long[] stride,
            long[] padding,
            long[] dilation,
            boolean ceilMode) {
        return pair(
                switch (dims) {
                    case 1 ->
                            Aten.max_pool1d_with_indices(
                                    input, kernelSize, stride, padding, dilation, ceilMode);
                    case 2 ->
                            Aten.max_pool2d_with_indices(
                                    input, kernelSize, stride, padding, dilation, ceilMode);
                    default ->
                            Aten.max_pool3d_with_indices(
                                    input, kernelSize, stride, padding, dilation, ceilMode);
                });
    }

    private static Tensor maxUnpool(
            int dims,
            Tensor input,
            Tensor indices,
            IntOrTuple kernelSize,
            Consumer<? super MaxUnpoolFunctionOptions> options) {
        MaxUnpoolFunctionOptions o = Keywords.set(new MaxUnpoolFunctionOptions(), options);
        IntOrTuple stride = o.stride == null ? kernelSize : o.stride;
        return maxUnpool(
                dims,
                input,
                indices,
                kernelSize.size(dims).toArray(),
                stride.size(dims).toArray(),
                o.padding.size(dims).toArray(),
                o.outputSize);
    }

    static Tensor maxUnpool(
            int dims,
            Tensor input,
            Tensor indices,
            long[] kernelSize,
            long[] stride,
            long[] padding,
            @Nullable Size outputSize) {
        long[] size = unpooledSize(input, kernelSize, stride, padding, outputSize);
        return switch (dims) {
            case 1 ->
                    Aten.max_unpool2d(
                                    input.unsqueeze(-1),
                                    indices.unsqueeze(-1),
                                    new long[] {size[0], 1})
                            .squeeze(-1);
            case 2 -> Aten.max_unpool2d(input, indices, size);
            default -> Aten.max_unpool3d(input, indices, size, stride, padding);
        };
    }

    private static long[] unpooledSize(
            Tensor input,
            long[] kernelSize,
            long[] stride,
            long[] padding,
            @Nullable Size outputSize) {
        int dims = kernelSize.length;
        var size = new long[dims];
        for (int d = 0; d < dims; d++) {
            size[d] = (input.size(d - dims) - 1) * stride[d] + kernelSize[d] - 2 * padding[d];
        }
        if (outputSize != null) {
            long[] wanted = outputSize.slice(outputSize.size() == dims + 2 ? 2 : 0).toArray();
            if (wanted.length != dims) {
                throw new IllegalArgumentException(
                        "output_size should be a sequence containing %d or %d elements, but it has a length of '%d'"
                                .formatted(dims, dims + 2, wanted.length));
            }
            for (int d = 0; d < dims; d++) {
                long least = size[d] - stride[d];
                long most = size[d] + stride[d];
                if (wanted[d] <= least || wanted[d] >= most) {
                    throw new IllegalArgumentException(
                            "invalid output_size \"%s\" (dim %d must be between %d and %d)"
                                    .formatted(Arrays.toString(wanted), d, least, most));
                }
            }
            size = wanted;
        }
        for (int d = 0; d < dims; d++) {
            if (size[d] < 0) {
                throw new IllegalArgumentException(
                        "max_unpooling: output_size must contain non-negative spatial dimensions, "
                                + "but got output_size[%d]=%d".formatted(d, size[d]));
            }
        }
        return size;
    }

    static void checkNoIndices(String function, boolean returnIndices) {
        if (returnIndices) {
            throw new IllegalArgumentException(
                    "%s returns the maxima alone: use %sWithIndices for their places too"
                            .formatted(function, function));
        }
    }

    static ValuesIndices pair(Tuple2<Tensor, Tensor> both) {
        return new ValuesIndices(both.first(), both.second());
    }
}
