package torch.nn;

import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Tensor;
import torch.Torch;

/** Libtorch's fused kernels of attention, which know neither dropout nor gradients, and when they may run. */
final class FastPath {
    private static final Set<String> DEVICES = Set.of("cpu", "cuda");

    private FastPath() {}

    /** Whether the kernels take these tensors, null for an absent one. */
    static boolean takes(@Nullable Tensor... tensors) {
        boolean gradients = Torch.isGradEnabled();
        return Arrays.stream(tensors)
                .filter(Objects::nonNull)
                .allMatch(
                        tensor ->
                                DEVICES.contains(tensor.device().type())
                                        && !(gradients && tensor.requiresGrad()));
    }

    /** Whether attention is what the kernel computes, and it takes the tensors. */
    static boolean takes(MultiheadAttention m, Tensor query, Tensor key, Tensor value) {
        return query.dim() == 3
                && query == key
                && key == value
                && m.inProjWeight != null
                && query.dtype() == m.inProjWeight.dtype()
                && (m.inProjBias == null || query.dtype() == m.inProjBias.dtype())
                && !m.isTraining()
                && m.numHeads % 2 == 0
                && m.batchFirst
                && m.biasK == null
                && m.biasV == null
                && !m.addZeroAttn
                && m.sameEmbedDim()
                && takes(query, m.inProjWeight, m.inProjBias, m.outProj.weight, m.outProj.bias);
    }

    /** Self-attention of a batch in one call. */
    static MultiheadAttention.Output attention(
            MultiheadAttention m,
            Tensor query,
            Parameter inWeight,
            Parameter inBias,
            MultiheadAttention.MergedMask mask,
            boolean needWeights,
            boolean averageAttnWeights) {
        var results =
                Aten._native_multi_head_attention(
                        query,
                        query,
                        query,
                        m.embedDim,
                        m.numHeads,
                        inWeight,
                        inBias,
                        m.outProj.weight,
                        Objects.requireNonNull(m.outProj.bias),
                        mask.mergedMask(),
                        needWeights,
                        averageAttnWeights,
                        mask.maskType());
        return new MultiheadAttention.Output(results.first(), results.second());
    }
}
