package torch.backends;

/** Libraries for linear algebra on CUDA. */
public enum LinalgBackend {
    /** What libtorch finds best. */
    DEFAULT("Default"),
    /** NVIDIA's. */
    CUSOLVER("Cusolver"),
    /** MAGMA. */
    MAGMA("Magma");

    private final String python;

    LinalgBackend(String python) {
        this.python = python;
    }

    /** As Python writes it: {@code _LinalgBackend.Default}. */
    @Override
    public String toString() {
        return "_LinalgBackend." + python;
    }
}
