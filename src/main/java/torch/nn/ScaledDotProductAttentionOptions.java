package torch.nn;

import org.jspecify.annotations.Nullable;
import torch.Tensor;

/** The keyword arguments of {@code F.scaledDotProductAttention}. */
public final class ScaledDotProductAttentionOptions
        extends Keywords<ScaledDotProductAttentionOptions> {
    @Nullable Tensor attnMask;
    double dropoutP;
    boolean isCausal;
    @Nullable Double scale;
    boolean enableGqa;

    ScaledDotProductAttentionOptions() {}

    /**
     * What is added to the logits, or a boolean mask, true where a query may see a key; it must broadcast to
     * {@code (N, …, L, S)}. Default: none
     */
    public ScaledDotProductAttentionOptions attnMask(@Nullable Tensor attnMask) {
        this.attnMask = attnMask;
        return this;
    }

    /** Probability of a weight to become zero; it is applied also in evaluation. Default: 0 */
    public ScaledDotProductAttentionOptions dropoutP(double dropoutP) {
        this.dropoutP = dropoutP;
        return this;
    }

    /** Whether no query sees a key that comes after it; then there must be no mask. Default: false */
    public ScaledDotProductAttentionOptions isCausal(boolean isCausal) {
        this.isCausal = isCausal;
        return this;
    }

    /** Factor of the logits. */
    public ScaledDotProductAttentionOptions scale(double scale) {
        return scale(Double.valueOf(scale));
    }

    /** Factor of the logits, null for {@code 1 / √E}. Default: null */
    public ScaledDotProductAttentionOptions scale(@Nullable Double scale) {
        this.scale = scale;
        return this;
    }

    /** Whether keys and values may have fewer heads, each for a group of query heads. Default: false */
    public ScaledDotProductAttentionOptions enableGqa(boolean enableGqa) {
        this.enableGqa = enableGqa;
        return this;
    }
}
