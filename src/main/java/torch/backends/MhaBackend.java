package torch.backends;

/** Attention of several heads: {@code torch.backends.mha}. */
public final class MhaBackend {
    private volatile boolean fastpath = true;

    MhaBackend() {}

    /**
     * Whether TransformerEncoder and MultiheadAttention may use libtorch's fused kernels. Mirrors
     * {@code torch.backends.mha.get_fastpath_enabled}.
     */
    public boolean getFastpathEnabled() {
        return fastpath;
    }

    /** Whether they may. Mirrors {@code torch.backends.mha.set_fastpath_enabled}. */
    public void setFastpathEnabled(boolean enabled) {
        fastpath = enabled;
    }
}
