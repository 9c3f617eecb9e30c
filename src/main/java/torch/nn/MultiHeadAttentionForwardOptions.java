package torch.nn;

import org.jspecify.annotations.Nullable;
import torch.Tensor;

/** The keyword arguments of {@code F.multiHeadAttentionForward}. */
public final class MultiHeadAttentionForwardOptions
        extends AttentionOptions<MultiHeadAttentionForwardOptions> {
    boolean training = true;
    boolean useSeparateProjWeight;
    @Nullable Tensor qProjWeight;
    @Nullable Tensor kProjWeight;
    @Nullable Tensor vProjWeight;
    @Nullable Tensor staticK;
    @Nullable Tensor staticV;

    MultiHeadAttentionForwardOptions() {}

    /** Whether dropout is applied. Default: true */
    public MultiHeadAttentionForwardOptions training(boolean training) {
        this.training = training;
        return this;
    }

    /** Whether query, key and value are mapped by a weight each, in place of the packed one. Default: false */
    public MultiHeadAttentionForwardOptions useSeparateProjWeight(boolean useSeparateProjWeight) {
        this.useSeparateProjWeight = useSeparateProjWeight;
        return this;
    }

    /** The map of the query, {@code (E, E)}. Default: none */
    public MultiHeadAttentionForwardOptions qProjWeight(@Nullable Tensor qProjWeight) {
        this.qProjWeight = qProjWeight;
        return this;
    }

    /** The map of the key, {@code (E, kdim)}. Default: none */
    public MultiHeadAttentionForwardOptions kProjWeight(@Nullable Tensor kProjWeight) {
        this.kProjWeight = kProjWeight;
        return this;
    }

    /** The map of the value, {@code (E, vdim)}. Default: none */
    public MultiHeadAttentionForwardOptions vProjWeight(@Nullable Tensor vProjWeight) {
        this.vProjWeight = vProjWeight;
        return this;
    }

    /** Keys that stand in for the mapped ones, {@code (N numHeads, S, E / numHeads)}. Default: none */
    public MultiHeadAttentionForwardOptions staticK(@Nullable Tensor staticK) {
        this.staticK = staticK;
        return this;
    }

    /** Values that stand in for the mapped ones, {@code (N numHeads, S, E / numHeads)}. Default: none */
    public MultiHeadAttentionForwardOptions staticV(@Nullable Tensor staticV) {
        this.staticV = staticV;
        return this;
    }
}
