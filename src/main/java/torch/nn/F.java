package torch.nn;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.DType;
import torch.Size;
import torch.Tensor;

/**
 * The functions behind the layers, without state.
 *
 * <p>Keyword arguments of losses are set as in the loss's module: {@code F.crossEntropy(x, y, o ->
 * o.labelSmoothing(0.1))}; the commonest one has a short form, {@code F.mseLoss(x, y, Reduction.SUM)}.
 *
 * <p>Mirrors {@code torch.nn.functional}.
 */
public final class F {
    private static final Set<String> WARNINGS = ConcurrentHashMap.newKeySet();

    private F() {}

    // Linear and convolution

    /** {@code x Aᵀ} with {@code weight} A, {@code (out, in)}. */
    public static Tensor linear(Tensor input, Tensor weight) {
        return linear(input, weight, null);
    }

    /** {@code x Aᵀ + b} over the last dimension, with {@code weight} A, {@code (out, in)}; see {@link Linear}. */
    public static Tensor linear(Tensor input, Tensor weight, @Nullable Tensor bias) {
        return Aten.linear(input, weight, bias);
    }

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

    // Normalization and dropout

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
            checkBatchSize(input.shape());
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

    /** Dropout in training mode; see {@link #dropout(Tensor, double, boolean, boolean)}. */
    public static Tensor dropout(Tensor input, double p) {
        return dropout(input, p, true);
    }

    /** Dropout that leaves its input as it is. */
    public static Tensor dropout(Tensor input, double p, boolean training) {
        return dropout(input, p, training, false);
    }

    /**
     * Sets each element to zero with probability {@code p} and divides the others by {@code 1 - p}, where
     * {@code training}.
     *
     * @throws IllegalArgumentException where {@code p} is not between 0 and 1
     */
    public static Tensor dropout(Tensor input, double p, boolean training, boolean inplace) {
        checkedProbability(p);
        return inplace ? Aten.dropout_(input, p, training) : Aten.dropout(input, p, training);
    }

    // Activations

    /** {@code max(0, x)}. */
    public static Tensor relu(Tensor input) {
        return relu(input, false);
    }

    /** {@code max(0, x)}, in the input itself where {@code inplace}. */
    public static Tensor relu(Tensor input, boolean inplace) {
        return inplace ? Aten.relu_(input) : Aten.relu(input);
    }

    /** {@link LeakyReLU} with slope 0.01. */
    public static Tensor leakyRelu(Tensor input) {
        return leakyRelu(input, 0.01);
    }

    /** {@code max(0, x) + negativeSlope min(0, x)}. */
    public static Tensor leakyRelu(Tensor input, double negativeSlope) {
        return leakyRelu(input, negativeSlope, false);
    }

    /** {@code max(0, x) + negativeSlope min(0, x)}, in the input itself where {@code inplace}. */
    public static Tensor leakyRelu(Tensor input, double negativeSlope, boolean inplace) {
        return inplace
                ? Aten.leaky_relu_(input, negativeSlope)
                : Aten.leaky_relu(input, negativeSlope);
    }

    /** The hyperbolic tangent. */
    public static Tensor tanh(Tensor input) {
        return Aten.tanh(input);
    }

    /** {@code 1 / (1 + exp(-x))}. */
    public static Tensor sigmoid(Tensor input) {
        return Aten.sigmoid(input);
    }

    /** {@link Softplus} with beta 1 and threshold 20. */
    public static Tensor softplus(Tensor input) {
        return softplus(input, 1, 20);
    }

    /** {@code log(1 + exp(beta x)) / beta}, and {@code x} itself where {@code beta x > threshold}. */
    public static Tensor softplus(Tensor input, double beta, double threshold) {
        return Aten.softplus(input, beta, threshold);
    }

    /** {@code exp(x) / Σ exp(x)} along {@code dim}. */
    public static Tensor softmax(Tensor input, long dim) {
        return softmax(input, dim, null);
    }

    /** {@code exp(x) / Σ exp(x)} along {@code dim}, with the input changed to {@code dtype} before. */
    public static Tensor softmax(Tensor input, long dim, @Nullable DType dtype) {
        return Aten.softmax_int(input, dim, dtype);
    }

    /** {@code log(exp(x) / Σ exp(x))} along {@code dim}. */
    public static Tensor logSoftmax(Tensor input, long dim) {
        return logSoftmax(input, dim, null);
    }

    /** {@code log(exp(x) / Σ exp(x))} along {@code dim}, with the input changed to {@code dtype} before. */
    public static Tensor logSoftmax(Tensor input, long dim, @Nullable DType dtype) {
        return Aten.log_softmax_int(input, dim, dtype);
    }

    // Losses

    /** The mean {@link BCELoss}. */
    public static Tensor binaryCrossEntropy(Tensor input, Tensor target) {
        return binaryCrossEntropy(input, target, Reduction.MEAN);
    }

    /** The {@link BCELoss} reduced in this way. */
    public static Tensor binaryCrossEntropy(Tensor input, Tensor target, Reduction reduction) {
        return binaryCrossEntropy(input, target, null, reduction);
    }

    /** The {@link BCELoss} with keyword arguments. */
    public static Tensor binaryCrossEntropy(
            Tensor input, Tensor target, Consumer<? super BCELoss.Options> options) {
        BCELoss.Options o = Keywords.set(new BCELoss.Options(), options);
        return binaryCrossEntropy(input, target, o.weight, o.reduction);
    }

    static Tensor binaryCrossEntropy(
            Tensor input, Tensor target, @Nullable Tensor weight, Reduction reduction) {
        if (!target.shape().equals(input.shape())) {
            throw new IllegalArgumentException(
                    ("Using a target size (%s) that is different to the input size (%s) is deprecated. "
                                    + "Please ensure they have the same size.")
                            .formatted(target.shape(), input.shape()));
        }
        Tensor expanded =
                weight == null || weight.shape().equals(target.shape())
                        ? weight
                        : Aten.broadcast_tensors(List.of(target, weight)).get(1);
        return Aten.binary_cross_entropy(input, target, expanded, reduction.code());
    }

    /** The mean {@link BCEWithLogitsLoss}. */
    public static Tensor binaryCrossEntropyWithLogits(Tensor input, Tensor target) {
        return binaryCrossEntropyWithLogits(input, target, Reduction.MEAN);
    }

    /** The {@link BCEWithLogitsLoss} reduced in this way. */
    public static Tensor binaryCrossEntropyWithLogits(
            Tensor input, Tensor target, Reduction reduction) {
        return binaryCrossEntropyWithLogits(input, target, null, reduction, null);
    }

    /** The {@link BCEWithLogitsLoss} with keyword arguments. */
    public static Tensor binaryCrossEntropyWithLogits(
            Tensor input, Tensor target, Consumer<? super BCEWithLogitsLoss.Options> options) {
        BCEWithLogitsLoss.Options o = Keywords.set(new BCEWithLogitsLoss.Options(), options);
        return binaryCrossEntropyWithLogits(input, target, o.weight, o.reduction, o.posWeight);
    }

    static Tensor binaryCrossEntropyWithLogits(
            Tensor input,
            Tensor target,
            @Nullable Tensor weight,
            Reduction reduction,
            @Nullable Tensor posWeight) {
        if (!target.shape().equals(input.shape())) {
            throw new IllegalArgumentException(
                    "Target size (%s) must be the same as input size (%s)"
                            .formatted(target.shape(), input.shape()));
        }
        return Aten.binary_cross_entropy_with_logits(
                input, target, weight, posWeight, reduction.code());
    }

    /** The mean {@link MSELoss}. */
    public static Tensor mseLoss(Tensor input, Tensor target) {
        return mseLoss(input, target, Reduction.MEAN);
    }

    /** The {@link MSELoss} reduced in this way. */
    public static Tensor mseLoss(Tensor input, Tensor target, Reduction reduction) {
        if (input.shape().equals(target.shape())) {
            return Aten.mse_loss(input, target, reduction.code());
        }
        warnOnce(
                ("Using a target size (%s) that is different to the input size (%s). This will likely lead to "
                                + "incorrect results due to broadcasting. Please ensure they have the same size.")
                        .formatted(target.shape(), input.shape()));
        List<Tensor> expanded = Aten.broadcast_tensors(List.of(input, target));
        return Aten.mse_loss(expanded.get(0), expanded.get(1), reduction.code());
    }

    /** The mean {@link CrossEntropyLoss}. */
    public static Tensor crossEntropy(Tensor input, Tensor target) {
        return crossEntropy(input, target, Reduction.MEAN);
    }

    /** The {@link CrossEntropyLoss} reduced in this way. */
    public static Tensor crossEntropy(Tensor input, Tensor target, Reduction reduction) {
        return crossEntropy(input, target, o -> o.reduction(reduction));
    }

    /** The {@link CrossEntropyLoss} with keyword arguments. */
    public static Tensor crossEntropy(
            Tensor input, Tensor target, Consumer<? super CrossEntropyLoss.Options> options) {
        CrossEntropyLoss.Options o = Keywords.set(new CrossEntropyLoss.Options(), options);
        return crossEntropy(input, target, o.weight, o.ignoreIndex, o.reduction, o.labelSmoothing);
    }

    static Tensor crossEntropy(
            Tensor input,
            Tensor target,
            @Nullable Tensor weight,
            long ignoreIndex,
            Reduction reduction,
            double labelSmoothing) {
        return Aten.cross_entropy_loss(
                input, target, weight, reduction.code(), ignoreIndex, labelSmoothing);
    }

    /** The mean {@link #nllLoss(Tensor, Tensor, Tensor, long, Reduction)} of all classes alike. */
    public static Tensor nllLoss(Tensor input, Tensor target) {
        return nllLoss(input, target, Reduction.MEAN);
    }

    /** The negative log likelihood of all classes alike, reduced in this way. */
    public static Tensor nllLoss(Tensor input, Tensor target, Reduction reduction) {
        return nllLoss(input, target, null, -100, reduction);
    }

    /**
     * The negative log likelihood {@code -w_y x_y} of logarithms of probabilities, {@code (N, C)} or
     * {@code (N, C, d_1, …, d_K)}.
     *
     * @param target class indices of type int64, {@code (N)} or {@code (N, d_1, …, d_K)}
     * @param weight factor of each class, {@code (C)}
     * @param ignoreIndex class index that counts for nothing
     */
    public static Tensor nllLoss(
            Tensor input,
            Tensor target,
            @Nullable Tensor weight,
            long ignoreIndex,
            Reduction reduction) {
        return Aten.nll_loss_nd(input, target, weight, reduction.code(), ignoreIndex);
    }

    /** The mean {@link KLDivLoss} of probabilities. */
    public static Tensor klDiv(Tensor input, Tensor target) {
        return klDiv(input, target, Reduction.MEAN);
    }

    /** The {@link KLDivLoss} of probabilities, reduced in this way. */
    public static Tensor klDiv(Tensor input, Tensor target, Reduction reduction) {
        return klDiv(input, target, reduction, false);
    }

    /** The {@link KLDivLoss} reduced in this way; with {@code logTarget} the target holds logarithms. */
    public static Tensor klDiv(
            Tensor input, Tensor target, Reduction reduction, boolean logTarget) {
        if (reduction == Reduction.MEAN) {
            warnOnce(
                    "reduction: 'mean' divides the total loss by both the batch size and the support size."
                            + "'batchmean' divides only by the batch size, and aligns with the KL div math definition."
                            + "'mean' will be changed to behave the same as 'batchmean' in the next major release.");
        }
        if (reduction != Reduction.BATCHMEAN) {
            return Aten.kl_div(input, target, reduction.code(), logTarget);
        }
        Tensor sum = Aten.kl_div(input, target, Reduction.SUM.code(), logTarget);
        return input.dim() == 0 ? sum : sum.div(input.size(0));
    }

    static double checkedProbability(double p) {
        if (p < 0 || p > 1) {
            throw new IllegalArgumentException(
                    "dropout probability has to be between 0 and 1, but got " + Repr.of(p));
        }
        return p;
    }

    private static void checkBatchSize(Size size) {
        long valuesPerChannel = size.get(0);
        for (int d = 2; d < size.size(); d++) {
            valuesPerChannel *= size.get(d);
        }
        if (valuesPerChannel == 1) {
            throw new IllegalArgumentException(
                    "Expected more than 1 value per channel when training, got input size " + size);
        }
    }

    /** As Python's warnings: a training loop says it once. */
    private static void warnOnce(String warning) {
        if (WARNINGS.add(warning)) {
            System.getLogger("torch.nn").log(System.Logger.Level.WARNING, warning);
        }
    }
}
