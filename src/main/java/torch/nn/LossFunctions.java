package torch.nn;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Tensor;
import torch.Torch;

/** The losses of {@link F} that compare with probabilities and classes. */
abstract class LossFunctions extends MarginLossFunctions {
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
                weight == null
                        ? null
                        : weight.expand(Torch.broadcastShapes(target.shape(), weight.shape()));
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

    /** The mean {@link CrossEntropyLoss} of {@code input linearWeightᵀ}; see {@link LinearCrossEntropyLoss}. */
    public static Tensor linearCrossEntropy(Tensor input, Tensor linearWeight, Tensor target) {
        return linearCrossEntropy(input, linearWeight, target, o -> {});
    }

    /**
     * The {@link CrossEntropyLoss} of {@code input linearWeightᵀ + linearBias} with keyword arguments; see
     * {@link LinearCrossEntropyLoss}.
     *
     * @param linearWeight {@code (C, H_in)} or {@code (C, d_1, …, d_K, H_in)}
     * @throws torch.TorchException where shapes do not fit, or {@code ignoreIndex} is given for probabilities
     */
    public static Tensor linearCrossEntropy(
            Tensor input,
            Tensor linearWeight,
            Tensor target,
            Consumer<? super LinearCrossEntropyLoss.FunctionOptions> options) {
        var o = Keywords.set(new LinearCrossEntropyLoss.FunctionOptions(), options);
        return LinearCrossEntropy.compute(input, linearWeight, target, o);
    }

    /** The mean {@link NLLLoss} of all classes alike. */
    public static Tensor nllLoss(Tensor input, Tensor target) {
        return nllLoss(input, target, Reduction.MEAN);
    }

    /** The {@link NLLLoss} of all classes alike, reduced in this way. */
    public static Tensor nllLoss(Tensor input, Tensor target, Reduction reduction) {
        return nllLoss(input, target, o -> o.reduction(reduction));
    }

    /** The {@link NLLLoss} with keyword arguments. */
    public static Tensor nllLoss(
            Tensor input, Tensor target, Consumer<? super NLLLoss.Options> options) {
        NLLLoss.Options o = Keywords.set(new NLLLoss.Options(), options);
        return nllLoss(input, target, o.weight, o.ignoreIndex, o.reduction);
    }

    static Tensor nllLoss(
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

    /** The {@link KLDivLoss} with keyword arguments. */
    public static Tensor klDiv(
            Tensor input, Tensor target, Consumer<? super KLDivLoss.Options> options) {
        KLDivLoss.Options o = Keywords.set(new KLDivLoss.Options(), options);
        return klDiv(input, target, o.reduction, o.logTarget);
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

    /** The mean {@link CTCLoss} with blank 0. */
    public static Tensor ctcLoss(
            Tensor logProbs, Tensor targets, Tensor inputLengths, Tensor targetLengths) {
        return ctcLoss(logProbs, targets, inputLengths, targetLengths, o -> {});
    }

    /** The mean {@link CTCLoss}. */
    public static Tensor ctcLoss(
            Tensor logProbs,
            Tensor targets,
            Tensor inputLengths,
            Tensor targetLengths,
            long blank) {
        return ctcLoss(logProbs, targets, inputLengths, targetLengths, o -> o.blank(blank));
    }

    /** The {@link CTCLoss} with keyword arguments. */
    public static Tensor ctcLoss(
            Tensor logProbs,
            Tensor targets,
            Tensor inputLengths,
            Tensor targetLengths,
            Consumer<? super CTCLoss.Options> options) {
        CTCLoss.Options o = Keywords.set(new CTCLoss.Options(), options);
        return ctcLoss(
                logProbs,
                targets,
                inputLengths,
                targetLengths,
                o.blank,
                o.reduction,
                o.zeroInfinity);
    }

    static Tensor ctcLoss(
            Tensor logProbs,
            Tensor targets,
            Tensor inputLengths,
            Tensor targetLengths,
            long blank,
            Reduction reduction,
            boolean zeroInfinity) {
        return Aten.ctc_loss_Tensor(
                logProbs,
                targets,
                inputLengths,
                targetLengths,
                blank,
                reduction.code(),
                zeroInfinity);
    }

    /** The mean {@link CTCLoss} with blank 0 and lengths that are numbers. */
    public static Tensor ctcLoss(
            Tensor logProbs, Tensor targets, long[] inputLengths, long[] targetLengths) {
        return ctcLoss(logProbs, targets, inputLengths, targetLengths, o -> {});
    }

    /** The mean {@link CTCLoss} with lengths that are numbers. */
    public static Tensor ctcLoss(
            Tensor logProbs,
            Tensor targets,
            long[] inputLengths,
            long[] targetLengths,
            long blank) {
        return ctcLoss(logProbs, targets, inputLengths, targetLengths, o -> o.blank(blank));
    }

    /** The {@link CTCLoss} with lengths that are numbers, and keyword arguments. */
    public static Tensor ctcLoss(
            Tensor logProbs,
            Tensor targets,
            long[] inputLengths,
            long[] targetLengths,
            Consumer<? super CTCLoss.Options> options) {
        CTCLoss.Options o = Keywords.set(new CTCLoss.Options(), options);
        return ctcLoss(
                logProbs,
                targets,
                inputLengths,
                targetLengths,
                o.blank,
                o.reduction,
                o.zeroInfinity);
    }

    static Tensor ctcLoss(
            Tensor logProbs,
            Tensor targets,
            long[] inputLengths,
            long[] targetLengths,
            long blank,
            Reduction reduction,
            boolean zeroInfinity) {
        return Aten.ctc_loss_IntList(
                logProbs,
                targets,
                inputLengths,
                targetLengths,
                blank,
                reduction.code(),
                zeroInfinity);
    }
}
