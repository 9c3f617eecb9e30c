package torch.nn;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.nn.init.Init;

/**
 * Attention of several heads side by side: each maps query, key and value to {@code d = embedDim / numHeads} features
 * and computes {@code softmax(Q Kᵀ / √d) V}; another map joins what the heads found.
 *
 * <p><b>Shape</b>, with batch {@code N}, {@code L} queries, {@code S} keys and {@code E = embedDim}; where
 * {@code batchFirst}, {@code N} comes first
 * <ul>
 *   <li>Query: {@code (L, N, E)}, or {@code (L, E)} for one sequence
 *   <li>Key and value: {@code (S, N, kdim)} and {@code (S, N, vdim)}, or without {@code N}
 *   <li>Output: the same as the query
 *   <li>Weights: {@code (N, L, S)} as the mean of the heads, or {@code (N, numHeads, L, S)}; without {@code N} for one
 *       sequence
 * </ul>
 *
 * <p>The maps at the entrance are drawn as {@link Init#xavierUniform_} does, {@link #biasK} and {@link #biasV} as
 * {@link Init#xavierNormal_}; the other shifts are zeros, and the output's map is drawn as {@link Linear}'s.
 *
 * <p>In evaluation mode, self-attention of a batch that comes first and needs no gradients is one fused call of
 * libtorch.
 *
 * {@snippet :
 * var attention = new MultiheadAttention(16, 4, o -> o.batchFirst(true));
 * var x = Torch.randn(2, 5, 16);
 * var result = attention.call(x, x, x, o -> o.needWeights(false));
 * }
 *
 * <p>Mirrors {@code torch.nn.MultiheadAttention}.
 */
public class MultiheadAttention extends Module {
    /** Number of features of query and output. */
    public final long embedDim;

    /** Number of features of the key. */
    public final long kdim;

    /** Number of features of the value. */
    public final long vdim;

    /** Number of heads. */
    public final long numHeads;

    /** Probability of a weight to become zero in training mode. */
    public final double dropout;

    /** Whether the batch is the first dimension. */
    public final boolean batchFirst;

    /** Number of features of a head. */
    public final long headDim;

    /** Whether a key and value of zeros are added to every sequence. */
    public final boolean addZeroAttn;

    /** The maps of query, key and value one below the other, {@code (3 E, E)}; null where they are apart. */
    public @Nullable Parameter inProjWeight;

    /** The map of the query, {@code (E, E)}, where key or value are of other sizes; else null. */
    public @Nullable Parameter qProjWeight;

    /** The map of the key, {@code (E, kdim)}, where key or value are of other sizes; else null. */
    public @Nullable Parameter kProjWeight;

    /** The map of the value, {@code (E, vdim)}, where key or value are of other sizes; else null. */
    public @Nullable Parameter vProjWeight;

    /** The shifts of query, key and value, {@code (3 E)}; null without them. */
    public @Nullable Parameter inProjBias;

    /** The map that joins the heads. */
    public final Linear outProj;

    /** A key that is added to every sequence, {@code (1, 1, E)}; null without one. */
    public @Nullable Parameter biasK;

    /** The value of {@link #biasK}; null without one. */
    public @Nullable Parameter biasV;

    /** Attention of queries, keys and values of one size. */
    public MultiheadAttention(long embedDim, long numHeads) {
        this(embedDim, numHeads, o -> {});
    }

    /** Attention of queries, keys and values of one size, with dropout. */
    public MultiheadAttention(long embedDim, long numHeads, double dropout) {
        this(embedDim, numHeads, o -> o.dropout(dropout));
    }

    /** Attention with dropout and keyword arguments. */
    public MultiheadAttention(
            long embedDim, long numHeads, double dropout, Consumer<? super Options> options) {
        this(embedDim, numHeads, o -> options.accept(o.dropout(dropout)));
    }

    /**
     * Attention with keyword arguments.
     *
     * @throws IllegalArgumentException where a number is not positive, or the features cannot be split into the heads
     */
    @SuppressWarnings("this-escape")
    public MultiheadAttention(long embedDim, long numHeads, Consumer<? super Options> options) {
        Options o = Keywords.set(new Options(), options);
        AttentionShapes.require(
                embedDim > 0 && numHeads > 0,
                "embed_dim and num_heads must be greater than 0, got embed_dim=%d and num_heads=%d instead",
                embedDim,
                numHeads);
        AttentionShapes.require(
                embedDim % numHeads == 0, "embed_dim must be divisible by num_heads");
        this.embedDim = embedDim;
        this.numHeads = numHeads;
        kdim = o.kdim == null ? embedDim : o.kdim;
        vdim = o.vdim == null ? embedDim : o.vdim;
        dropout = o.dropout;
        batchFirst = o.batchFirst;
        headDim = embedDim / numHeads;
        addZeroAttn = o.addZeroAttn;
        boolean same = sameEmbedDim();
        qProjWeight =
                registerParameter("q_proj_weight", same ? null : o.parameter(embedDim, embedDim));
        kProjWeight = registerParameter("k_proj_weight", same ? null : o.parameter(embedDim, kdim));
        vProjWeight = registerParameter("v_proj_weight", same ? null : o.parameter(embedDim, vdim));
        inProjWeight =
                registerParameter(
                        "in_proj_weight", same ? o.parameter(3 * embedDim, embedDim) : null);
        inProjBias = registerParameter("in_proj_bias", o.bias ? o.parameter(3 * embedDim) : null);
        outProj =
                registerModule(
                        "out_proj",
                        new NonDynamicallyQuantizableLinear(
                                embedDim, embedDim, l -> l.bias(o.bias).placedAs(o)));
        biasK = registerParameter("bias_k", o.addBiasKv ? o.parameter(1, 1, embedDim) : null);
        biasV = registerParameter("bias_v", o.addBiasKv ? o.parameter(1, 1, embedDim) : null);
        resetParameters();
    }

    /** Draws the maps at the entrance and the added key and value anew, and makes the shifts zero. */
    public void resetParameters() {
        for (Parameter weight :
                new Parameter[] {inProjWeight, qProjWeight, kProjWeight, vProjWeight}) {
            if (weight != null) {
                Init.xavierUniform_(weight);
            }
        }
        if (inProjBias != null) {
            Init.constant_(inProjBias, 0);
        }
        if (outProj.bias != null) {
            Init.constant_(outProj.bias, 0);
        }
        if (biasK != null) {
            Init.xavierNormal_(biasK);
        }
        if (biasV != null) {
            Init.xavierNormal_(biasV);
        }
    }

    /** Attends with {@code query} to {@code key} and {@code value}. */
    public final Output call(Tensor query, Tensor key, Tensor value) {
        return call(query, key, value, o -> {});
    }

    /** Attends with keyword arguments. */
    public final Output call(
            Tensor query, Tensor key, Tensor value, Consumer<? super CallOptions> options) {
        CallOptions o = Keywords.set(new CallOptions(), options);
        return call(
                query,
                key,
                value,
                o.keyPaddingMask,
                o.needWeights,
                o.attnMask,
                o.averageAttnWeights,
                o.isCausal);
    }

    /** Attends; the arguments are those of {@link CallOptions}. */
    public final Output call(
            Tensor query,
            Tensor key,
            Tensor value,
            @Nullable Tensor keyPaddingMask,
            boolean needWeights,
            @Nullable Tensor attnMask,
            boolean averageAttnWeights,
            boolean isCausal) {
        return invokeAll(
                args ->
                        forward(
                                (Tensor) args.get(0),
                                (Tensor) args.get(1),
                                (Tensor) args.get(2),
                                (Tensor) args.get(3),
                                (boolean) args.get(4),
                                (Tensor) args.get(5),
                                (boolean) args.get(6),
                                (boolean) args.get(7)),
                query,
                key,
                value,
                keyPaddingMask,
                needWeights,
                attnMask,
                averageAttnWeights,
                isCausal);
    }

    /** Computes the output; run through {@link #call(Tensor, Tensor, Tensor)}. */
    public Output forward(
            Tensor query,
            Tensor key,
            Tensor value,
            @Nullable Tensor keyPaddingMask,
            boolean needWeights,
            @Nullable Tensor attnMask,
            boolean averageAttnWeights,
            boolean isCausal) {
        Tensor padding =
                Masks.canonical(
                        keyPaddingMask, "key_padding_mask", attnMask, "attn_mask", query.dtype());
        Tensor mask = Masks.canonical(attnMask, "attn_mask", query.dtype());
        if (!Masks.isFloating(attnMask)
                && !Masks.isFloating(keyPaddingMask)
                && FastPath.takes(this, query, key, value)) {
            MergedMask merged = mergeMasks(mask, padding, query);
            if (inProjWeight != null && inProjBias != null) {
                return FastPath.attention(
                        this,
                        query,
                        inProjWeight,
                        inProjBias,
                        merged,
                        needWeights,
                        averageAttnWeights);
            }
        }
        boolean transposed = batchFirst && query.dim() == 3;
        // What is the same tensor must stay the same, for it is mapped once.
        Tensor q = transposed ? query.transpose(1, 0) : query;
        Tensor k = key == query ? q : transposed ? key.transpose(1, 0) : key;
        Tensor v = value == key ? k : transposed ? value.transpose(1, 0) : value;
        Output output =
                F.multiHeadAttentionForward(
                        q,
                        k,
                        v,
                        embedDim,
                        numHeads,
                        inProjWeight,
                        inProjBias,
                        biasK,
                        biasV,
                        addZeroAttn,
                        dropout,
                        outProj.weight,
                        outProj.bias,
                        o ->
                                o.training(isTraining())
                                        .keyPaddingMask(padding)
                                        .needWeights(needWeights)
                                        .attnMask(mask)
                                        .averageAttnWeights(averageAttnWeights)
                                        .isCausal(isCausal)
                                        .useSeparateProjWeight(!sameEmbedDim())
                                        .qProjWeight(qProjWeight)
                                        .kProjWeight(kProjWeight)
                                        .vProjWeight(vProjWeight));
        return transposed
                ? new Output(output.attnOutput.transpose(1, 0), output.attnOutputWeights)
                : output;
    }

    /**
     * Both masks in one, as what is added to the logits, and what kind of mask it is for libtorch's fused kernels: 1
     * for padding alone, 2 for a mask of attention, null for none.
     */
    public final MergedMask mergeMasks(
            @Nullable Tensor attnMask, @Nullable Tensor keyPaddingMask, Tensor query) {
        if (attnMask == null) {
            return new MergedMask(keyPaddingMask, keyPaddingMask == null ? null : 1L);
        }
        long batch = query.size(0);
        long length = query.size(1);
        Tensor expanded =
                attnMask.dim() == 3
                        ? attnMask.view(batch, -1, length, length)
                        : attnMask.view(1, 1, length, length).expand(batch, numHeads, -1, -1);
        return new MergedMask(
                keyPaddingMask == null
                        ? expanded
                        : expanded.add(
                                keyPaddingMask
                                        .view(batch, 1, 1, length)
                                        .expand(-1, numHeads, -1, -1)),
                2L);
    }

    /** Whether one weight maps query, key and value. */
    final boolean sameEmbedDim() {
        return kdim == embedDim && vdim == embedDim;
    }

    /**
     * What attention makes of its inputs.
     *
     * @param attnOutput what each query found
     * @param attnOutputWeights how much of it came from each key; null where they were not asked for
     */
    public record Output(Tensor attnOutput, @Nullable Tensor attnOutputWeights) {}

    /** What {@link #mergeMasks} gives. */
    public record MergedMask(@Nullable Tensor mergedMask, @Nullable Long maskType) {}

    /** The keyword arguments of a call. */
    public static final class CallOptions extends AttentionOptions<CallOptions> {
        private CallOptions() {}
    }

    /** The keyword arguments of {@link MultiheadAttention}. */
    public static final class Options extends LayerOptions<Options> {
        private double dropout;
        private boolean bias = true;
        private boolean addBiasKv;
        private boolean addZeroAttn;
        private @Nullable Long kdim;
        private @Nullable Long vdim;
        private boolean batchFirst;

        private Options() {}

        /** Probability of a weight to become zero in training mode. Default: 0 */
        public Options dropout(double dropout) {
            this.dropout = dropout;
            return this;
        }

        /** Whether the maps at entrance and exit have shifts. Default: true */
        public Options bias(boolean bias) {
            this.bias = bias;
            return this;
        }

        /** Whether a learned key and value are added to every sequence. Default: false */
        public Options addBiasKv(boolean addBiasKv) {
            this.addBiasKv = addBiasKv;
            return this;
        }

        /** Whether a key and value of zeros are added to every sequence. Default: false */
        public Options addZeroAttn(boolean addZeroAttn) {
            this.addZeroAttn = addZeroAttn;
            return this;
        }

        /** Number of features of the key, null for {@code embedDim}. Default: null */
        public Options kdim(@Nullable Long kdim) {
            this.kdim = kdim;
            return this;
        }

        /** Number of features of the key. */
        public Options kdim(long kdim) {
            return kdim(Long.valueOf(kdim));
        }

        /** Number of features of the value, null for {@code embedDim}. Default: null */
        public Options vdim(@Nullable Long vdim) {
            this.vdim = vdim;
            return this;
        }

        /** Number of features of the value. */
        public Options vdim(long vdim) {
            return vdim(Long.valueOf(vdim));
        }

        /** Whether the batch is the first dimension. Default: false */
        public Options batchFirst(boolean batchFirst) {
            this.batchFirst = batchFirst;
            return this;
        }
    }
}
