package torch.nn;

import org.jspecify.annotations.Nullable;

/** The keyword arguments of {@link Embedding}, {@link EmbeddingBag} and their functions. */
public abstract class EmbeddingOptions<S extends EmbeddingOptions<S>> extends LayerOptions<S> {
    @Nullable Long paddingIdx;
    @Nullable Double maxNorm;
    double normType = 2;
    boolean scaleGradByFreq;
    boolean sparse;

    EmbeddingOptions() {}

    /** Index that stands for nothing: its vector gets no gradient; from the end where negative. Default: none */
    public S paddingIdx(@Nullable Long paddingIdx) {
        this.paddingIdx = paddingIdx;
        return self();
    }

    /** Index that stands for nothing. */
    public S paddingIdx(long paddingIdx) {
        return paddingIdx((Long) paddingIdx);
    }

    /** The greatest norm: longer vectors are shortened, in place, when they are looked up. Default: none */
    public S maxNorm(@Nullable Double maxNorm) {
        this.maxNorm = maxNorm;
        return self();
    }

    /** The greatest norm. */
    public S maxNorm(double maxNorm) {
        return maxNorm((Double) maxNorm);
    }

    /** Exponent of the norm that {@link #maxNorm(double)} limits. Default: 2 */
    public S normType(double normType) {
        this.normType = normType;
        return self();
    }

    /** Whether gradients are divided by how often an index occurs in the input. Default: false */
    public S scaleGradByFreq(boolean scaleGradByFreq) {
        this.scaleGradByFreq = scaleGradByFreq;
        return self();
    }

    /** Whether the gradient of the weight is a sparse tensor. Default: false */
    public S sparse(boolean sparse) {
        this.sparse = sparse;
        return self();
    }

    /** The padding index counted from the start; {@code name} is what the message calls it. */
    final @Nullable Long checkedPaddingIdx(String name, long numEmbeddings) {
        if (paddingIdx == null) {
            return null;
        }
        // PyTorch lets 0 pass without a look at the number of embeddings.
        if (paddingIdx > 0 && paddingIdx >= numEmbeddings || paddingIdx < -numEmbeddings) {
            throw new IllegalArgumentException(name + " must be within num_embeddings");
        }
        return paddingIdx < 0 ? numEmbeddings + paddingIdx : paddingIdx;
    }
}
