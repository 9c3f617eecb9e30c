package torch.nn;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.DType;
import torch.Tensor;

/** The lookups of {@link F}. */
abstract class EmbeddingFunctions extends NormFunctions {
    EmbeddingFunctions() {}

    /** Looks vectors up: {@code weight[input]}. */
    public static Tensor embedding(Tensor input, Tensor weight) {
        return embedding(input, weight, o -> {});
    }

    /** Looks vectors up, of which one stands for nothing. */
    public static Tensor embedding(Tensor input, Tensor weight, long paddingIdx) {
        return embedding(input, weight, o -> o.paddingIdx(paddingIdx));
    }

    /**
     * Looks vectors up with keyword arguments.
     *
     * @throws IllegalArgumentException where device or type are asked for, which are the weight's
     */
    public static Tensor embedding(
            Tensor input, Tensor weight, Consumer<? super Embedding.Options> options) {
        var o = Keywords.set(new Embedding.Options(), options);
        o.rejectPlacement("embedding");
        return embedding(
                input, weight, o.paddingIdx, o.maxNorm, o.normType, o.scaleGradByFreq, o.sparse);
    }

    /**
     * Looks vectors up; see {@link Embedding}.
     *
     * @param weight {@code (numEmbeddings, embeddingDim)}; changed in place where vectors are longer than {@code
     *     maxNorm}
     * @throws IllegalArgumentException where the padding index is not one of a vector
     */
    public static Tensor embedding(
            Tensor input,
            Tensor weight,
            @Nullable Long paddingIdx,
            @Nullable Double maxNorm,
            double normType,
            boolean scaleGradByFreq,
            boolean sparse) {
        Long padding =
                new Embedding.Options()
                        .paddingIdx(paddingIdx)
                        .checkedPaddingIdx("Padding_idx", paddingIdx == null ? 0 : weight.size(0));
        if (maxNorm != null) {
            input = input.contiguous();
            renorm(weight, input, maxNorm, normType);
        }
        return Aten.embedding(
                weight, input, padding == null ? -1 : padding, scaleGradByFreq, sparse);
    }

    /** The mean of the vectors of each row of {@code input}. */
    public static Tensor embeddingBag(Tensor input, Tensor weight) {
        return embeddingBag(input, weight, (Tensor) null);
    }

    /** The mean of the vectors of each bag; bags start at {@code offsets}. */
    public static Tensor embeddingBag(Tensor input, Tensor weight, @Nullable Tensor offsets) {
        return embeddingBag(input, weight, offsets, o -> {});
    }

    /** Reduces the vectors of each row of {@code input}, with keyword arguments. */
    public static Tensor embeddingBag(
            Tensor input, Tensor weight, Consumer<? super EmbeddingBag.Options> options) {
        return embeddingBag(input, weight, null, options);
    }

    /** Reduces the vectors of each bag, with keyword arguments. */
    public static Tensor embeddingBag(
            Tensor input,
            Tensor weight,
            @Nullable Tensor offsets,
            Consumer<? super EmbeddingBag.Options> options) {
        return embeddingBag(input, weight, offsets, null, options);
    }

    /**
     * Reduces the vectors of each bag, each index with a weight of its own, with keyword arguments.
     *
     * @throws IllegalArgumentException where device or type are asked for, which are the weight's
     */
    public static Tensor embeddingBag(
            Tensor input,
            Tensor weight,
            @Nullable Tensor offsets,
            @Nullable Tensor perSampleWeights,
            Consumer<? super EmbeddingBag.Options> options) {
        var o = Keywords.set(new EmbeddingBag.Options(), options);
        o.rejectPlacement("embedding_bag");
        return embeddingBag(
                input,
                weight,
                offsets,
                o.maxNorm,
                o.normType,
                o.scaleGradByFreq,
                o.mode,
                o.sparse,
                perSampleWeights,
                o.includeLastOffset,
                o.paddingIdx);
    }

    /**
     * Reduces the vectors of each bag; see {@link EmbeddingBag}.
     *
     * @throws IllegalArgumentException where shapes or arguments do not go together
     * @throws UnsupportedOperationException where indices have weights and {@code mode} is not the sum
     */
    public static Tensor embeddingBag(
            Tensor input,
            Tensor weight,
            @Nullable Tensor offsets,
            @Nullable Double maxNorm,
            double normType,
            boolean scaleGradByFreq,
            EmbeddingBag.Mode mode,
            boolean sparse,
            @Nullable Tensor perSampleWeights,
            boolean includeLastOffset,
            @Nullable Long paddingIdx) {
        if (weight.dtype() == DType.INT64 && input.dtype().isFloatingPoint()) {
            Warnings.warnOnce(
                    "Argument order of nn.functional.embedding_bag was changed. Usage `embedding_bag(weight, input,"
                            + " ...)` is deprecated, and should now be `embedding_bag(input, weight, ...)`.");
            return embeddingBag(
                    weight,
                    input,
                    offsets,
                    maxNorm,
                    normType,
                    scaleGradByFreq,
                    mode,
                    sparse,
                    perSampleWeights,
                    includeLastOffset,
                    paddingIdx);
        }
        checkWeights(input, weight, perSampleWeights);
        Tensor starts = bagStarts(input, offsets);
        if (input.dim() == 2) {
            includeLastOffset = false;
            input = input.reshape(-1);
            perSampleWeights = perSampleWeights == null ? null : perSampleWeights.reshape(-1);
        }
        checkMode(mode, scaleGradByFreq, sparse);
        if (maxNorm != null) {
            renorm(weight, input, maxNorm, normType);
        }
        if (perSampleWeights != null && mode != EmbeddingBag.Mode.SUM) {
            throw new UnsupportedOperationException(
                    ("embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for"
                                    + " mode='sum' (got mode='%s'). Please open a feature request on GitHub.")
                            .formatted(mode));
        }
        return Aten.embedding_bag_padding_idx(
                        weight,
                        input,
                        starts,
                        scaleGradByFreq,
                        mode.ordinal(),
                        sparse,
                        perSampleWeights,
                        includeLastOffset,
                        paddingIdx)
                .first();
    }

    /** One-hot vectors of the classes, as many as the greatest class needs. */
    public static Tensor oneHot(Tensor tensor) {
        return oneHot(tensor, -1);
    }

    /**
     * One-hot vectors of {@code numClasses} classes, {@code (*)} to {@code (*, numClasses)}; -1 for as many as needed.
     */
    public static Tensor oneHot(Tensor tensor, long numClasses) {
        return Aten.one_hot(tensor, numClasses);
    }

    private static void checkWeights(
            Tensor input, Tensor weight, @Nullable Tensor perSampleWeights) {
        if (perSampleWeights != null && !input.shape().equals(perSampleWeights.shape())) {
            throw new IllegalArgumentException(
                    ("embedding_bag: If per_sample_weights (%s) is not None, then it must have the same shape as the"
                                    + " input (%s)")
                            .formatted(perSampleWeights.shape(), input.shape()));
        }
        if (weight.dim() != 2) {
            throw new IllegalArgumentException(
                    "weight has to be a 2D Tensor, but got Tensor of dimension " + weight.dim());
        }
    }

    /** Where the bags start in the input's elements: each row is a bag, or it is said where bags start. */
    private static Tensor bagStarts(Tensor input, @Nullable Tensor offsets) {
        if (input.dim() == 2) {
            if (offsets != null) {
                throw new IllegalArgumentException(
                        "if input is 2D, then offsets has to be None, as input is treated is a mini-batch of fixed"
                                + " length sequences. However, found offsets of type <class 'torch.Tensor'>");
            }
            return Aten.arange_start_step(
                    0, input.numel(), input.size(1), input.dtype(), null, input.device(), null);
        }
        if (input.dim() != 1) {
            throw new IllegalArgumentException(
                    "input has to be 1D or 2D Tensor, but got Tensor of dimension " + input.dim());
        }
        if (offsets == null) {
            throw new IllegalArgumentException("offsets has to be a 1D Tensor but got None");
        }
        if (offsets.dim() != 1) {
            throw new IllegalArgumentException("offsets has to be a 1D Tensor");
        }
        // libtorch reads past its memory here, in Python too.
        if (offsets.numel() == 0 && input.numel() > 0) {
            throw new IllegalArgumentException(
                    "offsets has to name the start of a bag where there is input, but is empty");
        }
        return offsets;
    }

    private static void checkMode(EmbeddingBag.Mode mode, boolean scaleGradByFreq, boolean sparse) {
        if (mode == EmbeddingBag.Mode.MAX && scaleGradByFreq) {
            throw new IllegalArgumentException(
                    "max mode does not support scaling the gradient by the frequency");
        }
        if (mode == EmbeddingBag.Mode.MAX && sparse) {
            throw new IllegalArgumentException("max mode does not support sparse weights");
        }
    }

    /** Shortens the vectors that are looked up, outside of autograd. */
    private static void renorm(Tensor weight, Tensor input, double maxNorm, double normType) {
        Aten.embedding_renorm_(weight.detach(), input, maxNorm, normType);
    }
}
