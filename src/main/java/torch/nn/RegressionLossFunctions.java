package torch.nn;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/** The losses of {@link F} that compare numbers. */
abstract class RegressionLossFunctions extends AttentionFunctions {
    RegressionLossFunctions() {}

    /** The mean {@link L1Loss}. */
    public static Tensor l1Loss(Tensor input, Tensor target) {
        return l1Loss(input, target, Reduction.MEAN);
    }

    /** The {@link L1Loss} reduced in this way. */
    public static Tensor l1Loss(Tensor input, Tensor target, Reduction reduction) {
        return l1Loss(input, target, reduction, null);
    }

    /** The {@link L1Loss} with keyword arguments; the mean divides by the sum of the factors. */
    public static Tensor l1Loss(
            Tensor input, Tensor target, Consumer<? super RegressionLossOptions> options) {
        var o = Keywords.set(new RegressionLossOptions(), options);
        return l1Loss(input, target, o.reduction, o.weight);
    }

    private static Tensor l1Loss(
            Tensor input, Tensor target, Reduction reduction, @Nullable Tensor weight) {
        Pair pair = Pair.of(input, target);
        if (weight == null) {
            return Aten.l1_loss(pair.input, pair.target, reduction.code());
        }
        checkWeight(weight, input);
        return weightedMean(pair.input.sub(pair.target).abs().mul(weight), weight, reduction);
    }

    /** The mean {@link MSELoss}. */
    public static Tensor mseLoss(Tensor input, Tensor target) {
        return mseLoss(input, target, Reduction.MEAN);
    }

    /** The {@link MSELoss} reduced in this way. */
    public static Tensor mseLoss(Tensor input, Tensor target, Reduction reduction) {
        return mseLoss(input, target, reduction, null);
    }

    /** The {@link MSELoss} with keyword arguments; the mean divides by the sum of the factors. */
    public static Tensor mseLoss(
            Tensor input, Tensor target, Consumer<? super RegressionLossOptions> options) {
        var o = Keywords.set(new RegressionLossOptions(), options);
        return mseLoss(input, target, o.reduction, o.weight);
    }

    private static Tensor mseLoss(
            Tensor input, Tensor target, Reduction reduction, @Nullable Tensor weight) {
        Pair pair = Pair.of(input, target);
        if (weight == null) {
            return Aten.mse_loss(pair.input, pair.target, reduction.code());
        }
        checkWeight(weight, input);
        return weightedMean(pair.input.sub(pair.target).pow(2).mul(weight), weight, reduction);
    }

    /** The mean {@link SmoothL1Loss} with beta 1. */
    public static Tensor smoothL1Loss(Tensor input, Tensor target) {
        return smoothL1Loss(input, target, Reduction.MEAN);
    }

    /** The {@link SmoothL1Loss} with beta 1, reduced in this way. */
    public static Tensor smoothL1Loss(Tensor input, Tensor target, Reduction reduction) {
        return smoothL1Loss(input, target, reduction, 1);
    }

    /** The {@link SmoothL1Loss} with keyword arguments. */
    public static Tensor smoothL1Loss(
            Tensor input, Tensor target, Consumer<? super SmoothL1Loss.Options> options) {
        var o = Keywords.set(new SmoothL1Loss.Options(), options);
        return smoothL1Loss(input, target, o.reduction, o.beta);
    }

    /** The {@link SmoothL1Loss} reduced in this way. */
    public static Tensor smoothL1Loss(
            Tensor input, Tensor target, Reduction reduction, double beta) {
        Pair pair = Pair.of(input, target);
        return beta == 0
                ? Aten.l1_loss(pair.input, pair.target, reduction.code())
                : Aten.smooth_l1_loss(pair.input, pair.target, reduction.code(), beta);
    }

    /** The mean {@link HuberLoss} with delta 1. */
    public static Tensor huberLoss(Tensor input, Tensor target) {
        return huberLoss(input, target, Reduction.MEAN);
    }

    /** The {@link HuberLoss} with delta 1, reduced in this way. */
    public static Tensor huberLoss(Tensor input, Tensor target, Reduction reduction) {
        return huberLoss(input, target, reduction, 1);
    }

    /** The {@link HuberLoss} reduced in this way. */
    public static Tensor huberLoss(Tensor input, Tensor target, Reduction reduction, double delta) {
        return huberLoss(input, target, reduction, delta, null);
    }

    /** The {@link HuberLoss} with keyword arguments; the mean divides by the number of elements, whatever the factors. */
    public static Tensor huberLoss(
            Tensor input, Tensor target, Consumer<? super HuberLossOptions> options) {
        var o = Keywords.set(new HuberLossOptions(), options);
        return huberLoss(input, target, o.reduction, o.delta, o.weight);
    }

    private static Tensor huberLoss(
            Tensor input,
            Tensor target,
            Reduction reduction,
            double delta,
            @Nullable Tensor weight) {
        Pair pair = Pair.of(input, target);
        if (weight == null) {
            return Aten.huber_loss(pair.input, pair.target, reduction.code(), delta);
        }
        checkWeight(weight, input);
        checkWeightedReduction(reduction);
        Tensor each = Aten.huber_loss(pair.input, pair.target, Reduction.NONE.code(), delta);
        return reduction.apply(each.mul(weight));
    }

    /** The mean {@link PoissonNLLLoss} of logarithms. */
    public static Tensor poissonNllLoss(Tensor input, Tensor target) {
        return poissonNllLoss(input, target, o -> {});
    }

    /** The mean {@link PoissonNLLLoss} of logarithms, or of expected counts. */
    public static Tensor poissonNllLoss(Tensor input, Tensor target, boolean logInput) {
        return poissonNllLoss(input, target, o -> o.logInput(logInput));
    }

    /** The {@link PoissonNLLLoss} with keyword arguments. */
    public static Tensor poissonNllLoss(
            Tensor input, Tensor target, Consumer<? super PoissonNLLLoss.Options> options) {
        var o = Keywords.set(new PoissonNLLLoss.Options(), options);
        return poissonNllLoss(input, target, o.logInput, o.full, o.eps, o.reduction);
    }

    static Tensor poissonNllLoss(
            Tensor input,
            Tensor target,
            boolean logInput,
            boolean full,
            double eps,
            Reduction reduction) {
        return Aten.poisson_nll_loss(input, target, logInput, full, eps, reduction.code());
    }

    /** The mean {@link GaussianNLLLoss} without the constant. */
    public static Tensor gaussianNllLoss(Tensor input, Tensor target, Tensor var) {
        return gaussianNllLoss(input, target, var, o -> {});
    }

    /** The mean {@link GaussianNLLLoss} without the constant, with the same variance everywhere. */
    public static Tensor gaussianNllLoss(Tensor input, Tensor target, double var) {
        return gaussianNllLoss(input, target, var, o -> {});
    }

    /** The {@link GaussianNLLLoss} with keyword arguments. */
    public static Tensor gaussianNllLoss(
            Tensor input,
            Tensor target,
            Tensor var,
            Consumer<? super GaussianNLLLoss.Options> options) {
        var o = Keywords.set(new GaussianNLLLoss.Options(), options);
        return gaussianNllLoss(input, target, var, o.full, o.eps, o.reduction);
    }

    /** The {@link GaussianNLLLoss} with the same variance everywhere and keyword arguments. */
    public static Tensor gaussianNllLoss(
            Tensor input,
            Tensor target,
            double var,
            Consumer<? super GaussianNLLLoss.Options> options) {
        var o = Keywords.set(new GaussianNLLLoss.Options(), options);
        return gaussianNllLoss(input, target, var, o.full, o.eps, o.reduction);
    }

    static Tensor gaussianNllLoss(
            Tensor input,
            Tensor target,
            Tensor var,
            boolean full,
            double eps,
            Reduction reduction) {
        if (var.lt(0).any().itemBoolean()) {
            throw negativeVariance();
        }
        return gaussian(input, target, shaped(var, input), full, eps, reduction);
    }

    static Tensor gaussianNllLoss(
            Tensor input,
            Tensor target,
            double var,
            boolean full,
            double eps,
            Reduction reduction) {
        if (var < 0) {
            throw negativeVariance();
        }
        return gaussian(input, target, Torch.onesLike(input).mul(var), full, eps, reduction);
    }

    private static Tensor gaussian(
            Tensor input,
            Tensor target,
            Tensor var,
            boolean full,
            double eps,
            Reduction reduction) {
        if (reduction == Reduction.BATCHMEAN) {
            throw new IllegalArgumentException(reduction + " is not valid");
        }
        Tensor variance = var.clone();
        Torch.noGrad(() -> variance.clamp_(eps, null));
        Tensor loss = variance.log().add(input.sub(target).pow(2).div(variance)).mul(0.5);
        if (full) {
            loss.add_(0.5 * Math.log(2 * Math.PI));
        }
        return reduction.apply(loss);
    }

    /** A variance for each element, or one for all elements along one dimension. */
    private static Tensor shaped(Tensor var, Tensor input) {
        Size size = input.shape();
        if (var.shape().equals(size)) {
            return var;
        }
        if (size.slice(0, Math.max(0, size.size() - 1)).equals(var.shape())) {
            return var.unsqueeze(-1);
        }
        if (var.dim() == input.dim()) {
            long differing = 0;
            for (int d = 0; d < size.size(); d++) {
                differing += size.get(d) == var.size(d) ? 0 : var.size(d);
            }
            if (differing == 1) {
                return var;
            }
        }
        throw new IllegalArgumentException("var is of incorrect size");
    }

    private static IllegalArgumentException negativeVariance() {
        return new IllegalArgumentException("var has negative entry/entries");
    }

    private static void checkWeight(Tensor weight, Tensor input) {
        if (!weight.shape().equals(input.shape())) {
            throw new IllegalArgumentException("Weights and input must have the same size.");
        }
    }

    private static void checkWeightedReduction(Reduction reduction) {
        if (reduction == Reduction.BATCHMEAN) {
            throw new IllegalArgumentException(
                    "Invalid reduction mode: "
                            + reduction
                            + ". Expected one of 'none', 'mean', 'sum'.");
        }
    }

    /** Reduces errors that were multiplied by factors; their mean is weighted. */
    private static Tensor weightedMean(Tensor errors, Tensor weight, Reduction reduction) {
        checkWeightedReduction(reduction);
        return reduction == Reduction.MEAN
                ? errors.sum().div(weight.sum())
                : reduction.apply(errors);
    }

    /** What is compared, broadcast to one shape. */
    private record Pair(Tensor input, Tensor target) {
        static Pair of(Tensor input, Tensor target) {
            if (input.shape().equals(target.shape())) {
                return new Pair(input, target);
            }
            Warnings.warnOnce(
                    ("Using a target size (%s) that is different to the input size (%s). This will likely lead to "
                                    + "incorrect results due to broadcasting. Please ensure they have the same size.")
                            .formatted(target.shape(), input.shape()));
            List<Tensor> expanded = Aten.broadcast_tensors(List.of(input, target));
            return new Pair(expanded.get(0), expanded.get(1));
        }
    }
}
