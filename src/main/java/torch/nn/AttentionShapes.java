package torch.nn;

import org.jspecify.annotations.Nullable;
import torch.Size;
import torch.Tensor;
import torch.TorchException;

/** The checks of attention. */
final class AttentionShapes {
    private AttentionShapes() {}

    /** Refuses anything but a batch or one sequence, with key, value and masks to match. */
    static void check(
            Tensor query,
            Tensor key,
            Tensor value,
            @Nullable Tensor keyPaddingMask,
            @Nullable Tensor attnMask,
            long numHeads) {
        int dims = query.dim();
        require(
                dims == 2 || dims == 3,
                "query should be unbatched 2D or batched 3D tensor but received %d-D query tensor",
                dims);
        String expected =
                "For %s (%d-D) `query`, expected "
                        .formatted(dims == 3 ? "batched" : "unbatched", dims);
        require(
                key.dim() == dims && value.dim() == dims,
                expected
                        + "`key` and `value` to be %d-D but found %d-D and %d-D tensors respectively",
                dims,
                key.dim(),
                value.dim());
        require(
                keyPaddingMask == null || keyPaddingMask.dim() == dims - 1,
                expected + "`key_padding_mask` to be `None` or %d-D but found %d-D tensor instead",
                dims - 1,
                keyPaddingMask == null ? 0 : keyPaddingMask.dim());
        if (attnMask == null) {
            return;
        }
        require(
                attnMask.dim() == 2 || attnMask.dim() == 3,
                expected + "`attn_mask` to be `None`, 2-D or 3-D but found %d-D tensor instead",
                attnMask.dim());
        if (dims == 2 && attnMask.dim() == 3) {
            Size all = Size.of(numHeads, query.size(0), key.size(0));
            require(
                    attnMask.shape().equals(all),
                    "Expected `attn_mask` shape to be %s but got %s",
                    tuple(all),
                    attnMask.shape());
        }
    }

    /** Refuses a batch whose query is not of the expected size, or whose key and value differ. */
    static void checkSizes(
            Tensor query,
            Tensor key,
            Tensor value,
            long embedDim,
            long numHeads,
            boolean separate) {
        long e = query.size(2);
        require(e == embedDim, "was expecting embedding dimension of %d, but got %d", embedDim, e);
        require(e % numHeads == 0, "embed_dim %d not divisible by num_heads %d", e, numHeads);
        Size keySize = separate ? key.shape().slice(0, 2) : key.shape();
        Size valueSize = separate ? value.shape().slice(0, 2) : value.shape();
        require(
                keySize.equals(valueSize),
                separate
                        ? "key's sequence and batch dims %s do not match value's %s"
                        : "key shape %s does not match value shape %s",
                keySize,
                valueSize);
    }

    /** The mask of attention as three dimensions, which it must fit. */
    static Tensor mask(Tensor attnMask, long batches, long targetLength, long sourceLength) {
        int dims = attnMask.dim();
        Size expected =
                dims == 2
                        ? Size.of(targetLength, sourceLength)
                        : Size.of(batches, targetLength, sourceLength);
        if (!attnMask.shape().equals(expected)) {
            throw new TorchException(
                    "The shape of the %dD attn_mask is %s, but should be %s."
                            .formatted(dims, attnMask.shape(), tuple(expected)));
        }
        return dims == 2 ? attnMask.unsqueeze(0) : attnMask;
    }

    /** Refuses a tensor of another shape. */
    static void checkShape(String what, Tensor tensor, long... expected) {
        require(
                tensor.shape().equals(Size.of(expected)),
                "expecting %s shape of %s, but got %s",
                what,
                Repr.tuple(expected),
                tensor.shape());
    }

    static void require(boolean holds, String message, Object... arguments) {
        if (!holds) {
            throw new IllegalArgumentException(message.formatted(arguments));
        }
    }

    private static String tuple(Size size) {
        return Repr.tuple(size.toArray());
    }
}
