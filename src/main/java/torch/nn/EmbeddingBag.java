package torch.nn;

import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.nn.init.Init;

/**
 * Looks vectors up and reduces each bag of them to one, without the vectors in between.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (B, N)}, B bags of N indices; or {@code (N)}, with the places in it where bags start as offsets,
 *       {@code (B)}
 *   <li>Weights of the indices: the same as the input
 *   <li>Output: {@code (B, H)} with {@code H = embeddingDim}
 * </ul>
 *
 * <p>{@link #weight} is drawn from {@code N(0, 1)}.
 *
 * {@snippet :
 * var m = new EmbeddingBag(10, 3, EmbeddingBag.Mode.SUM);
 * var input = Torch.tensor(new long[] {1, 2, 4, 5, 4, 3, 2, 9});
 * m.call(input, Torch.tensor(new long[] {0, 4})).shape(); // torch.Size([2, 3])
 * }
 *
 * <p>Mirrors {@code torch.nn.EmbeddingBag}.
 */
public class EmbeddingBag extends UnaryModule {
    /** How a bag is reduced; the order is libtorch's. */
    public enum Mode {
        /** By the sum. */
        SUM,
        /** By the mean. */
        MEAN,
        /** By the maximum. */
        MAX;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Number of vectors. */
    public final long numEmbeddings;

    /** Size of a vector. */
    public final long embeddingDim;

    /** The greatest norm of a vector; null without one. */
    public final @Nullable Double maxNorm;

    /** Exponent of the norm that {@link #maxNorm} limits. */
    public final double normType;

    /** Whether gradients are divided by how often an index occurs in the input. */
    public final boolean scaleGradByFreq;

    /** How a bag is reduced. */
    public final Mode mode;

    /** Whether the gradient of {@link #weight} is a sparse tensor. */
    public final boolean sparse;

    /** Whether the offsets end with the size of the input. */
    public final boolean includeLastOffset;

    /** Index that counts for nothing, from the start; null without one. */
    public final @Nullable Long paddingIdx;

    /** The learned vectors, {@code (numEmbeddings, embeddingDim)}. */
    public Parameter weight;

    /** A layer that takes means. */
    public EmbeddingBag(long numEmbeddings, long embeddingDim) {
        this(numEmbeddings, embeddingDim, Mode.MEAN);
    }

    /** A layer that reduces so. */
    public EmbeddingBag(long numEmbeddings, long embeddingDim, Mode mode) {
        this(numEmbeddings, embeddingDim, o -> o.mode(mode));
    }

    /**
     * A layer with keyword arguments.
     *
     * @throws IllegalArgumentException where the padding index is not one of a vector
     */
    @SuppressWarnings("this-escape")
    public EmbeddingBag(long numEmbeddings, long embeddingDim, Consumer<? super Options> options) {
        Options o = Keywords.set(new Options(), options);
        this(numEmbeddings, embeddingDim, o, () -> o.parameter(numEmbeddings, embeddingDim));
        resetParameters();
    }

    private EmbeddingBag(
            long numEmbeddings, long embeddingDim, Options o, Supplier<Parameter> weight) {
        this.numEmbeddings = numEmbeddings;
        this.embeddingDim = embeddingDim;
        maxNorm = o.maxNorm;
        normType = o.normType;
        scaleGradByFreq = o.scaleGradByFreq;
        mode = o.mode;
        sparse = o.sparse;
        includeLastOffset = o.includeLastOffset;
        paddingIdx = o.checkedPaddingIdx("padding_idx", numEmbeddings);
        this.weight = weight.get();
    }

    /** A layer of given vectors, {@code (numEmbeddings, embeddingDim)}, which are not learned. */
    public static EmbeddingBag fromPretrained(Tensor embeddings) {
        return fromPretrained(embeddings, true);
    }

    /** A layer of given vectors, which are learned unless {@code freeze}. */
    public static EmbeddingBag fromPretrained(Tensor embeddings, boolean freeze) {
        return fromPretrained(embeddings, freeze, o -> {});
    }

    /** A layer of given vectors, which are not learned, with keyword arguments. */
    public static EmbeddingBag fromPretrained(
            Tensor embeddings, Consumer<? super Options> options) {
        return fromPretrained(embeddings, true, options);
    }

    /**
     * A layer of given vectors with keyword arguments. It shares the memory of {@code embeddings}.
     *
     * @throws IllegalArgumentException where {@code embeddings} is not a matrix, or device or type are asked for
     */
    public static EmbeddingBag fromPretrained(
            Tensor embeddings, boolean freeze, Consumer<? super Options> options) {
        EmbeddingOptions.checkPretrained(embeddings);
        Options o = Keywords.set(new Options(), options);
        o.rejectPlacement("EmbeddingBag.from_pretrained");
        return new EmbeddingBag(
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

    /** Reduces each row of {@code input}. */
    @Override
    public Tensor forward(Tensor input) {
        return forward(input, null, null);
    }

    /** Computes the output; run through {@link #call(Tensor, Tensor, Tensor)}. */
    public Tensor forward(
            Tensor input, @Nullable Tensor offsets, @Nullable Tensor perSampleWeights) {
        return F.embeddingBag(
                input,
                weight,
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

    /** Applies this module to one row of indices, in which bags start at {@code offsets}. */
    public final Tensor call(Tensor input, @Nullable Tensor offsets) {
        return invokeAll(
                args -> forward((Tensor) args.get(0), (Tensor) args.get(1), null), input, offsets);
    }

    /** Applies this module, with a weight for each index where {@code perSampleWeights} is not null. */
    public final Tensor call(
            Tensor input, @Nullable Tensor offsets, @Nullable Tensor perSampleWeights) {
        return invokeAll(
                args -> forward((Tensor) args.get(0), (Tensor) args.get(1), (Tensor) args.get(2)),
                input,
                offsets,
                perSampleWeights);
    }

    @Override
    public String extraRepr() {
        var text = new StringBuilder().append(numEmbeddings).append(", ").append(embeddingDim);
        if (maxNorm != null) {
            text.append(", max_norm=").append(Repr.of(maxNorm));
        }
        if (normType != 2) {
            text.append(", norm_type=").append(Repr.of(normType));
        }
        if (scaleGradByFreq) {
            text.append(", scale_grad_by_freq=True");
        }
        text.append(", mode='").append(mode).append('\'');
        if (paddingIdx != null) {
            text.append(", padding_idx=").append(paddingIdx);
        }
        return text.toString();
    }

    /** The keyword arguments of {@link EmbeddingBag}. */
    public static final class Options extends EmbeddingOptions<Options> {
        Mode mode = Mode.MEAN;
        boolean includeLastOffset;

        Options() {}

        /** How a bag is reduced. Default: {@link Mode#MEAN} */
        public Options mode(Mode mode) {
            this.mode = mode;
            return this;
        }

        /** Whether the offsets end with the size of the input, as in a compressed sparse matrix. Default: false */
        public Options includeLastOffset(boolean includeLastOffset) {
            this.includeLastOffset = includeLastOffset;
            return this;
        }
    }
}
