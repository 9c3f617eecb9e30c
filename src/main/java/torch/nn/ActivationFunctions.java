package torch.nn;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.DType;
import torch.MemoryFormat;
import torch.Tensor;
import torch.TorchException;

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

    /** {@code max(0, x)}, in the input itself. */
    public static Tensor relu_(Tensor input) {
        return relu(input, true);
    }

    /** {@code min(max(0, x), 6)}. */
    public static Tensor relu6(Tensor input) {
        return relu6(input, false);
    }

    /** {@code min(max(0, x), 6)}, in the input itself where {@code inplace}. */
    public static Tensor relu6(Tensor input, boolean inplace) {
        return inplace ? Aten.relu6_(input) : Aten.relu6(input);
    }

    /** {@link ELU} with alpha 1. */
    public static Tensor elu(Tensor input) {
        return elu(input, 1);
    }

    /** {@code x} where positive, {@code alpha (exp(x) - 1)} elsewhere. */
    public static Tensor elu(Tensor input, double alpha) {
        return elu(input, alpha, false);
    }

    /** {@code x} where positive, {@code alpha (exp(x) - 1)} elsewhere, in the input itself where {@code inplace}. */
    public static Tensor elu(Tensor input, double alpha, boolean inplace) {
        return inplace ? Aten.elu_(input, alpha, 1, 1) : Aten.elu(input, alpha, 1, 1);
    }

    /** {@link ELU} with alpha 1, in the input itself. */
    public static Tensor elu_(Tensor input) {
        return elu_(input, 1);
    }

    /** {@code x} where positive, {@code alpha (exp(x) - 1)} elsewhere, in the input itself. */
    public static Tensor elu_(Tensor input, double alpha) {
        return elu(input, alpha, true);
    }

    /** {@link SELU}. */
    public static Tensor selu(Tensor input) {
        return selu(input, false);
    }

    /** {@link SELU}, in the input itself where {@code inplace}. */
    public static Tensor selu(Tensor input, boolean inplace) {
        return inplace ? Aten.selu_(input) : Aten.selu(input);
    }

    /** {@link SELU}, in the input itself. */
    public static Tensor selu_(Tensor input) {
        return selu(input, true);
    }

    /** {@link CELU} with alpha 1. */
    public static Tensor celu(Tensor input) {
        return celu(input, 1);
    }

    /** {@code max(0, x) + min(0, alpha (exp(x / alpha) - 1))}. */
    public static Tensor celu(Tensor input, double alpha) {
        return celu(input, alpha, false);
    }

    /** {@code max(0, x) + min(0, alpha (exp(x / alpha) - 1))}, in the input itself where {@code inplace}. */
    public static Tensor celu(Tensor input, double alpha, boolean inplace) {
        return inplace ? Aten.celu_(input, alpha) : Aten.celu(input, alpha);
    }

    /** {@link CELU} with alpha 1, in the input itself. */
    public static Tensor celu_(Tensor input) {
        return celu_(input, 1);
    }

    /** {@code max(0, x) + min(0, alpha (exp(x / alpha) - 1))}, in the input itself. */
    public static Tensor celu_(Tensor input, double alpha) {
        return celu(input, alpha, true);
    }

    /** {@link LeakyReLU} with negativeSlope 0.01. */
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

    /** {@link LeakyReLU} with negativeSlope 0.01, in the input itself. */
    public static Tensor leakyRelu_(Tensor input) {
        return leakyRelu_(input, 0.01);
    }

    /** {@code max(0, x) + negativeSlope min(0, x)}, in the input itself. */
    public static Tensor leakyRelu_(Tensor input, double negativeSlope) {
        return leakyRelu(input, negativeSlope, true);
    }

    /** {@code x} where {@code x > threshold}, {@code value} elsewhere. */
    public static Tensor threshold(Tensor input, double threshold, double value) {
        return threshold(input, threshold, value, false);
    }

    /** {@code x} where {@code x > threshold}, {@code value} elsewhere, in the input itself where {@code inplace}. */
    public static Tensor threshold(Tensor input, double threshold, double value, boolean inplace) {
        return inplace
                ? Aten.threshold_(input, threshold, value)
                : Aten.threshold(input, threshold, value);
    }

    /** {@code x} where {@code x > threshold}, {@code value} elsewhere, in the input itself. */
    public static Tensor threshold_(Tensor input, double threshold, double value) {
        return threshold(input, threshold, value, true);
    }

    /** {@link Hardtanh} between -1 and 1. */
    public static Tensor hardtanh(Tensor input) {
        return hardtanh(input, -1, 1);
    }

    /** {@code min(max(x, minVal), maxVal)}. */
    public static Tensor hardtanh(Tensor input, double minVal, double maxVal) {
        return hardtanh(input, minVal, maxVal, false);
    }

    /** {@link Hardtanh} with keyword arguments. */
    public static Tensor hardtanh(Tensor input, Consumer<? super Hardtanh.Options> options) {
        var o = Keywords.set(new Hardtanh.Options(), options);
        return hardtanh(input, o.minVal, o.maxVal, o.inplace);
    }

    /**
     * {@code min(max(x, minVal), maxVal)}, in the input itself where {@code inplace}.
     *
     * @throws IllegalArgumentException where {@code minVal} is greater than {@code maxVal}
     */
    public static Tensor hardtanh(Tensor input, double minVal, double maxVal, boolean inplace) {
        if (minVal > maxVal) {
            throw new IllegalArgumentException("min_val cannot be greater than max_val");
        }
        return inplace
                ? Aten.hardtanh_(input, minVal, maxVal)
                : Aten.hardtanh(input, minVal, maxVal);
    }

    /** {@link Hardtanh} between -1 and 1, in the input itself. */
    public static Tensor hardtanh_(Tensor input) {
        return hardtanh_(input, -1, 1);
    }

    /** {@code min(max(x, minVal), maxVal)}, in the input itself. */
    public static Tensor hardtanh_(Tensor input, double minVal, double maxVal) {
        return Aten.hardtanh_(input, minVal, maxVal);
    }

    /** {@link RReLU} in evaluation mode: the slope is the mean of 1/8 and 1/3. */
    public static Tensor rrelu(Tensor input) {
        return rrelu(input, 1.0 / 8, 1.0 / 3);
    }

    /** {@link RReLU} in evaluation mode: the slope is the mean of {@code lower} and {@code upper}. */
    public static Tensor rrelu(Tensor input, double lower, double upper) {
        return rrelu(input, lower, upper, false);
    }

    /** {@link RReLU}, with slopes drawn where {@code training}. */
    public static Tensor rrelu(Tensor input, double lower, double upper, boolean training) {
        return rrelu(input, lower, upper, training, false);
    }

    /** {@link RReLU} with keyword arguments. */
    public static Tensor rrelu(
            Tensor input, boolean training, Consumer<? super RReLU.Options> options) {
        var o = Keywords.set(new RReLU.Options(), options);
        return rrelu(input, o.lower, o.upper, training, o.inplace);
    }

    /** {@link RReLU}, with slopes drawn where {@code training}, in the input itself where {@code inplace}. */
    public static Tensor rrelu(
            Tensor input, double lower, double upper, boolean training, boolean inplace) {
        return inplace
                ? Aten.rrelu_(input, lower, upper, training, null)
                : Aten.rrelu(input, lower, upper, training, null);
    }

    /** {@link RReLU} in evaluation mode, in the input itself. */
    public static Tensor rrelu_(Tensor input) {
        return rrelu_(input, 1.0 / 8, 1.0 / 3, false);
    }

    /** {@link RReLU}, with slopes drawn where {@code training}, in the input itself. */
    public static Tensor rrelu_(Tensor input, double lower, double upper, boolean training) {
        return rrelu(input, lower, upper, training, true);
    }

    /** {@code max(0, x) + weight min(0, x)}, with one slope or one for each channel; see {@link PReLU}. */
    public static Tensor prelu(Tensor input, Tensor weight) {
        return Aten.prelu(input, weight);
    }

    /** {@code x / (1 + exp(-x))}. */
    public static Tensor silu(Tensor input) {
        return silu(input, false);
    }

    /** {@code x / (1 + exp(-x))}, in the input itself where {@code inplace}. */
    public static Tensor silu(Tensor input, boolean inplace) {
        return inplace ? Aten.silu_(input) : Aten.silu(input);
    }

    /** {@code x tanh(log(1 + exp(x)))}. */
    public static Tensor mish(Tensor input) {
        return mish(input, false);
    }

    /** {@code x tanh(log(1 + exp(x)))}, in the input itself where {@code inplace}. */
    public static Tensor mish(Tensor input, boolean inplace) {
        return inplace ? Aten.mish_(input) : Aten.mish(input);
    }

    /** {@code x min(max(x + 3, 0), 6) / 6}. */
    public static Tensor hardswish(Tensor input) {
        return hardswish(input, false);
    }

    /** {@code x min(max(x + 3, 0), 6) / 6}, in the input itself where {@code inplace}. */
    public static Tensor hardswish(Tensor input, boolean inplace) {
        return inplace ? Aten.hardswish_(input) : Aten.hardswish(input);
    }

    /** {@code min(max(x + 3, 0), 6) / 6}. */
    public static Tensor hardsigmoid(Tensor input) {
        return hardsigmoid(input, false);
    }

    /** {@code min(max(x + 3, 0), 6) / 6}, in the input itself where {@code inplace}. */
    public static Tensor hardsigmoid(Tensor input, boolean inplace) {
        return inplace ? Aten.hardsigmoid_(input) : Aten.hardsigmoid(input);
    }

    /** The hyperbolic tangent. */
    public static Tensor tanh(Tensor input) {
        return Aten.tanh(input);
    }

    /** {@code 1 / (1 + exp(-x))}. */
    public static Tensor sigmoid(Tensor input) {
        return Aten.sigmoid(input);
    }

    /** {@code log(1 / (1 + exp(-x)))}. */
    public static Tensor logsigmoid(Tensor input) {
        return Aten.log_sigmoid(input);
    }

    /** {@code x / (1 + |x|)}. */
    public static Tensor softsign(Tensor input) {
        return input.div(input.abs().add(1));
    }

    /** {@code x - tanh(x)}. */
    public static Tensor tanhshrink(Tensor input) {
        return input.sub(input.tanh());
    }

    /** {@link Hardshrink} with lambd 0.5. */
    public static Tensor hardshrink(Tensor input) {
        return hardshrink(input, 0.5);
    }

    /** {@code x} where {@code |x| > lambd}, zero elsewhere. */
    public static Tensor hardshrink(Tensor input, double lambd) {
        return Aten.hardshrink(input, lambd);
    }

    /** {@link Softshrink} with lambd 0.5. */
    public static Tensor softshrink(Tensor input) {
        return softshrink(input, 0.5);
    }

    /** {@code x - lambd} above {@code lambd}, {@code x + lambd} below {@code -lambd}, zero between. */
    public static Tensor softshrink(Tensor input, double lambd) {
        return Aten.softshrink(input, lambd);
    }

    /** {@link Softplus} with beta 1 and threshold 20. */
    public static Tensor softplus(Tensor input) {
        return softplus(input, 1);
    }

    /** {@link Softplus} with threshold 20. */
    public static Tensor softplus(Tensor input, double beta) {
        return softplus(input, beta, 20);
    }

    /** {@code log(1 + exp(beta x)) / beta}, and {@code x} itself where {@code beta x > threshold}. */
    public static Tensor softplus(Tensor input, double beta, double threshold) {
        return Aten.softplus(input, beta, threshold);
    }

    /** {@code x Φ(x)} with the normal distribution function Φ. */
    public static Tensor gelu(Tensor input) {
        return gelu(input, GELU.Approximate.NONE);
    }

    /** {@code x Φ(x)}, computed as {@code approximate} says. */
    public static Tensor gelu(Tensor input, GELU.Approximate approximate) {
        return Aten.gelu(input, approximate.toString());
    }

    /** {@link GLU} along the last dimension. */
    public static Tensor glu(Tensor input) {
        return glu(input, -1);
    }

    /**
     * {@code a ⊗ σ(b)} for the halves a and b of the input along {@code dim}.
     *
     * @throws TorchException where the input has no dimensions, or cannot be halved
     */
    public static Tensor glu(Tensor input, long dim) {
        if (input.dim() == 0) {
            throw new TorchException(
                    "glu does not support scalars because halving size must be even");
        }
        return Aten.glu(input, dim);
    }

    /**
     * {@code exp(x) / Σ exp(x)} along the dimension that PyTorch once chose, with a warning; name the dimension
     * instead.
     */
    public static Tensor softmax(Tensor input) {
        return softmax(input, null);
    }

    /** The same, with the input changed to {@code dtype} before. */
    public static Tensor softmax(Tensor input, @Nullable DType dtype) {
        return softmax(input, implicitDim("softmax", input), dtype);
    }

    /** {@code exp(x) / Σ exp(x)} along {@code dim}. */
    public static Tensor softmax(Tensor input, long dim) {
        return softmax(input, dim, null);
    }

    /** {@code exp(x) / Σ exp(x)} along {@code dim}, with the input changed to {@code dtype} before. */
    public static Tensor softmax(Tensor input, long dim, @Nullable DType dtype) {
        return Aten.softmax_int(input, dim, dtype);
    }

    /**
     * {@code exp(-x) / Σ exp(-x)} along the dimension that PyTorch once chose, with a warning; name the dimension
     * instead.
     */
    public static Tensor softmin(Tensor input) {
        return softmin(input, null);
    }

    /** The same, with the input changed to {@code dtype} before. */
    public static Tensor softmin(Tensor input, @Nullable DType dtype) {
        return softmin(input, implicitDim("softmin", input), dtype);
    }

    /** {@code exp(-x) / Σ exp(-x)} along {@code dim}. */
    public static Tensor softmin(Tensor input, long dim) {
        return softmin(input, dim, null);
    }

    /** {@code exp(-x) / Σ exp(-x)} along {@code dim}, with the input changed to {@code dtype} before. */
    public static Tensor softmin(Tensor input, long dim, @Nullable DType dtype) {
        return Aten.softmax_int(Aten.neg(input), dim, dtype);
    }

    /**
     * {@code log(exp(x) / Σ exp(x))} along the dimension that PyTorch once chose, with a warning; name the dimension
     * instead.
     */
    public static Tensor logSoftmax(Tensor input) {
        return logSoftmax(input, null);
    }

    /** The same, with the input changed to {@code dtype} before. */
    public static Tensor logSoftmax(Tensor input, @Nullable DType dtype) {
        return logSoftmax(input, implicitDim("log_softmax", input), dtype);
    }

    /** {@code log(exp(x) / Σ exp(x))} along {@code dim}. */
    public static Tensor logSoftmax(Tensor input, long dim) {
        return logSoftmax(input, dim, null);
    }

    /** {@code log(exp(x) / Σ exp(x))} along {@code dim}, with the input changed to {@code dtype} before. */
    public static Tensor logSoftmax(Tensor input, long dim, @Nullable DType dtype) {
        return Aten.log_softmax_int(input, dim, dtype);
    }

    /** Draws from the Gumbel-softmax distribution along the last dimension, with temperature 1. */
    public static Tensor gumbelSoftmax(Tensor logits) {
        return gumbelSoftmax(logits, 1);
    }

    /** Draws from the Gumbel-softmax distribution along the last dimension, with temperature {@code tau}. */
    public static Tensor gumbelSoftmax(Tensor logits, double tau) {
        return gumbelSoftmax(logits, tau, false);
    }

    /** Draws along the last dimension; see {@link #gumbelSoftmax(Tensor, Consumer)}. */
    public static Tensor gumbelSoftmax(Tensor logits, double tau, boolean hard) {
        return gumbelSoftmax(logits, o -> o.tau(tau).hard(hard));
    }

    /**
     * Draws from the Gumbel-softmax distribution (Jang et al., 2017): {@code softmax((logits + g) / tau)} with Gumbel
     * noise g. A hard draw is one-hot, with the gradient of the soft one.
     */
    public static Tensor gumbelSoftmax(
            Tensor logits, Consumer<? super GumbelSoftmaxOptions> options) {
        var o = Keywords.set(new GumbelSoftmaxOptions(), options);
        Tensor noise =
                Aten.empty_like(logits, null, null, null, null, MemoryFormat.CONTIGUOUS_FORMAT);
        Tensor gumbels = noise.exponential_().log().neg();
        Tensor soft = Aten.softmax_int(logits.add(gumbels).div(o.tau), o.dim, null);
        if (!o.hard) {
            return soft;
        }
        Tensor index = soft.max(o.dim, true).indices();
        Tensor hard =
                Aten.zeros_like(logits, null, null, null, null, MemoryFormat.CONTIGUOUS_FORMAT)
                        .scatter_(o.dim, index, 1.0);
        // The value is the hard draw's, the gradient the soft one's.
        return hard.sub(soft.detach()).add(soft);
    }

    /** The dimension that softmax took before it had to be named. */
    private static long implicitDim(String name, Tensor input) {
        Warnings.warnOnce(
                "Implicit dimension choice for "
                        + name
                        + " has been deprecated. Change the call to include dim=X as an argument.");
        long dims = input.dim();
        return dims == 0 || dims == 1 || dims == 3 ? 0 : 1;
    }
}
