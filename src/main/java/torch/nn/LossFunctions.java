package torch.nn;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Tensor;

/** The losses of {@link F}. */
abstract class LossFunctions extends AttentionFunctions {
    LossFunctions() {}

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
        Warnings.warnOnce(
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
            Warnings.warnOnce(
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
}
