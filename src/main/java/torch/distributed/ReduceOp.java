package torch.distributed;

import java.util.Set;
import org.bytedeco.pytorch.PreMulSumSupplement;
import org.bytedeco.pytorch.ReduceOp.RedOpType;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/** How a reduction joins elements. Mirrors {@code torch.distributed.ReduceOp}. */
public final class ReduceOp {
    public static final ReduceOp SUM = new ReduceOp("SUM");

    /** The mean. */
    public static final ReduceOp AVG = new ReduceOp("AVG");

    public static final ReduceOp PRODUCT = new ReduceOp("PRODUCT");
    public static final ReduceOp MIN = new ReduceOp("MIN");
    public static final ReduceOp MAX = new ReduceOp("MAX");

    /** Bitwise and, of integers. */
    public static final ReduceOp BAND = new ReduceOp("BAND");

    /** Bitwise or, of integers. */
    public static final ReduceOp BOR = new ReduceOp("BOR");

    /** Bitwise exclusive or, of integers. */
    public static final ReduceOp BXOR = new ReduceOp("BXOR");

    // On complex tensors, which travel as pairs of real numbers, these would give nonsense.
    private static final Set<ReduceOp> REAL_ONLY = Set.of(MAX, MIN, PRODUCT, BAND, BOR, BXOR);

    private final String name;
    private final @Nullable Object factor;

    private ReduceOp(String name) {
        this(name, null);
    }

    private ReduceOp(String name, @Nullable Object factor) {
        this.name = name;
        this.factor = factor;
    }

    /** The sum, of elements times a factor; NCCL only. Mirrors {@code torch.distributed._make_nccl_premul_sum}. */
    public static ReduceOp premulSum(double factor) {
        return new ReduceOp("PREMUL_SUM", factor);
    }

    /** The sum, of elements times a factor in a tensor of one element; NCCL only. */
    public static ReduceOp premulSum(Tensor factor) {
        return new ReduceOp("PREMUL_SUM", Checks.tensor(factor, "factor"));
    }

    boolean supportsComplex() {
        return !REAL_ONLY.contains(this);
    }

    org.bytedeco.pytorch.ReduceOp natively() {
        RedOpType type = RedOpType.valueOf(name);
        if (factor == null) return new org.bytedeco.pytorch.ReduceOp(type);
        var supplement =
                factor instanceof Tensor tensor
                        ? new PreMulSumSupplement(tensor.javacpp())
                        : new PreMulSumSupplement((double) factor);
        var op = new org.bytedeco.pytorch.ReduceOp(type, supplement);
        // It belongs to the operation from here on; a Java constructor's result is not counted.
        supplement.deallocate(false);
        return op;
    }

    /** As Python prints it: {@code RedOpType.SUM}. */
    @Override
    public String toString() {
        return "RedOpType." + name;
    }
}
