package torch.nn;

import org.jspecify.annotations.Nullable;
import torch.Tensor;

/**
 * The keyword arguments of a call of attention. A mask is boolean, true where nothing shall be seen, or of a floating
 * point type, which is added to the logits.
 */
public abstract class AttentionOptions<S extends AttentionOptions<S>> extends Keywords<S> {
    @Nullable Tensor keyPaddingMask;
    boolean needWeights = true;
    @Nullable Tensor attnMask;
    boolean averageAttnWeights = true;
    boolean isCausal;

    AttentionOptions() {}

    /** Which keys are padding, {@code (N, S)}, or {@code (S)} for one sequence. Default: none */
    public S keyPaddingMask(@Nullable Tensor keyPaddingMask) {
        this.keyPaddingMask = keyPaddingMask;
        return self();
    }

    /** Whether the weights are returned too; without them the faster operators can be used. Default: true */
    public S needWeights(boolean needWeights) {
        this.needWeights = needWeights;
        return self();
    }

    /** What each query may not see, {@code (L, S)} or {@code (N numHeads, L, S)}. Default: none */
    public S attnMask(@Nullable Tensor attnMask) {
        this.attnMask = attnMask;
        return self();
    }

    /** Whether the weights are averaged over the heads. Default: true */
    public S averageAttnWeights(boolean averageAttnWeights) {
        this.averageAttnWeights = averageAttnWeights;
        return self();
    }

    /** A hint that the attention mask, which must be given too, is causal. Default: false */
    public S isCausal(boolean isCausal) {
        this.isCausal = isCausal;
        return self();
    }
}
