package torch.nn;

import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Tensor;
import torch.TensorOptions;
import torch.Torch;

/** The masks of attention: what is added to the logits, minus infinity where nothing shall be seen. */
final class Masks {
    private Masks() {}

    /** A mask as what is added: a boolean one becomes minus infinity where it is true, zero elsewhere. */
    static @Nullable Tensor canonical(@Nullable Tensor mask, String name, DType target) {
        return canonical(mask, name, null, "", target);
    }

    /** The same for a mask that should be of another's type. */
    static @Nullable Tensor canonical(
            @Nullable Tensor mask,
            String name,
            @Nullable Tensor other,
            String otherName,
            DType target) {
        if (mask == null) {
            return null;
        }
        boolean floating = mask.isFloatingPoint();
        if (mask.dtype() != DType.BOOL && !floating) {
            throw new IllegalArgumentException(
                    "only bool and floating types of " + name + " are supported");
        }
        if (other != null && mask.dtype() != other.dtype()) {
            Warnings.warnOnce(
                    "Support for mismatched %s and %s is deprecated. Use same type for both instead."
                            .formatted(name, otherName));
        }
        return floating
                ? mask
                : Torch.zerosLike(mask, Torch.dtype(target))
                        .maskedFill_(mask, Double.NEGATIVE_INFINITY);
    }

    /** Whether there is a mask that is added as it is. */
    static boolean isFloating(@Nullable Tensor mask) {
        return mask != null && mask.isFloatingPoint();
    }

    /** The mask of a sequence whose steps see none that come after. */
    static Tensor causal(long size, TensorOptions options) {
        return Torch.triu(
                Torch.full(Torch.shape(size, size), Double.NEGATIVE_INFINITY, options), 1);
    }

    /** Whether a mask is causal: as the caller says, or else as the mask itself is. */
    static boolean isCausal(@Nullable Tensor mask, @Nullable Boolean said, long size) {
        if (said != null || mask == null) {
            return Boolean.TRUE.equals(said);
        }
        Tensor causal = causal(size, Torch.dtype(mask.dtype()).device(mask.device()));
        return mask.shape().equals(causal.shape()) && mask.eq(causal).all().itemBoolean();
    }

    /** Length of a sequence, alone or in a batch. */
    static long length(Tensor sequence, boolean batchFirst) {
        return sequence.size(sequence.dim() == 2 || !batchFirst ? 0 : 1);
    }
}
