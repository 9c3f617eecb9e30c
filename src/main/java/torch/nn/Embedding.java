package torch.nn;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.nn.init.Init;

/**
 * Looks vectors up by their indices: {@code y_i = weight[x_i]}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, indices of type int32 or int64 in any number of dimensions
 *   <li>Output: {@code (*, H)} with {@code H = embeddingDim}
 * </ul>
 *
 * <p>{@link #weight} is drawn from {@code N(0, 1)}.
 *
 * {@snippet :
 * var m = new Embedding(10, 3, o -> o.paddingIdx(0));
 * m.call(Torch.tensor(new long[][] {{0, 2, 0, 5}})).shape(); // torch.Size([1, 4, 3])
 * }
 *
 * <p>Mirrors {@code torch.nn.Embedding}.
 */
public class Embedding extends UnaryModule {
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

    /** A layer with these sizes. */
    public Embedding(long numEmbeddings, long embeddingDim) {
        this(numEmbeddings, embeddingDim, o -> {});
    }

    /** A layer with a vector that stands for nothing. */
    public Embedding(long numEmbeddings, long embeddingDim, long paddingIdx) {
        this(numEmbeddings, embeddingDim, o -> o.paddingIdx(paddingIdx));
    }

    /**
     * A layer with keyword arguments.
     *
     * @throws IllegalArgumentException where the padding index is not one of a vector
     */
    @SuppressWarnings("this-escape")
    public Embedding(long numEmbeddings, long embeddingDim, Consumer<? super Options> options) {
        Options o = Keywords.set(new Options(), options);
        this(numEmbeddings, embeddingDim, o, () -> o.parameter(numEmbeddings, embeddingDim));
        resetParameters();
    }

    private Embedding(
            long numEmbeddings, long embeddingDim, Options o, Supplier<Parameter> weight) {
        this.numEmbeddings = numEmbeddings;
        this.embeddingDim = embeddingDim;
        paddingIdx = o.checkedPaddingIdx("Padding_idx", numEmbeddings);
        maxNorm = o.maxNorm;
        normType = o.normType;
        scaleGradByFreq = o.scaleGradByFreq;
        sparse = o.sparse;
        this.weight = weight.get();
    }

    /** A layer of given vectors, {@code (numEmbeddings, embeddingDim)}, which are not learned. */
    public static Embedding fromPretrained(Tensor embeddings) {
        return fromPretrained(embeddings, true);
    }

    /** A layer of given vectors, which are learned unless {@code freeze}. */
    public static Embedding fromPretrained(Tensor embeddings, boolean freeze) {
        return fromPretrained(embeddings, freeze, o -> {});
    }

    /** A layer of given vectors, which are not learned, with keyword arguments. */
    public static Embedding fromPretrained(Tensor embeddings, Consumer<? super Options> options) {
        return fromPretrained(embeddings, true, options);
    }

    /**
     * A layer of given vectors with keyword arguments. It shares the memory of {@code embeddings}.
     *
     * @throws IllegalArgumentException where {@code embeddings} is not a matrix, or device or type are asked for
     */
    public static Embedding fromPretrained(
            Tensor embeddings, boolean freeze, Consumer<? super Options> options) {
        EmbeddingOptions.checkPretrained(embeddings);
        Options o = Keywords.set(new Options(), options);
        o.rejectPlacement("Embedding.from_pretrained");
        return new Embedding(
                embeddings.size(0),
                embeddings.size(1),
                o,
                () -> new Parameter(embeddings, !freeze));
    }

    /** Draws {@link #weight} anew. */
    public void resetParameters() {
        Init.normal_(weight);
        EmbeddingOptions.fillPadding(weight, paddingIdx);
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.embedding(input, weight, paddingIdx, maxNorm, normType, scaleGradByFreq, sparse);
    }

    @Override
    public String extraRepr() {
        var text = new StringBuilder().append(numEmbeddings).append(", ").append(embeddingDim);
        if (paddingIdx != null) {
            text.append(", padding_idx=").append(paddingIdx);
        }
        if (maxNorm != null) {
            text.append(", max_norm=").append(Repr.of(maxNorm));
        }
        if (normType != 2) {
            text.append(", norm_type=").append(Repr.of(normType));
        }
        if (scaleGradByFreq) {
            text.append(", scale_grad_by_freq=True");
        }
        if (sparse) {
            text.append(", sparse=True");
        }
        return text.toString();
    }

    /** The keyword arguments of {@link Embedding}. */
    public static final class Options extends EmbeddingOptions<Options> {
        Options() {}
    }
}
