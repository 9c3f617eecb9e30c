package torch.backends;

import java.util.Locale;
import torch.TorchException;
import torch.internal.Downcalls;
import torch.internal.Function;

/** What CUDA computes with: {@code torch.backends.cuda}. */
public final class CudaBackend {
    private static final String FLASH = "cuda.flash_sdp";
    private static final String MEMORY_EFFICIENT = "cuda.mem_efficient_sdp";
    private static final String MATH = "cuda.math_sdp";
    private static final String CUDNN = "cuda.cudnn_sdp";
    private static final String SHORT_SUMS = "cuda.fp16_bf16_reduction_math_sdp";

    private final CuBLASModule matmul = new CuBLASModule();
    private final CuFFTPlanCaches plans = new CuFFTPlanCaches();

    CudaBackend() {}

    /** Whether this libtorch was built with CUDA. Mirrors {@code torch.backends.cuda.is_built}. */
    public boolean isBuilt() {
        return Settings.isBuiltWith("cuda");
    }

    /** Products of matrices. Mirrors {@code torch.backends.cuda.matmul}. */
    public CuBLASModule matmul() {
        return matmul;
    }

    /** The plans that cuFFT keeps. Mirrors {@code torch.backends.cuda.cufft_plan_cache}. */
    public CuFFTPlanCaches cufftPlanCache() {
        return plans;
    }

    // ---- Preferred libraries

    /** The library for linear algebra. Mirrors {@code torch.backends.cuda.preferred_linalg_library()}. */
    public LinalgBackend preferredLinalgLibrary() {
        return LinalgBackend.values()[(int) Downcalls.call(Function.PREFERRED_LIBRARY, 0) - 1];
    }

    /** Prefers a library for linear algebra. */
    public LinalgBackend preferredLinalgLibrary(LinalgBackend backend) {
        Downcalls.call(Function.SET_PREFERRED_LIBRARY, 0, backend.ordinal());
        return preferredLinalgLibrary();
    }

    /**
     * Prefers a library for linear algebra: {@code default}, {@code cusolver} or {@code magma}.
     *
     * @throws TorchException if there is no such library
     */
    public LinalgBackend preferredLinalgLibrary(String backend) {
        return preferredLinalgLibrary(
                switch (backend) {
                    case "default", "cusolver", "magma" ->
                            LinalgBackend.valueOf(backend.toUpperCase(Locale.ROOT));
                    default ->
                            throw new TorchException(
                                    "Unknown input value. Choose from: default, cusolver, magma.");
                });
    }

    /** The library for products of matrices. Mirrors {@code torch.backends.cuda.preferred_blas_library()}. */
    public BlasBackend preferredBlasLibrary() {
        return BlasBackend.values()[(int) Downcalls.call(Function.PREFERRED_LIBRARY, 1) - 1];
    }

    /**
     * Prefers a library for products of matrices.
     *
     * @throws TorchException if this libtorch was not built with it
     */
    public BlasBackend preferredBlasLibrary(BlasBackend backend) {
        Downcalls.call(Function.SET_PREFERRED_LIBRARY, 1, backend.ordinal());
        return preferredBlasLibrary();
    }

    /**
     * Prefers a library for products of matrices: {@code default}, {@code cublas}, {@code cublaslt} and their names on
     * ROCm.
     *
     * @throws TorchException if there is no such library
     */
    public BlasBackend preferredBlasLibrary(String backend) {
        return preferredBlasLibrary(
                switch (backend) {
                    case "default" -> BlasBackend.DEFAULT;
                    case "cublas", "hipblas" -> BlasBackend.CUBLAS;
                    case "cublaslt", "hipblaslt" -> BlasBackend.CUBLASLT;
                    case "ck" -> BlasBackend.CK;
                    default ->
                            throw new TorchException(
                                    "Unknown input value. Choose from: default, cublas, hipblas, cublaslt, hipblaslt, ck.");
                });
    }

    // ---- Kernels of F.scaledDotProductAttention

    /** Whether FlashAttention may be taken. Mirrors {@code torch.backends.cuda.flash_sdp_enabled}. */
    public boolean flashSdpEnabled() {
        return Settings.get(FLASH);
    }

    /** Whether FlashAttention may be taken. Mirrors {@code torch.backends.cuda.enable_flash_sdp}. */
    public void enableFlashSdp(boolean enabled) {
        Settings.set(FLASH, enabled);
    }

    /** Whether the kernel that saves memory may be taken. Mirrors {@code mem_efficient_sdp_enabled}. */
    public boolean memEfficientSdpEnabled() {
        return Settings.get(MEMORY_EFFICIENT);
    }

    /** Whether the kernel that saves memory may be taken. Mirrors {@code enable_mem_efficient_sdp}. */
    public void enableMemEfficientSdp(boolean enabled) {
        Settings.set(MEMORY_EFFICIENT, enabled);
    }

    /** Whether attention may be computed by its formula. Mirrors {@code math_sdp_enabled}. */
    public boolean mathSdpEnabled() {
        return Settings.get(MATH);
    }

    /** Whether attention may be computed by its formula. Mirrors {@code enable_math_sdp}. */
    public void enableMathSdp(boolean enabled) {
        Settings.set(MATH, enabled);
    }

    /** Whether cuDNN's kernel may be taken. Mirrors {@code cudnn_sdp_enabled}. */
    public boolean cudnnSdpEnabled() {
        return Settings.get(CUDNN);
    }

    /** Whether cuDNN's kernel may be taken. Mirrors {@code enable_cudnn_sdp}. */
    public void enableCudnnSdp(boolean enabled) {
        Settings.set(CUDNN, enabled);
    }

    /** Whether the formula may sum in half precision. Mirrors {@code fp16_bf16_reduction_math_sdp_allowed}. */
    public boolean fp16Bf16ReductionMathSdpAllowed() {
        return Settings.get(SHORT_SUMS);
    }

    /** Whether the formula may sum in half precision. Mirrors {@code allow_fp16_bf16_reduction_math_sdp}. */
    public void allowFp16Bf16ReductionMathSdp(boolean enabled) {
        Settings.set(SHORT_SUMS, enabled);
    }
}
