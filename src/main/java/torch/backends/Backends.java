package torch.backends;

/**
 * The libraries that libtorch computes with. Mirrors {@code torch.backends}.
 *
 * {@snippet :
 * Backends.cuda().matmul().setAllowTf32(true); // torch.backends.cuda.matmul.allow_tf32 = True
 * Backends.cudnn().setBenchmark(true);
 * try (var flags = Backends.cudnn().flags(o -> o.enabled(true).deterministic(true))) {
 *     model.call(input);
 * }
 * }
 */
public final class Backends {
    private static final CudaBackend CUDA = new CudaBackend();
    private static final CudnnBackend CUDNN = new CudnnBackend();
    private static final MkldnnBackend MKLDNN = new MkldnnBackend();
    private static final MhaBackend MHA = new MhaBackend();
    private static final NnpackBackend NNPACK = new NnpackBackend();
    private static final Backend MKL = new Backend("mkl");
    private static final Backend OPENMP = new Backend("openmp");

    private Backends() {}

    /** CUDA. Mirrors {@code torch.backends.cuda}. */
    public static CudaBackend cuda() {
        return CUDA;
    }

    /** cuDNN. Mirrors {@code torch.backends.cudnn}. */
    public static CudnnBackend cudnn() {
        return CUDNN;
    }

    /** oneDNN, once MKL-DNN. Mirrors {@code torch.backends.mkldnn}. */
    public static MkldnnBackend mkldnn() {
        return MKLDNN;
    }

    /** Intel's MKL. Mirrors {@code torch.backends.mkl}. */
    public static Backend mkl() {
        return MKL;
    }

    /** OpenMP. Mirrors {@code torch.backends.openmp}. */
    public static Backend openmp() {
        return OPENMP;
    }

    /** NNPACK. Mirrors {@code torch.backends.nnpack}. */
    public static NnpackBackend nnpack() {
        return NNPACK;
    }

    /** Attention of several heads. Mirrors {@code torch.backends.mha}. */
    public static MhaBackend mha() {
        return MHA;
    }

    // ---- Of all

    /**
     * How exactly floats are computed with where a library's own setting says {@code none}: {@code none}, {@code ieee},
     * {@code tf32} or {@code bf16}. Mirrors {@code torch.backends.fp32_precision}.
     */
    public static String fp32Precision() {
        return Settings.precision("generic", "all");
    }

    /**
     * Sets how exactly floats are computed with.
     *
     * @throws torch.TorchException if there is no such precision
     */
    public static void setFp32Precision(String precision) {
        Settings.checkMutable("");
        Settings.setPrecision("generic", "all", precision);
    }

    /** Sets {@link #setFp32Precision} until the result is closed. Mirrors {@code torch.backends.flags}. */
    public static BackendFlags flags(String fp32Precision) {
        String before = fp32Precision();
        Settings.setPrecision("generic", "all", fp32Precision);
        return new BackendFlags(() -> Settings.setPrecision("generic", "all", before));
    }

    /**
     * Leaves only the guards that {@code flags(…)} opens to change flags: the setters throw from here on. Mirrors
     * {@code torch.backends.disable_global_flags}.
     */
    public static void disableGlobalFlags() {
        Settings.freeze(true);
    }

    /** Whether only guards change flags. Mirrors {@code torch.backends.flags_frozen}. */
    public static boolean flagsFrozen() {
        return Settings.isFrozen();
    }
}
