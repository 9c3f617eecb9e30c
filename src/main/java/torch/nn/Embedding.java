package torch.nn;

import java.util.function.Consumer;
import torch.Tensor;

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
public class Embedding extends EmbeddingBase {
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
    public Embedding(long numEmbeddings, long embeddingDim, Consumer<? super Options> options) {
        Options o = Keywords.set(new Options(), options);
        super(numEmbeddings, embeddingDim, o, "Padding_idx");
    }

    private Embedding(Tensor embeddings, boolean freeze, Options o) {
        super(embeddings, freeze, o, "Padding_idx");
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
        Options o = Keywords.set(new Options(), options);
        o.rejectPlacement("Embedding.from_pretrained");
        return new Embedding(embeddings, freeze, o);
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.embedding(input, weight, paddingIdx, maxNorm, normType, scaleGradByFreq, sparse);
    }

    @Override
    public String extraRepr() {
        return numEmbeddings
                + ", "
                + embeddingDim
                + paddingRepr()
                + normRepr()
                + (sparse ? ", sparse=True" : "");
    }

    /** The keyword arguments of {@link Embedding}. */
    public static final class Options extends EmbeddingOptions<Options> {
        Options() {}
    }
}
