package torch.nn;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Tensor;

/** The convolutions and the padding of {@link F}. */
abstract class ConvolutionFunctions extends LinearFunctions {
    ConvolutionFunctions() {}

    /** 1D convolution with stride 1, no padding and no bias. */
    public static Tensor conv1d(Tensor input, Tensor weight) {
        return conv1d(input, weight, null);
    }

    /** 1D convolution with stride 1 and no padding. */
    public static Tensor conv1d(Tensor input, Tensor weight, @Nullable Tensor bias) {
        return conv1d(input, weight, bias, 1, 0);
    }

    /** 1D convolution with the same stride and padding on both sides. */
    public static Tensor conv1d(
            Tensor input, Tensor weight, @Nullable Tensor bias, long stride, long padding) {
        return conv1d(input, weight, bias, o -> o.stride(stride).padding(padding));
    }

    /**
     * 1D convolution with keyword arguments; see {@link Conv1d}.
     *
     * @param weight {@code (outChannels, inChannels / groups, length)}
     */
    public static Tensor conv1d(
            Tensor input,
            Tensor weight,
            @Nullable Tensor bias,
            Consumer<? super ConvFunctionOptions> options) {
        return conv(1, input, weight, bias, Keywords.set(new ConvFunctionOptions(), options));
    }

    /** 2D convolution with stride 1, no padding and no bias. */
    public static Tensor conv2d(Tensor input, Tensor weight) {
        return conv2d(input, weight, null);
    }

    /** 2D convolution with stride 1 and no padding. */
    public static Tensor conv2d(Tensor input, Tensor weight, @Nullable Tensor bias) {
        return conv2d(input, weight, bias, 1, 0);
    }

    /** 2D convolution with the same stride and padding in both dimensions. */
    public static Tensor conv2d(
            Tensor input, Tensor weight, @Nullable Tensor bias, long stride, long padding) {
        return conv2d(input, weight, bias, o -> o.stride(stride).padding(padding));
    }

    /**
     * 2D convolution with keyword arguments; see {@link Conv2d}.
     *
     * @param weight {@code (outChannels, inChannels / groups, height, width)}
     */
    public static Tensor conv2d(
            Tensor input,
            Tensor weight,
            @Nullable Tensor bias,
            Consumer<? super ConvFunctionOptions> options) {
        return conv(2, input, weight, bias, Keywords.set(new ConvFunctionOptions(), options));
    }

    /** 3D convolution with stride 1, no padding and no bias. */
    public static Tensor conv3d(Tensor input, Tensor weight) {
        return conv3d(input, weight, null);
    }

    /** 3D convolution with stride 1 and no padding. */
    public static Tensor conv3d(Tensor input, Tensor weight, @Nullable Tensor bias) {
        return conv3d(input, weight, bias, 1, 0);
    }

    /** 3D convolution with the same stride and padding in all dimensions. */
    public static Tensor conv3d(
            Tensor input, Tensor weight, @Nullable Tensor bias, long stride, long padding) {
        return conv3d(input, weight, bias, o -> o.stride(stride).padding(padding));
    }

    /**
     * 3D convolution with keyword arguments; see {@link Conv3d}.
     *
     * @param weight {@code (outChannels, inChannels / groups, depth, height, width)}
     */
    public static Tensor conv3d(
            Tensor input,
            Tensor weight,
            @Nullable Tensor bias,
            Consumer<? super ConvFunctionOptions> options) {
        return conv(3, input, weight, bias, Keywords.set(new ConvFunctionOptions(), options));
    }

    /** Transposed 1D convolution with stride 1, no padding and no bias. */
    public static Tensor convTranspose1d(Tensor input, Tensor weight) {
        return convTranspose1d(input, weight, null);
    }

    /** Transposed 1D convolution with stride 1 and no padding. */
    public static Tensor convTranspose1d(Tensor input, Tensor weight, @Nullable Tensor bias) {
        return convTranspose1d(input, weight, bias, 1, 0);
    }

    /** Transposed 1D convolution with the same stride and padding on both sides. */
    public static Tensor convTranspose1d(
            Tensor input, Tensor weight, @Nullable Tensor bias, long stride, long padding) {
        return convTranspose1d(input, weight, bias, o -> o.stride(stride).padding(padding));
    }

    /**
     * Transposed 1D convolution with keyword arguments; see {@link ConvTranspose1d}.
     *
     * @param weight {@code (inChannels, outChannels / groups, length)}
     */
    public static Tensor convTranspose1d(
            Tensor input,
            Tensor weight,
            @Nullable Tensor bias,
            Consumer<? super ConvTransposeFunctionOptions> options) {
        ConvTransposeFunctionOptions o = Keywords.set(new ConvTransposeFunctionOptions(), options);
        return convTranspose(
                1,
                input,
                weight,
                bias,
                expand(o.stride, 1),
                expand(o.padding, 1),
                expand(o.outputPadding, 1),
                o.groups,
                expand(o.dilation, 1));
    }

    /** Transposed 2D convolution with stride 1, no padding and no bias. */
    public static Tensor convTranspose2d(Tensor input, Tensor weight) {
        return convTranspose2d(input, weight, null);
    }

    /** Transposed 2D convolution with stride 1 and no padding. */
    public static Tensor convTranspose2d(Tensor input, Tensor weight, @Nullable Tensor bias) {
        return convTranspose2d(input, weight, bias, 1, 0);
    }

    /** Transposed 2D convolution with the same stride and padding in both dimensions. */
    public static Tensor convTranspose2d(
            Tensor input, Tensor weight, @Nullable Tensor bias, long stride, long padding) {
        return convTranspose2d(input, weight, bias, o -> o.stride(stride).padding(padding));
    }

    /**
     * Transposed 2D convolution with keyword arguments; see {@link ConvTranspose2d}.
     *
     * @param weight {@code (inChannels, outChannels / groups, height, width)}
     */
    public static Tensor convTranspose2d(
            Tensor input,
            Tensor weight,
            @Nullable Tensor bias,
            Consumer<? super ConvTransposeFunctionOptions> options) {
        ConvTransposeFunctionOptions o = Keywords.set(new ConvTransposeFunctionOptions(), options);
        return convTranspose(
                2,
                input,
                weight,
                bias,
                expand(o.stride, 2),
                expand(o.padding, 2),
                expand(o.outputPadding, 2),
                o.groups,
                expand(o.dilation, 2));
    }

    /** Transposed 3D convolution with stride 1, no padding and no bias. */
    public static Tensor convTranspose3d(Tensor input, Tensor weight) {
        return convTranspose3d(input, weight, null);
    }

    /** Transposed 3D convolution with stride 1 and no padding. */
    public static Tensor convTranspose3d(Tensor input, Tensor weight, @Nullable Tensor bias) {
        return convTranspose3d(input, weight, bias, 1, 0);
    }

    /** Transposed 3D convolution with the same stride and padding in all dimensions. */
    public static Tensor convTranspose3d(
            Tensor input, Tensor weight, @Nullable Tensor bias, long stride, long padding) {
        return convTranspose3d(input, weight, bias, o -> o.stride(stride).padding(padding));
    }

    /**
     * Transposed 3D convolution with keyword arguments; see {@link ConvTranspose3d}.
     *
     * @param weight {@code (inChannels, outChannels / groups, depth, height, width)}
     */
    public static Tensor convTranspose3d(
            Tensor input,
            Tensor weight,
            @Nullable Tensor bias,
            Consumer<? super ConvTransposeFunctionOptions> options) {
        ConvTransposeFunctionOptions o = Keywords.set(new ConvTransposeFunctionOptions(), options);
        return convTranspose(
                3,
                input,
                weight,
                bias,
                expand(o.stride, 3),
                expand(o.padding, 3),
                expand(o.outputPadding, 3),
                o.groups,
                expand(o.dilation, 3));
    }

    /** Pads with zeros; see {@link #pad(Tensor, long[], PadMode, Double)}. */
    public static Tensor pad(Tensor input, long... pad) {
        return pad(input, pad, PadMode.CONSTANT);
    }

    /** Pads with {@code value}; see {@link #pad(Tensor, long[], PadMode, Double)}. */
    public static Tensor pad(Tensor input, long[] pad, double value) {
        return pad(input, pad, PadMode.CONSTANT, value);
    }

    /**
     * Pads as {@code mode} says, where it is constant with zeros; see {@link #pad(Tensor, long[], PadMode, Double)}.
     */
    public static Tensor pad(Tensor input, long[] pad, PadMode mode) {
        return pad(input, pad, mode, null);
    }

    /**
     * Adds a border, or takes one away where a number is negative.
     *
     * @param pad elements before and after the last dimension, then before and after the one before it, and so on
     * @param mode what the border is filled with; all but a constant take 2 to 5 dimensions, of which the last one to
     *     three are padded
     * @param value the constant; null, which is zero, for the other modes
     * @throws torch.TorchException where {@code pad} does not fit the input
     * @throws UnsupportedOperationException where {@code mode} cannot pad an input of so many dimensions
     */
    public static Tensor pad(Tensor input, long[] pad, PadMode mode, @Nullable Double value) {
        return Aten.pad(input, pad, mode.toString(), value);
    }

    private static Tensor conv(
            int dims, Tensor input, Tensor weight, @Nullable Tensor bias, ConvFunctionOptions o) {
        long[] stride = expand(o.stride, dims);
        long[] dilation = expand(o.dilation, dims);
        return o.paddingName != null
                ? conv(dims, input, weight, bias, stride, o.paddingName, dilation, o.groups)
                : conv(
                        dims,
                        input,
                        weight,
                        bias,
                        stride,
                        expand(o.padding, dims),
                        dilation,
                        o.groups);
    }

    private static long[] expand(IntOrTuple value, int dims) {
        return value.size(dims).toArray();
    }

    /** The convolution over the last {@code dims} dimensions. */
    static Tensor conv(
            int dims,
            Tensor input,
            Tensor weight,
            @Nullable Tensor bias,
            long[] stride,
            long[] padding,
            long[] dilation,
            long groups) {
        return switch (dims) {
            case 1 -> Aten.conv1d(input, weight, bias, stride, padding, dilation, groups);
            case 2 -> Aten.conv2d(input, weight, bias, stride, padding, dilation, groups);
            default -> Aten.conv3d(input, weight, bias, stride, padding, dilation, groups);
        };
    }

    /** The convolution over the last {@code dims} dimensions, padded by name. */
    static Tensor conv(
            int dims,
            Tensor input,
            Tensor weight,
            @Nullable Tensor bias,
            long[] stride,
            String padding,
            long[] dilation,
            long groups) {
        return switch (dims) {
            case 1 -> Aten.conv1d_padding(input, weight, bias, stride, padding, dilation, groups);
            case 2 -> Aten.conv2d_padding(input, weight, bias, stride, padding, dilation, groups);
            default -> Aten.conv3d_padding(input, weight, bias, stride, padding, dilation, groups);
        };
    }

    /** The transposed convolution over the last {@code dims} dimensions. */
    static Tensor convTranspose(
            int dims,
            Tensor input,
            Tensor weight,
            @Nullable Tensor bias,
            long[] stride,
            long[] padding,
            long[] outputPadding,
            long groups,
            long[] dilation) {
        return switch (dims) {
            case 1 ->
                    Aten.conv_transpose1d(
                            input, weight, bias, stride, padding, outputPadding, groups, dilation);
            case 2 ->
                    Aten.conv_transpose2d_input(
                            input, weight, bias, stride, padding, outputPadding, groups, dilation);
            default ->
                    Aten.conv_transpose3d_input(
                            input, weight, bias, stride, padding, outputPadding, groups, dilation);
        };
    }
}
