package torch.backends;

import torch.internal.Downcalls;
import torch.internal.Function;

/** How cuBLAS multiplies matrices: {@code torch.backends.cuda.matmul}. */
public final class CuBLASModule {
    private static final String TF32 = "cuda.matmul.allow_tf32";
    private static final String FP16_ACCUMULATION = "cuda.matmul.allow_fp16_accumulation";
    private static final String GROUPED = "cuda.matmul.prefer_cublaslt_grouped_gemm";
    private static final Fp32Precision PRECISION = new Fp32Precision("cuda", "matmul");

    CuBLASModule() {}

    /** Whether products of float matrices may use TensorFloat-32. Mirrors {@code allow_tf32}. */
    public boolean allowTf32() {
        return Settings.get(TF32);
    }

    /** Whether products of float matrices may use TensorFloat-32. */
    public void setAllowTf32(boolean allow) {
        Settings.set(TF32, allow);
    }

    /** {@code none}, {@code ieee} or {@code tf32}. Mirrors {@code fp32_precision}. */
    public String fp32Precision() {
        return PRECISION.fp32Precision();
    }

    /**
     * Sets how exactly products of float matrices are computed.
     *
     * @throws torch.TorchException if there is no such precision
     */
    public void setFp32Precision(String precision) {
        PRECISION.setFp32Precision(precision);
    }

    /** Whether half-precision products may sum in half precision. Mirrors {@code allow_fp16_reduced_precision_reduction}. */
    public boolean allowFp16ReducedPrecisionReduction() {
        return reduction(0) == 0;
    }

    /** Whether half-precision products may split their sums. Mirrors {@code allow_fp16_reduced_precision_reduction_split_k}. */
    public boolean allowFp16ReducedPrecisionReductionSplitK() {
        return reduction(0) != 2;
    }

    /** Whether half-precision products may sum in half precision. */
    public void setAllowFp16ReducedPrecisionReduction(boolean allow) {
        setAllowFp16ReducedPrecisionReduction(allow, true);
    }

    /**
     * Whether half-precision products may sum in half precision, and split their sums.
     *
     * @throws torch.TorchException if sums may be short but not split
     */
    public void setAllowFp16ReducedPrecisionReduction(boolean allow, boolean allowSplitK) {
        setReduction(0, allow, allowSplitK);
    }

    /** Whether bfloat16 products may sum in bfloat16. Mirrors {@code allow_bf16_reduced_precision_reduction}. */
    public boolean allowBf16ReducedPrecisionReduction() {
        return reduction(1) == 0;
    }

    /** Whether bfloat16 products may split their sums. Mirrors {@code allow_bf16_reduced_precision_reduction_split_k}. */
    public boolean allowBf16ReducedPrecisionReductionSplitK() {
        return reduction(1) != 2;
    }

    /** Whether bfloat16 products may sum in bfloat16. */
    public void setAllowBf16ReducedPrecisionReduction(boolean allow) {
        setAllowBf16ReducedPrecisionReduction(allow, true);
    }

    /**
     * Whether bfloat16 products may sum in bfloat16, and split their sums.
     *
     * @throws torch.TorchException if sums may be short but not split
     */
    public void setAllowBf16ReducedPrecisionReduction(boolean allow, boolean allowSplitK) {
        setReduction(1, allow, allowSplitK);
    }

    /** Whether half-precision products may accumulate in half precision. Mirrors {@code allow_fp16_accumulation}. */
    public boolean allowFp16Accumulation() {
        return Settings.get(FP16_ACCUMULATION);
    }

    /** Whether half-precision products may accumulate in half precision. */
    public void setAllowFp16Accumulation(boolean allow) {
        Settings.set(FP16_ACCUMULATION, allow);
    }

    /**
     * Whether grouped products prefer cuBLASLt. Mirrors {@code prefer_cublaslt_grouped_gemm}.
     *
     * @throws UnsupportedOperationException before libtorch 2.14
     */
    public boolean preferCublasltGroupedGemm() {
        return Settings.get(GROUPED);
    }

    /**
     * Whether grouped products prefer cuBLASLt.
     *
     * @throws UnsupportedOperationException before libtorch 2.14
     */
    public void setPreferCublasltGroupedGemm(boolean prefer) {
        Settings.set(GROUPED, prefer);
    }

    private static long reduction(int bfloat16) {
        return Downcalls.call(Function.CUBLAS_REDUCTION, bfloat16) - 1;
    }

    private static void setReduction(int bfloat16, boolean allow, boolean allowSplitK) {
        Downcalls.call(Function.SET_CUBLAS_REDUCTION, bfloat16, allow ? 1 : 0, allowSplitK ? 1 : 0);
    }
}
