package torch.distributed;

import org.bytedeco.pytorch.ReduceOp.RedOpType;

/** How a reduction joins elements. Mirrors {@code torch.distributed.ReduceOp}. */
public enum ReduceOp {
    SUM,
    /** The mean; NCCL has it, Gloo refuses it. */
    AVG,
    PRODUCT,
    MIN,
    MAX,
    /** Bitwise and, of integers. */
    BAND,
    /** Bitwise or, of integers. */
    BOR,
    /** Bitwise exclusive or, of integers. */
    BXOR;

    org.bytedeco.pytorch.ReduceOp natively() {
        return new org.bytedeco.pytorch.ReduceOp(RedOpType.valueOf(name()));
    }
}
