package torch.nn;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Tensor;

/** The attention of {@link F}. */
abstract class AttentionFunctions extends VisionFunctions {
    AttentionFunctions() {}

    /** {@code softmax(Q Kᵀ / √E) V}; see {@link #scaledDotProductAttention(Tensor, Tensor, Tensor, Consumer)}. */
    public static Tensor scaledDotProductAttention(Tensor query, Tensor key, Tensor value) {
        return scaledDotProductAttention(query, key, value, o -> {});
    }

    /** Attention with a mask, null for none. */
    public static Tensor scaledDotProductAttention(
            Tensor query, Tensor key, Tensor value, @Nullable Tensor attnMask) {
        return scaledDotProductAttention(query, key, value, o -> o.attnMask(attnMask));
    }

    /** Attention with a mask, null for none, and dropout of the weights. */
    public static Tensor scaledDotProductAttention(
            Tensor query, Tensor key, Tensor value, @Nullable Tensor attnMask, double dropoutP) {
        return scaledDotProductAttention(
                query, key, value, o -> o.attnMask(attnMask).dropoutP(dropoutP));
    }

    /** Attention with a mask, null for none, and dropout of the weights, where {@code isCausal} with a causal mask. */
    public static Tensor scaledDotProductAttention(
            Tensor query,
            Tensor key,
            Tensor value,
            @Nullable Tensor attnMask,
            double dropoutP,
            boolean isCausal) {
        return scaledDotProductAttention(
                query, key, value, o -> o.attnMask(attnMask).dropoutP(dropoutP).isCausal(isCausal));
    }

    /**
     * {@code softmax(Q Kᵀ / √E + mask) V} by the fastest of libtorch's kernels that can do it.
     *
     * @param query {@code (N, …, H, L, E)}
     * @param key {@code (N, …, H, S, E)}
     * @param value {@code (N, …, H, S, E_v)}
     * @return {@code (N, …, H, L, E_v)}
     */
    public static Tensor scaledDotProductAttention(
            Tensor query,
            Tensor key,
            Tensor value,
            Consumer<? super ScaledDotProductAttentionOptions> options) {
        var o = Keywords.set(new ScaledDotProductAttentionOptions(), options);
        return Aten.scaled_dot_product_attention(
                query, key, value, o.attnMask, o.dropoutP, o.isCausal, o.scale, o.enableGqa);
    }

    /** {@link MultiheadAttention} without state, in training mode and with weights. */
    public static MultiheadAttention.Output multiHeadAttentionForward(
            Tensor query,
            Tensor key,
            Tensor value,
            long embedDimToCheck,
            long numHeads,
            @Nullable Tensor inProjWeight,
            @Nullable Tensor inProjBias,
            @Nullable Tensor biasK,
            @Nullable Tensor biasV,
            boolean addZeroAttn,
            double dropoutP,
            Tensor outProjWeight,
            @Nullable Tensor outProjBias) {
        return multiHeadAttentionForward(
                query,
                key,
                value,
                embedDimToCheck,
                numHeads,
                inProjWeight,
                inProjBias,
                biasK,
                biasV,
                addZeroAttn,
                dropoutP,
                outProjWeight,
                outProjBias,
                o -> {});
    }

    /**
     * {@link MultiheadAttention} without state.
     *
     * @param query {@code (L, N, E)}, or {@code (L, E)} for one sequence
     * @param key {@code (S, N, E_k)} or {@code (S, E_k)}
     * @param value {@code (S, N, E_v)} or {@code (S, E_v)}
     * @param embedDimToCheck {@code E}, to which the query is held
     * @param inProjWeight the maps of query, key and value one below the other, {@code (3 E, E)}
     * @param inProjBias their shifts, {@code (3 E)}; null for none
     * @param biasK a key that is added to every sequence, {@code (1, 1, E)}; null for none
     * @param biasV its value
     * @param addZeroAttn whether a key and value of zeros are added
     * @param dropoutP probability of a weight to become zero
     * @param outProjWeight the map of the output, {@code (E, E)}
     * @param outProjBias its shift, {@code (E)}; null for none
     * @throws IllegalArgumentException where shapes or weights do not fit together
     */
    public static MultiheadAttention.Output multiHeadAttentionForward(
            Tensor query,
            Tensor key,
            Tensor value,
            long embedDimToCheck,
            long numHeads,
            @Nullable Tensor inProjWeight,
            @Nullable Tensor inProjBias,
            @Nullable Tensor biasK,
            @Nullable Tensor biasV,
            boolean addZeroAttn,
            double dropoutP,
            Tensor outProjWeight,
            @Nullable Tensor outProjBias,
            Consumer<? super MultiHeadAttentionForwardOptions> options) {
        var o = Keywords.set(new MultiHeadAttentionForwardOptions(), options);
        var weights =
                new AttentionPass.Weights(
                        inProjWeight, inProjBias, biasK, biasV, outProjWeight, outProjBias);
        return new AttentionPass(embedDimToCheck, numHeads, weights, addZeroAttn, dropoutP, o)
                .run(query, key, value);
    }
}
