package torch.nn;

import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.DType;
import torch.Tensor;

/** The activations of {@link F}. */
abstract class ActivationFunctions {
    ActivationFunctions() {}

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
}
