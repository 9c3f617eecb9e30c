package torch.optim.lrscheduler;

import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.Torch;
import torch.internal.PythonFloat;

/**
 * A learning rate while it is computed: a number, or a tensor of one element where the optimizer's is one.
 *
 * <p>Each method is one operation of Python's floats or, if a tensor takes part, of PyTorch's tensors, and rounds as that
 * does. What {@link LRScheduler#compute()} returns consists of them.
 */
public final class LearningRate {
    private final double number;
    private final @Nullable Tensor tensor;

    private LearningRate(double number, @Nullable Tensor tensor) {
        this.number = number;
        this.tensor = tensor;
    }

    /** A number. */
    public static LearningRate of(double number) {
        return new LearningRate(number, null);
    }

    /**
     * What a parameter group holds: a number, or a tensor, of which this is a copy.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static LearningRate copyOf(@Nullable Object value) {
        return switch (value) {
            case Number number -> of(number.doubleValue());
            case Tensor tensor -> result(tensor.clone().keep());
            case null, default ->
                    throw new IllegalArgumentException(
                            "a learning rate is a number or a tensor, not " + value);
        };
    }

    /** The product with a number. */
    public LearningRate mul(double factor) {
        return tensor == null ? of(number * factor) : result(tensor.mul(factor));
    }

    /** The quotient by a number. */
    public LearningRate div(double divisor) {
        return tensor == null ? of(Python.divide(number, divisor)) : result(tensor.div(divisor));
    }

    /** The sum with a number. */
    public LearningRate add(double other) {
        return tensor == null ? of(number + other) : result(tensor.add(other));
    }

    /** The sum of two. */
    public LearningRate add(LearningRate other) {
        if (other.tensor == null) return add(other.number);
        return tensor == null ? other.add(number) : result(tensor.add(other.tensor));
    }

    /** The difference from a number. */
    public LearningRate sub(double other) {
        return tensor == null ? of(number - other) : result(tensor.sub(other));
    }

    /** The difference of two. */
    public LearningRate sub(LearningRate other) {
        if (other.tensor == null) return sub(other.number);
        return result(tensor == null ? Torch.rsub(other.tensor, number) : tensor.sub(other.tensor));
    }

    /** The value as a number. */
    public double doubleValue() {
        return tensor == null ? number : tensor.itemDouble();
    }

    /** What a parameter group can hold: a {@link Double}, or a {@link Tensor}. */
    Object value() {
        return tensor == null ? (Object) number : tensor;
    }

    /** Writes the value into a group's tensor. */
    void fill(Tensor held) {
        if (tensor == null) {
            held.fill_(number);
        } else {
            held.fill_(tensor.dim() == 0 ? tensor : tensor.squeeze());
        }
    }

    private static LearningRate result(Tensor tensor) {
        return new LearningRate(0, tensor);
    }

    /** As Python prints the number or the tensor. */
    @Override
    public String toString() {
        return tensor == null ? PythonFloat.repr(number) : tensor.toString();
    }
}
