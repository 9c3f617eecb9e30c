package torch.nn;

import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.Torch;
import torch.nn.init.Init;

/** What {@link Embedding} and {@link EmbeddingBag} share: the vectors and how they are looked up. */
abstract class EmbeddingBase extends UnaryModule {
    /** Number of vectors. */
    public final long numEmbeddings;

    /** Size of a vector. */
    public final long embeddingDim;

    /** Index that stands for nothing, from the start; null without one. */
    public final @Nullable Long paddingIdx;

    /** The greatest norm of a vector; null without one. */
    public final @Nullable Double maxNorm;

    /** Exponent of the norm that {@link #maxNorm} limits. */
    public final double normType;

    /** Whether gradients are divided by how often an index occurs in the input. */
    public final boolean scaleGradByFreq;

    /** Whether the gradient of {@link #weight} is a sparse tensor. */
    public final boolean sparse;

    /** The learned vectors, {@code (numEmbeddings, embeddingDim)}. */
    public Parameter weight;

    /** A layer whose vectors are drawn; {@code paddingName} is what a message calls the padding index. */
    @SuppressWarnings("this-escape")
    EmbeddingBase(
            long numEmbeddings, long embeddingDim, EmbeddingOptions<?> o, String paddingName) {
        Long padding = o.checkedPaddingIdx(paddingName, numEmbeddings);
        this(o, padding, o.parameter(numEmbeddings, embeddingDim));
        resetParameters();
    }

    /** A layer of given vectors, which share the memory of {@code embeddings}. */
    EmbeddingBase(Tensor embeddings, boolean freeze, EmbeddingOptions<?> o, String paddingName) {
        if (embeddings.dim() != 2) {
            throw new IllegalArgumentException(
                    "Embeddings parameter is expected to be 2-dimensional");
        }
        Long padding = o.checkedPaddingIdx(paddingName, embeddings.size(0));
        this(o, padding, new Parameter(embeddings, !freeze));
    }

    private EmbeddingBase(EmbeddingOptions<?> o, @Nullable Long paddingIdx, Parameter weight) {
        numEmbeddings = weight.size(0);
        embeddingDim = weight.size(1);
        this.paddingIdx = paddingIdx;
        maxNorm = o.maxNorm;
        normType = o.normType;
        scaleGradByFreq = o.scaleGradByFreq;
        sparse = o.sparse;
        this.weight = weight;
    }

    /** Draws {@link #weight} anew. */
    public void resetParameters() {
        Init.normal_(weight);
        if (paddingIdx != null) {
            Torch.noGrad(() -> weight.select(0, paddingIdx).fill_(0));
        }
    }

    final String paddingRepr() {
        return paddingIdx == null ? "" : ", padding_idx=" + paddingIdx;
    }

    final String normRepr() {
        return (maxNorm == null ? "" : ", max_norm=" + Repr.of(maxNorm))
                + (normType == 2 ? "" : ", norm_type=" + Repr.of(normType))
                + (scaleGradByFreq ? ", scale_grad_by_freq=True" : "");
    }
}
