package torch.nn;

import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

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
public class EmbeddingBag extends EmbeddingBase {
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

    /** How a bag is reduced. */
    public final Mode mode;

    /** Whether the offsets end with the size of the input. */
    public final boolean includeLastOffset;

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
    public EmbeddingBag(long numEmbeddings, long embeddingDim, Consumer<? super Options> options) {
        Options o = Keywords.set(new Options(), options);
        super(numEmbeddings, embeddingDim, o, "padding_idx");
        mode = o.mode;
        includeLastOffset = o.includeLastOffset;
    }

    private EmbeddingBag(Tensor embeddings, boolean freeze, Options o) {
        super(embeddings, freeze, o, "padding_idx");
        mode = o.mode;
        includeLastOffset = o.includeLastOffset;
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
        Options o = Keywords.set(new Options(), options);
        o.rejectPlacement("EmbeddingBag.from_pretrained");
        return new EmbeddingBag(embeddings, freeze, o);
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
        return "%d, %d%s, mode='%s'%s"
                .formatted(numEmbeddings, embeddingDim, normRepr(), mode, paddingRepr());
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
