package torch.nn;

import org.jspecify.annotations.Nullable;
import torch.Tensor;

/** The keyword arguments of a call of a decoder, its layers and a whole transformer. */
public abstract class DecoderCallOptions<S extends DecoderCallOptions<S>> extends Keywords<S> {
    @Nullable Tensor tgtMask;
    @Nullable Tensor memoryMask;
    @Nullable Tensor tgtKeyPaddingMask;
    @Nullable Tensor memoryKeyPaddingMask;
    @Nullable Boolean tgtIsCausal;
    boolean memoryIsCausal;

    DecoderCallOptions() {}

    /** What each step of the target may not see of it, {@code (T, T)} or {@code (N nhead, T, T)}. Default: none */
    public S tgtMask(@Nullable Tensor tgtMask) {
        this.tgtMask = tgtMask;
        return self();
    }

    /**
     * What each step of the target may not see of the memory, {@code (T, S)} or {@code (N nhead, T, S)}. Default: none
     */
    public S memoryMask(@Nullable Tensor memoryMask) {
        this.memoryMask = memoryMask;
        return self();
    }

    /** Which steps of the target are padding, {@code (N, T)}, or {@code (T)} for one sequence. Default: none */
    public S tgtKeyPaddingMask(@Nullable Tensor tgtKeyPaddingMask) {
        this.tgtKeyPaddingMask = tgtKeyPaddingMask;
        return self();
    }

    /** Which steps of the memory are padding, {@code (N, S)}, or {@code (S)} for one sequence. Default: none */
    public S memoryKeyPaddingMask(@Nullable Tensor memoryKeyPaddingMask) {
        this.memoryKeyPaddingMask = memoryKeyPaddingMask;
        return self();
    }

    /**
     * A hint that the target's mask, which must be given too, is causal; with null a decoder looks at the mask, and a
     * layer takes it that it is not. Default: null
     */
    public S tgtIsCausal(@Nullable Boolean tgtIsCausal) {
        this.tgtIsCausal = tgtIsCausal;
        return self();
    }

    /** A hint that the memory's mask, which must be given too, is causal. Default: false */
    public S memoryIsCausal(boolean memoryIsCausal) {
        this.memoryIsCausal = memoryIsCausal;
        return self();
    }
}
