package torch.nn;

import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.TorchException;

/**
 * The masks of one call of attention, as what is added to the logits.
 *
 * @param attn what each query may not see
 * @param keyPadding which keys are padding
 * @param isCausal whether no query sees a key that comes after it
 */
record AttentionMasks(@Nullable Tensor attn, @Nullable Tensor keyPadding, boolean isCausal) {
    /** The masks that the caller gave, for a query of a batch. */
    static AttentionMasks of(
            Tensor query, @Nullable Tensor keyPaddingMask, AttentionOptions<?> options) {
        Tensor padding =
                Masks.canonical(
                        keyPaddingMask,
                        "key_padding_mask",
                        options.attnMask,
                        "attn_mask",
                        query.dtype());
        if (options.isCausal && options.attnMask == null) {
            throw new TorchException(
                    "Need attn_mask if specifying the is_causal hint. You may use the Transformer module "
                            + "method `generate_square_subsequent_mask` to create this mask.");
        }
        if (options.isCausal && padding == null && !options.needWeights) {
            // The kernel makes the causal mask itself.
            return new AttentionMasks(null, null, true);
        }
        return new AttentionMasks(
                Masks.canonical(options.attnMask, "attn_mask", query.dtype()),
                padding,
                options.isCausal && padding == null);
    }

    /** With the mask of attention in three dimensions, which it must fit. */
    AttentionMasks fitted(long batches, long targetLength, long sourceLength) {
        return attn == null
                ? this
                : new AttentionMasks(
                        AttentionShapes.mask(attn, batches, targetLength, sourceLength),
                        keyPadding,
                        isCausal);
    }

    /** For one more key, which every query may see. */
    AttentionMasks padded() {
        return new AttentionMasks(padded(attn), padded(keyPadding), isCausal);
    }

    /** Both masks in one, for every head of every sequence; null for none. */
    @Nullable Tensor merged(long batch, long numHeads, long sourceLength) {
        if (keyPadding == null) {
            return attn;
        }
        String message = "Expected key_padded_mask.shape[%d] to be %d, but got %d";
        AttentionShapes.require(keyPadding.size(0) == batch, message, 0, batch, keyPadding.size(0));
        AttentionShapes.require(
                keyPadding.size(1) == sourceLength, message, 1, sourceLength, keyPadding.size(1));
        Tensor expanded =
                keyPadding
                        .view(batch, 1, 1, sourceLength)
                        .expand(-1, numHeads, -1, -1)
                        .reshape(batch * numHeads, 1, sourceLength);
        return attn == null ? expanded : attn.add(expanded);
    }

    private static @Nullable Tensor padded(@Nullable Tensor mask) {
        return mask == null ? null : F.pad(mask, 0, 1);
    }
}
