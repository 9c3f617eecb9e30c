package torch.nn.utils;

import torch.Tensor;
import torch.internal.PythonText;

/** How much is pruned: a number of elements, or a fraction of them. */
record PruningAmount(Number amount) {
    PruningAmount {
        boolean whole = isWhole(amount);
        double value = amount.doubleValue();
        if (value < 0 || !whole && !(value <= 1)) {
            throw new IllegalArgumentException(
                    "amount=%s should either be a float in the range [0, 1] or a non-negative integer"
                            .formatted(PythonText.of(amount)));
        }
    }

    /** How many of {@code size}. */
    long of(long size) {
        if (!isWhole(amount)) {
            // Python's round(): halves to the even number.
            return (long) Math.rint(amount.doubleValue() * size);
        }
        if (amount.longValue() > size) {
            throw new IllegalArgumentException(
                    "amount=%s should be smaller than the number of parameters to prune=%d"
                            .formatted(amount, size));
        }
        return amount.longValue();
    }

    /** The dimension, from the end where negative, of a tensor that has channels. */
    static int dim(Tensor t, long dim) {
        if (t.dim() <= 1) {
            throw new IllegalArgumentException(
                    "Structured pruning can only be applied to multidimensional tensors. Found tensor of shape %s with %d dims"
                            .formatted(t.shape(), t.dim()));
        }
        if (dim >= t.dim() || dim < -t.dim()) {
            throw new IndexOutOfBoundsException(
                    "Invalid index %d for tensor of size %s".formatted(dim, t.shape()));
        }
        return (int) (dim < 0 ? dim + t.dim() : dim);
    }

    private static boolean isWhole(Number amount) {
        return amount instanceof Long || amount instanceof Integer;
    }
}
