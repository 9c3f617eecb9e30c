package torch.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.Torch;

/** One call of attention with several heads, in the order of operations that PyTorch takes. */
final class AttentionPass {
    private final long embedDim;
    private final long numHeads;
    private final long headDim;
    private final Weights weights;
    private final boolean addZeroAttn;
    private final double dropoutP;
    private final MultiHeadAttentionForwardOptions o;

    AttentionPass(
            long embedDim,
            long numHeads,
            Weights weights,
            boolean addZeroAttn,
            double dropoutP,
            MultiHeadAttentionForwardOptions options) {
        this.embedDim = embedDim;
        this.numHeads = numHeads;
        headDim = embedDim / numHeads;
        this.weights = weights;
        this.addZeroAttn = addZeroAttn;
        this.dropoutP = options.training ? dropoutP : 0;
        o = options;
    }

    /** The weights at the entrance, the key and value that are added, and the weights at the exit. */
    record Weights(
            @Nullable Tensor in,
            @Nullable Tensor inBias,
            @Nullable Tensor biasK,
            @Nullable Tensor biasV,
            Tensor out,
            @Nullable Tensor outBias) {}

    MultiheadAttention.Output run(Tensor query, Tensor key, Tensor value) {
        Tensor padding = o.keyPaddingMask;
        AttentionShapes.check(query, key, value, padding, o.attnMask, numHeads);
        if (query.dim() == 3) {
            return runBatch(query, key, value, padding);
        }
        var output =
                runBatch(
                        query.unsqueeze(1),
                        key.unsqueeze(1),
                        value.unsqueeze(1),
                        padding == null ? null : padding.unsqueeze(0));
        Tensor attention = output.attnOutputWeights();
        return new MultiheadAttention.Output(
                output.attnOutput().squeeze(1), attention == null ? null : attention.squeeze(0));
    }

    private MultiheadAttention.Output runBatch(
            Tensor query, Tensor key, Tensor value, @Nullable Tensor keyPaddingMask) {
        long length = query.size(0);
        long batch = query.size(1);
        AttentionMasks masks = AttentionMasks.of(query, keyPaddingMask, o);
        AttentionShapes.checkSizes(query, key, value, embedDim, numHeads, o.useSeparateProjWeight);
        InProjection p = InProjection.of(query, key, value, weights, o);
        masks = masks.fitted(batch * numHeads, length, key.size(0));
        if (weights.biasK != null && weights.biasV != null) {
            p = withBias(p, weights.biasK, weights.biasV, batch);
            masks = masks.padded();
        } else {
            AttentionShapes.require(weights.biasK == null, "bias_k is set but bias_v is None");
            AttentionShapes.require(weights.biasV == null, "bias_v is set but bias_k is None");
        }
        p =
                new InProjection(
                        byHead(p.q(), batch),
                        o.staticK == null
                                ? byHead(p.k(), batch)
                                : fixed("static_k", o.staticK, batch),
                        o.staticV == null
                                ? byHead(p.v(), batch)
                                : fixed("static_v", o.staticV, batch));
        if (addZeroAttn) {
            p = new InProjection(p.q(), withZeros(p.k()), withZeros(p.v()));
            masks = masks.padded();
        }
        Tensor mask = masks.merged(batch, numHeads, p.k().size(1));
        return o.needWeights
                ? withWeights(p, mask, masks.isCausal(), batch)
                : withoutWeights(p, mask, masks.isCausal(), batch);
    }

    private InProjection withBias(InProjection p, Tensor biasK, Tensor biasV, long batch) {
        AttentionShapes.require(o.staticK == null, "bias cannot be added to static key.");
        AttentionShapes.require(o.staticV == null, "bias cannot be added to static value.");
        return new InProjection(
                p.q(),
                Torch.cat(List.of(p.k(), biasK.repeat(1, batch, 1))),
                Torch.cat(List.of(p.v(), biasV.repeat(1, batch, 1))));
    }

    /** Every head of every sequence as one of a batch. */
    private Tensor byHead(Tensor mapped, long batch) {
        return mapped.view(mapped.size(0), batch * numHeads, headDim).transpose(0, 1);
    }

    private Tensor fixed(String name, Tensor tensor, long batch) {
        String message = "expecting %s.size(%d) of %d, but got %d";
        long batches = batch * numHeads;
        AttentionShapes.require(
                tensor.size(0) == batches, message, name, 0, batches, tensor.size(0));
        AttentionShapes.require(
                tensor.size(2) == headDim, message, name, 2, headDim, tensor.size(2));
        return tensor;
    }

    private Tensor withZeros(Tensor tensor) {
        Tensor zeros =
                Torch.zeros(
                        Torch.shape(tensor.size(0), 1, headDim),
                        Torch.dtype(tensor.dtype()).device(tensor.device()));
        return Torch.cat(List.of(tensor, zeros), 1);
    }

    private MultiheadAttention.Output withWeights(
            InProjection p, @Nullable Tensor mask, boolean isCausal, long batch) {
        long length = p.q().size(1);
        Tensor scaled = p.q().mul(Math.sqrt(1.0 / headDim));
        Tensor keys = p.k().transpose(-2, -1);
        AttentionShapes.require(
                !isCausal || mask != null, "FIXME: is_causal not implemented for need_weights");
        Tensor logits = mask == null ? Torch.bmm(scaled, keys) : Torch.baddbmm(mask, scaled, keys);
        Tensor attention = F.softmax(logits, -1);
        if (dropoutP > 0) {
            attention = F.dropout(attention, dropoutP);
        }
        Tensor output =
                Torch.bmm(attention, p.v()).transpose(0, 1).reshape(length * batch, embedDim);
        Tensor byHead = attention.view(batch, numHeads, length, p.k().size(1));
        return new MultiheadAttention.Output(
                mapped(output, length, batch), o.averageAttnWeights ? byHead.mean(1) : byHead);
    }

    private MultiheadAttention.Output withoutWeights(
            InProjection p, @Nullable Tensor mask, boolean isCausal, long batch) {
        long length = p.q().size(1);
        long sourceLength = p.k().size(1);
        Tensor output =
                F.scaledDotProductAttention(
                        p.q().view(batch, numHeads, length, headDim),
                        p.k().view(batch, numHeads, sourceLength, headDim),
                        p.v().view(batch, numHeads, sourceLength, headDim),
                        mask == null || mask.size(0) == 1
                                ? unsqueezed(mask)
                                : mask.view(batch, numHeads, -1, sourceLength),
                        dropoutP,
                        isCausal);
        output = output.permute(2, 0, 1, 3).reshape(batch * length, embedDim);
        return new MultiheadAttention.Output(mapped(output, length, batch), null);
    }

    private static @Nullable Tensor unsqueezed(@Nullable Tensor mask) {
        return mask == null ? null : mask.unsqueeze(0);
    }

    private Tensor mapped(Tensor output, long length, long batch) {
        Tensor mapped = F.linear(output, weights.out, weights.outBias);
        return mapped.view(length, batch, mapped.size(1));
    }
}
