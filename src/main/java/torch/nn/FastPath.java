package torch.nn;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Tensor;
import torch.Torch;
import torch.backends.Backends;
import torch.internal.ModuleAccess;

/** Libtorch's fused kernels of attention, which know neither dropout nor gradients, and when they may run. */
final class FastPath {
    private static final Set<String> DEVICES = Set.of("cpu", "cuda");

    private FastPath() {}

    /** Whether the kernels take these tensors, null for an absent one. */
    static boolean takes(@Nullable Tensor... tensors) {
        // As in PyTorch: casts on CUDA, whichever device the tensors are on.
        if (Torch.isAutocastEnabled() || !Backends.mha().getFastpathEnabled()) {
            return false;
        }
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

    /** Whether a layer of an encoder is what the kernel computes, and it takes the tensors. */
    static boolean takes(TransformerEncoderLayer layer, Tensor src) {
        MultiheadAttention m = layer.selfAttn;
        return src.dim() == 3
                && !layer.isTraining()
                && m.batchFirst
                && m.inProjBias != null
                && m.sameEmbedDim()
                && kernelKnows(layer)
                && layer.norm1.eps == layer.norm2.eps
                && m.numHeads % 2 == 0
                && !hasHooks(layer)
                && takes(src)
                && takes(weights(layer).toArray(Tensor[]::new));
    }

    /** Whether there are hooks which the kernel would not call, such as one that computes a weight. */
    private static boolean hasHooks(TransformerEncoderLayer layer) {
        return layer.modules().stream().anyMatch(ModuleAccess.get()::hasForwardHooks);
    }

    /** Whether the kernel knows the layer's activation. */
    static boolean kernelKnows(TransformerEncoderLayer layer) {
        return layer.activation == null
                ? layer.activationFunction instanceof Activation
                : layer.activation instanceof ReLU || layer.activation instanceof GELU;
    }

    /** Why an encoder of such layers cannot leave out padding, as PyTorch's warning says it; null where it can. */
    static @Nullable String whyNotNested(TransformerEncoderLayer layer) {
        MultiheadAttention m = layer.selfAttn;
        if (layer.normFirst) {
            return ".norm_first was True";
        }
        if (!m.batchFirst) {
            return ".self_attn.batch_first was not True(use batch_first for better inference performance)";
        }
        if (!m.sameEmbedDim()) {
            return ".self_attn._qkv_same_embed_dim was not True";
        }
        if (m.inProjBias == null) {
            return ".self_attn was passed bias=False";
        }
        if (!kernelKnows(layer)) {
            return ".activation_relu_or_gelu was not True";
        }
        if (layer.norm1.eps != layer.norm2.eps) {
            return ".norm1.eps was not equal to encoder_layer.norm2.eps";
        }
        return m.numHeads % 2 == 1 ? ".self_attn.num_heads is odd" : null;
    }

    /** A layer of an encoder in one call. */
    static Tensor encoderLayer(
            TransformerEncoderLayer layer, Tensor src, MultiheadAttention.MergedMask mask) {
        List<Tensor> w = weights(layer);
        return Aten._transformer_encoder_layer_fwd(
                src,
                layer.selfAttn.embedDim,
                layer.selfAttn.numHeads,
                w.get(0),
                w.get(1),
                w.get(2),
                w.get(3),
                layer.activationFunction == Activation.GELU || layer.activation instanceof GELU,
                layer.normFirst,
                layer.norm1.eps,
                w.get(4),
                w.get(5),
                w.get(6),
                w.get(7),
                w.get(8),
                w.get(9),
                w.get(10),
                w.get(11),
                mask.mergedMask(),
                mask.maskType());
    }

    /** The weights of a layer in the order in which the kernel takes them. */
    static List<Tensor> weights(TransformerEncoderLayer layer) {
        MultiheadAttention m = layer.selfAttn;
        return Stream.of(
                        m.inProjWeight,
                        m.inProjBias,
                        m.outProj.weight,
                        m.outProj.bias,
                        layer.norm1.weight,
                        layer.norm1.bias,
                        layer.norm2.weight,
                        layer.norm2.bias,
                        layer.linear1.weight,
                        layer.linear1.bias,
                        layer.linear2.weight,
                        layer.linear2.bias)
                .<Tensor>map(Objects::requireNonNull)
                .toList();
    }
}
