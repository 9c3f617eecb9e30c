package torch.nn;

import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Tensor;

/** The convolutions and paddings of {@link F}. */
abstract class ConvolutionFunctions extends LinearFunctions {
    ConvolutionFunctions() {}

    /** 2D convolution with stride 1 and no padding. */
    public static Tensor conv2d(Tensor input, Tensor weight, @Nullable Tensor bias) {
        return conv2d(input, weight, bias, 1, 0);
    }

    /** 2D convolution with the same stride and padding in both dimensions. */
    public static Tensor conv2d(
            Tensor input, Tensor weight, @Nullable Tensor bias, long stride, long padding) {
        return conv2d(
                input, weight, bias, new long[] {stride}, new long[] {padding}, new long[] {1}, 1);
    }

    /**
     * 2D convolution; stride, padding and dilation hold one number, or one for each dimension. See {@link Conv2d}.
     *
     * @param weight {@code (outChannels, inChannels / groups, height, width)}
     */
    public static Tensor conv2d(
            Tensor input,
            Tensor weight,
            @Nullable Tensor bias,
            long[] stride,
            long[] padding,
            long[] dilation,
            long groups) {
        return Aten.conv2d(input, weight, bias, stride, padding, dilation, groups);
    }

    /** 2D convolution padded by name, {@code "same"} or {@code "valid"}. */
    public static Tensor conv2d(
            Tensor input,
            Tensor weight,
            @Nullable Tensor bias,
            long[] stride,
            String padding,
            long[] dilation,
            long groups) {
        return Aten.conv2d_padding(input, weight, bias, stride, padding, dilation, groups);
    }

    /** Transposed 2D convolution with stride 1 and no padding. */
    public static Tensor convTranspose2d(Tensor input, Tensor weight, @Nullable Tensor bias) {
        return convTranspose2d(input, weight, bias, 1, 0);
    }

    /** Transposed 2D convolution with the same stride and padding in both dimensions. */
    public static Tensor convTranspose2d(
            Tensor input, Tensor weight, @Nullable Tensor bias, long stride, long padding) {
        return convTranspose2d(
                input,
                weight,
                bias,
                new long[] {stride},
                new long[] {padding},
                new long[] {0},
                1,
                new long[] {1});
    }

    /**
     * Transposed 2D convolution; the arrays hold one number, or one for each dimension. See {@link ConvTranspose2d}.
     *
     * @param weight {@code (inChannels, outChannels / groups, height, width)}
     */
    public static Tensor convTranspose2d(
            Tensor input,
            Tensor weight,
            @Nullable Tensor bias,
            long[] stride,
            long[] padding,
            long[] outputPadding,
            long groups,
            long[] dilation) {
        return Aten.conv_transpose2d_input(
                input, weight, bias, stride, padding, outputPadding, groups, dilation);
    }

    /** Pads with zeros; see {@link #pad(Tensor, long[], double)}. */
    public static Tensor pad(Tensor input, long... pad) {
        return pad(input, pad, 0.0);
    }

    /**
     * Pads with {@code value}.
     *
     * @param pad elements before and after the last dimension, then before and after the one before it, and so on
     */
    public static Tensor pad(Tensor input, long[] pad, double value) {
        return Aten.pad(input, pad, "constant", value);
    }

    /** Pads as {@code mode} says; {@code pad} is as in {@link #pad(Tensor, long[], double)}. */
    public static Tensor pad(Tensor input, long[] pad, PaddingMode mode) {
        return mode == PaddingMode.ZEROS
                ? pad(input, pad, 0.0)
                : Aten.pad(input, pad, mode.toString(), null);
    }
}
