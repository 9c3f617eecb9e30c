package torch.backends;

/** Libraries for products of matrices on CUDA and ROCm. */
public enum BlasBackend {
    /** What libtorch finds best. */
    DEFAULT("Default"),
    /** cuBLAS, or hipBLAS. */
    CUBLAS("Cublas"),
    /** cuBLASLt, or hipBLASLt. */
    CUBLASLT("Cublaslt"),
    /** Composable Kernel, on ROCm. */
    CK("Ck");

    private final String python;

    BlasBackend(String python) {
        this.python = python;
    }

    /** As Python writes it: {@code _BlasBackend.Cublas}. */
    @Override
    public String toString() {
        return "_BlasBackend." + python;
    }
}
