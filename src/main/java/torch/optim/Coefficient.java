package torch.optim;

import java.util.Objects;
import java.util.function.DoubleBinaryOperator;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.DType;
import torch.Tensor;
import torch.internal.CMath;
import torch.internal.PythonText;

/**
 * A factor of an update, such as a learning rate: a number, or a tensor of one element where the option was given so or
 * autograd is to see it. The operations give the bits of Python's operators on either.
 */
final class Coefficient {
    private final double number;
    private final @Nullable Tensor tensor;

    private Coefficient(double number, @Nullable Tensor tensor) {
        this.number = number;
        this.tensor = tensor;
    }

    static Coefficient of(double number) {
        return new Coefficient(number, null);
    }

    static Coefficient of(Tensor tensor) {
        return new Coefficient(0, tensor.dim() == 0 ? tensor : tensor.squeeze());
    }

    /** The coefficient that an option holds. */
    static Coefficient ofOption(@Nullable Object value) {
        return switch (value) {
            case Number option -> of(option.doubleValue());
            case Tensor option -> of(option);
            case null, default ->
                    throw new IllegalArgumentException(PythonText.of(value) + " is no number");
        };
    }

    boolean isTensor() {
        return tensor != null;
    }

    Tensor tensor() {
        return Objects.requireNonNull(tensor);
    }

    boolean requiresGrad() {
        return tensor != null && tensor.requiresGrad();
    }

    /** The number that an operator takes which wants one. */
    double value() {
        return tensor == null ? number : tensor.itemDouble();
    }

    /** The number or the tensor. */
    Object toOption() {
        return tensor == null ? (Object) number : tensor;
    }

    Coefficient negate() {
        return tensor == null ? of(-number) : of(Aten.neg(tensor));
    }

    Coefficient abs() {
        return tensor == null ? of(Math.abs(number)) : of(Aten.abs(tensor));
    }

    Coefficient plus(Coefficient other) {
        return with(
                other,
                (a, b) -> a + b,
                (a, b) -> Aten.add_Scalar(a, b, 1),
                (a, b) -> Aten.add_Scalar(b, a, 1),
                (a, b) -> Aten.add_Tensor(a, b, 1));
    }

    Coefficient minus(Coefficient other) {
        return with(
                other,
                (a, b) -> a - b,
                (a, b) -> Aten.sub_Scalar(a, b, 1),
                (a, b) -> Aten.rsub_Scalar(b, a, 1),
                (a, b) -> Aten.sub_Tensor(a, b, 1));
    }

    Coefficient times(Coefficient other) {
        return with(
                other,
                (a, b) -> a * b,
                Aten::mul_Scalar,
                (a, b) -> Aten.mul_Scalar(b, a),
                Aten::mul_Tensor);
    }

    /** A number over a tensor is the number times the tensor's reciprocal: so has Python's {@code Tensor} it. */
    Coefficient over(Coefficient other) {
        return with(
                other,
                (a, b) -> a / b,
                Aten::div_Scalar,
                (a, b) -> Aten.mul_Scalar(Aten.reciprocal(b), a),
                Aten::div_Tensor);
    }

    Coefficient pow(Coefficient exponent) {
        return with(
                exponent,
                CMath::pow,
                Aten::pow_Tensor_Scalar,
                Aten::pow_Scalar,
                Aten::pow_Tensor_Tensor);
    }

    Coefficient plus(double other) {
        return plus(of(other));
    }

    Coefficient minus(double other) {
        return minus(of(other));
    }

    Coefficient times(double other) {
        return times(of(other));
    }

    Coefficient over(double other) {
        return over(of(other));
    }

    Coefficient pow(double exponent) {
        return pow(of(exponent));
    }

    /** {@code number - this}. */
    Coefficient subtractedFrom(double number) {
        return of(number).minus(this);
    }

    /** The root of a tensor, {@code ** 0.5} of a number. */
    Coefficient sqrt() {
        return tensor == null ? pow(0.5) : of(Aten.sqrt(tensor));
    }

    /** Python's {@code this < other}, where a number takes the type of the tensor that it is compared with. */
    boolean isLess(Coefficient other) {
        return valueBeside(other) < other.valueBeside(this);
    }

    boolean isLess(double other) {
        return isLess(of(other));
    }

    /** Python's {@code min(this, other)}: this, unless the other is less. */
    Coefficient min(Coefficient other) {
        return other.isLess(this) ? other : this;
    }

    /** Python's {@code max(this, other)}: this, unless the other is greater. */
    Coefficient max(Coefficient other) {
        return isLess(other) ? other : this;
    }

    private double valueBeside(Coefficient other) {
        boolean narrow =
                tensor == null && other.tensor != null && other.tensor.dtype() == DType.FLOAT32;
        return narrow ? (float) number : value();
    }

    private interface TensorNumber {
        Tensor apply(Tensor a, Number b);
    }

    private interface NumberTensor {
        Tensor apply(Number a, Tensor b);
    }

    private interface TensorTensor {
        Tensor apply(Tensor a, Tensor b);
    }

    private Coefficient with(
            Coefficient other,
            DoubleBinaryOperator numbers,
            TensorNumber tensorFirst,
            NumberTensor tensorLast,
            TensorTensor tensors) {
        if (tensor == null) {
            return other.tensor == null
                    ? of(numbers.applyAsDouble(number, other.number))
                    : of(tensorLast.apply(number, other.tensor));
        }
        return of(
                other.tensor == null
                        ? tensorFirst.apply(tensor, other.number)
                        : tensors.apply(tensor, other.tensor));
    }
}
