package torch.nn;

import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Tensor;
import torch.TorchException;

/** The losses of {@link F} that ask for a lead. */
abstract class MarginLossFunctions extends RegressionLossFunctions {
    MarginLossFunctions() {}

    /** The mean {@link HingeEmbeddingLoss} with margin 1. */
    public static Tensor hingeEmbeddingLoss(Tensor input, Tensor target) {
        return hingeEmbeddingLoss(input, target, 1);
    }

    /** The mean {@link HingeEmbeddingLoss}. */
    public static Tensor hingeEmbeddingLoss(Tensor input, Tensor target, double margin) {
        return hingeEmbeddingLoss(input, target, margin, Reduction.MEAN);
    }

    /** The {@link HingeEmbeddingLoss} with keyword arguments. */
    public static Tensor hingeEmbeddingLoss(
            Tensor input, Tensor target, Consumer<? super HingeEmbeddingLoss.Options> options) {
        var o = Keywords.set(new HingeEmbeddingLoss.Options(), options);
        return hingeEmbeddingLoss(input, target, o.margin, o.reduction);
    }

    /** The {@link HingeEmbeddingLoss} reduced in this way. */
    public static Tensor hingeEmbeddingLoss(
            Tensor input, Tensor target, double margin, Reduction reduction) {
        return Aten.hinge_embedding_loss(input, target, margin, reduction.code());
    }

    /** The mean {@link MarginRankingLoss} with margin 0. */
    public static Tensor marginRankingLoss(Tensor input1, Tensor input2, Tensor target) {
        return marginRankingLoss(input1, input2, target, 0);
    }

    /** The mean {@link MarginRankingLoss}. */
    public static Tensor marginRankingLoss(
            Tensor input1, Tensor input2, Tensor target, double margin) {
        return marginRankingLoss(input1, input2, target, margin, Reduction.MEAN);
    }

    /** The {@link MarginRankingLoss} with keyword arguments. */
    public static Tensor marginRankingLoss(
            Tensor input1,
            Tensor input2,
            Tensor target,
            Consumer<? super MarginRankingLoss.Options> options) {
        var o = Keywords.set(new MarginRankingLoss.Options(), options);
        return marginRankingLoss(input1, input2, target, o.margin, o.reduction);
    }

    /**
     * The {@link MarginRankingLoss} reduced in this way.
     *
     * @throws TorchException where the numbers of dimensions differ
     */
    public static Tensor marginRankingLoss(
            Tensor input1, Tensor input2, Tensor target, double margin, Reduction reduction) {
        long code = reduction.code();
        if (input1.dim() != input2.dim() || input1.dim() != target.dim()) {
            throw new TorchException(
                    ("margin_ranking_loss : All input tensors should have same dimension but got sizes: "
                                    + "input1: %s, input2: %s, target: %s ")
                            .formatted(input1.shape(), input2.shape(), target.shape()));
        }
        return Aten.margin_ranking_loss(input1, input2, target, margin, code);
    }

    /** The mean {@link CosineEmbeddingLoss} with margin 0. */
    public static Tensor cosineEmbeddingLoss(Tensor input1, Tensor input2, Tensor target) {
        return cosineEmbeddingLoss(input1, input2, target, 0);
    }

    /** The mean {@link CosineEmbeddingLoss}. */
    public static Tensor cosineEmbeddingLoss(
            Tensor input1, Tensor input2, Tensor target, double margin) {
        return cosineEmbeddingLoss(input1, input2, target, margin, Reduction.MEAN);
    }

    /** The {@link CosineEmbeddingLoss} with keyword arguments. */
    public static Tensor cosineEmbeddingLoss(
            Tensor input1,
            Tensor input2,
            Tensor target,
            Consumer<? super CosineEmbeddingLoss.Options> options) {
        var o = Keywords.set(new CosineEmbeddingLoss.Options(), options);
        return cosineEmbeddingLoss(input1, input2, target, o.margin, o.reduction);
    }

    /** The {@link CosineEmbeddingLoss} reduced in this way. */
    public static Tensor cosineEmbeddingLoss(
            Tensor input1, Tensor input2, Tensor target, double margin, Reduction reduction) {
        return Aten.cosine_embedding_loss(input1, input2, target, margin, reduction.code());
    }

    /** The mean {@link TripletMarginLoss} with margin 1 and the Euclidean norm. */
    public static Tensor tripletMarginLoss(Tensor anchor, Tensor positive, Tensor negative) {
        return tripletMarginLoss(anchor, positive, negative, o -> {});
    }

    /** The mean {@link TripletMarginLoss} with the Euclidean norm. */
    public static Tensor tripletMarginLoss(
            Tensor anchor, Tensor positive, Tensor negative, double margin) {
        return tripletMarginLoss(anchor, positive, negative, o -> o.margin(margin));
    }

    /** The mean {@link TripletMarginLoss}. */
    public static Tensor tripletMarginLoss(
            Tensor anchor, Tensor positive, Tensor negative, double margin, double p) {
        return tripletMarginLoss(anchor, positive, negative, o -> o.margin(margin).p(p));
    }

    /**
     * The {@link TripletMarginLoss} with keyword arguments.
     *
     * @throws IllegalArgumentException where the margin is not above 0
     */
    public static Tensor tripletMarginLoss(
            Tensor anchor,
            Tensor positive,
            Tensor negative,
            Consumer<? super TripletMarginLoss.Options> options) {
        var o = Keywords.set(new TripletMarginLoss.Options(), options);
        return tripletMarginLoss(
                anchor, positive, negative, o.margin, o.p, o.eps, o.swap, o.reduction);
    }

    static Tensor tripletMarginLoss(
            Tensor anchor,
            Tensor positive,
            Tensor negative,
            double margin,
            double p,
            double eps,
            boolean swap,
            Reduction reduction) {
        long code = reduction.code();
        checkMargin(margin);
        return Aten.triplet_margin_loss(anchor, positive, negative, margin, p, eps, swap, code);
    }

    /** The mean {@link TripletMarginWithDistanceLoss} of the Euclidean distance, with margin 1. */
    public static Tensor tripletMarginWithDistanceLoss(
            Tensor anchor, Tensor positive, Tensor negative) {
        return tripletMarginWithDistanceLoss(anchor, positive, negative, o -> {});
    }

    /**
     * The {@link TripletMarginWithDistanceLoss} with keyword arguments.
     *
     * @throws IllegalArgumentException where the margin is not above 0
     * @throws TorchException where the numbers of dimensions differ
     */
    public static Tensor tripletMarginWithDistanceLoss(
            Tensor anchor,
            Tensor positive,
            Tensor negative,
            Consumer<? super TripletMarginWithDistanceLoss.Options> options) {
        var o = Keywords.set(new TripletMarginWithDistanceLoss.Options(), options);
        return tripletMarginWithDistanceLoss(
                anchor, positive, negative, o.distance(), o.margin, o.swap, o.reduction);
    }

    static Tensor tripletMarginWithDistanceLoss(
            Tensor anchor,
            Tensor positive,
            Tensor negative,
            @Nullable BinaryOperator<Tensor> distanceFunction,
            double margin,
            boolean swap,
            Reduction reduction) {
        reduction.code();
        checkMargin(margin);
        if (anchor.dim() != positive.dim() || positive.dim() != negative.dim()) {
            throw new TorchException(
                    ("The anchor, positive, and negative tensors are expected to have the same number of dimensions, "
                                    + "but got: anchor %dD, positive %dD, and negative %dD inputs")
                            .formatted(anchor.dim(), positive.dim(), negative.dim()));
        }
        BinaryOperator<Tensor> distance =
                distanceFunction == null ? LinearFunctions::pairwiseDistance : distanceFunction;
        Tensor near = distance.apply(anchor, positive);
        Tensor far = distance.apply(anchor, negative);
        if (swap) {
            far = far.minimum(distance.apply(positive, negative));
        }
        return reduction.apply(near.add(margin).sub(far).clampMin(0));
    }

    /** The mean {@link MultiMarginLoss} with p 1 and margin 1. */
    public static Tensor multiMarginLoss(Tensor input, Tensor target) {
        return multiMarginLoss(input, target, o -> {});
    }

    /** The mean {@link MultiMarginLoss} with margin 1. */
    public static Tensor multiMarginLoss(Tensor input, Tensor target, long p) {
        return multiMarginLoss(input, target, o -> o.p(p));
    }

    /** The mean {@link MultiMarginLoss}. */
    public static Tensor multiMarginLoss(Tensor input, Tensor target, long p, double margin) {
        return multiMarginLoss(input, target, o -> o.p(p).margin(margin));
    }

    /**
     * The {@link MultiMarginLoss} with keyword arguments.
     *
     * @throws IllegalArgumentException where {@code p} is neither 1 nor 2, or the weight is not a vector
     */
    public static Tensor multiMarginLoss(
            Tensor input, Tensor target, Consumer<? super MultiMarginLoss.Options> options) {
        var o = Keywords.set(new MultiMarginLoss.Options(), options);
        return multiMarginLoss(input, target, o.p, o.margin, o.weight, o.reduction);
    }

    static Tensor multiMarginLoss(
            Tensor input,
            Tensor target,
            long p,
            double margin,
            @Nullable Tensor weight,
            Reduction reduction) {
        long code = reduction.code();
        checkPower(p);
        if (weight != null && weight.dim() != 1) {
            throw new IllegalArgumentException("weight must be one-dimensional");
        }
        return Aten.multi_margin_loss(input, target, p, margin, weight, code);
    }

    /** The mean {@link MultiLabelMarginLoss}. */
    public static Tensor multilabelMarginLoss(Tensor input, Tensor target) {
        return multilabelMarginLoss(input, target, Reduction.MEAN);
    }

    /** The {@link MultiLabelMarginLoss} reduced in this way. */
    public static Tensor multilabelMarginLoss(Tensor input, Tensor target, Reduction reduction) {
        return Aten.multilabel_margin_loss(input, target, reduction.code());
    }

    /** The mean {@link SoftMarginLoss}. */
    public static Tensor softMarginLoss(Tensor input, Tensor target) {
        return softMarginLoss(input, target, Reduction.MEAN);
    }

    /** The {@link SoftMarginLoss} reduced in this way. */
    public static Tensor softMarginLoss(Tensor input, Tensor target, Reduction reduction) {
        return Aten.soft_margin_loss(input, target, reduction.code());
    }

    /** The mean {@link MultiLabelSoftMarginLoss}. */
    public static Tensor multilabelSoftMarginLoss(Tensor input, Tensor target) {
        return multilabelSoftMarginLoss(input, target, Reduction.MEAN);
    }

    /** The {@link MultiLabelSoftMarginLoss} reduced in this way. */
    public static Tensor multilabelSoftMarginLoss(
            Tensor input, Tensor target, Reduction reduction) {
        return multilabelSoftMarginLoss(input, target, null, reduction);
    }

    /** The {@link MultiLabelSoftMarginLoss} with keyword arguments. */
    public static Tensor multilabelSoftMarginLoss(
            Tensor input,
            Tensor target,
            Consumer<? super MultiLabelSoftMarginLoss.Options> options) {
        var o = Keywords.set(new MultiLabelSoftMarginLoss.Options(), options);
        return multilabelSoftMarginLoss(input, target, o.weight, o.reduction);
    }

    static Tensor multilabelSoftMarginLoss(
            Tensor input, Tensor target, @Nullable Tensor weight, Reduction reduction) {
        Tensor present = target.mul(Aten.log_sigmoid(input));
        Tensor absent = Aten.rsub_Scalar(target, 1, 1).mul(Aten.log_sigmoid(input.neg()));
        Tensor loss = present.add(absent).neg();
        if (weight != null) {
            loss = loss.mul(weight);
        }
        long classDim = input.dim() - 1;
        loss = loss.sum(classDim).div(input.size(classDim));
        if (reduction == Reduction.BATCHMEAN) {
            throw new IllegalArgumentException(reduction + " is not valid");
        }
        return reduction.apply(loss);
    }

    static void checkPower(long p) {
        if (p != 1 && p != 2) {
            throw new IllegalArgumentException("only p == 1 and p == 2 supported");
        }
    }

    private static void checkMargin(double margin) {
        if (margin <= 0) {
            throw new IllegalArgumentException(
                    "margin must be greater than 0, got " + Repr.of(margin));
        }
    }
}
