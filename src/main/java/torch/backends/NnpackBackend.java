package torch.backends;

import torch.Aten;

/** NNPACK's convolutions on the CPU: {@code torch.backends.nnpack}. */
public final class NnpackBackend {
    private static final String ENABLED = "nnpack.enabled";

    NnpackBackend() {}

    /** Whether this libtorch has it and the processor can run it. */
    public boolean isAvailable() {
        return Aten._nnpack_available();
    }

    /** Whether it is used until the result is closed. Mirrors {@code torch.backends.nnpack.flags}. */
    public BackendFlags flags(boolean enabled) {
        boolean before = setFlags(enabled);
        return new BackendFlags(() -> Settings.set(ENABLED, before));
    }

    /**
     * Sets whether it is used. Mirrors {@code torch.backends.nnpack.set_flags}.
     *
     * @return whether it was
     */
    public boolean setFlags(boolean enabled) {
        boolean before = Settings.get(ENABLED);
        Settings.set(ENABLED, enabled);
        return before;
    }
}
