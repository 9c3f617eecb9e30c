package torch.optim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import torch.Aten;
import torch.Tensor;

/**
 * Tensors that go through an update together: an operation is one call for all, or one call for each where autograd or
 * the bits of a GPU want that. On the CPU the bits are the same, since there the call for all loops over the tensors.
 *
 * <p>Operations are those of {@link Tensor}, in place where the name ends with an underscore. Lists of coefficients have
 * one for each tensor.
 */
final class TensorList {
    final List<Tensor> tensors;
    private final boolean oneByOne;

    TensorList(List<Tensor> tensors, boolean oneByOne) {
        this.tensors = tensors;
        this.oneByOne = oneByOne;
    }

    int size() {
        return tensors.size();
    }

    TensorList neg() {
        return oneByOne ? each(Aten::neg) : list(Aten._foreach_neg(tensors));
    }

    TensorList abs() {
        return oneByOne ? each(Aten::abs) : list(Aten._foreach_abs(tensors));
    }

    TensorList sqrt() {
        return oneByOne ? each(Aten::sqrt) : list(Aten._foreach_sqrt(tensors));
    }

    TensorList sqrt_() {
        return oneByOne ? each(Aten::sqrt_) : in(() -> Aten._foreach_sqrt_(tensors));
    }

    TensorList reciprocal() {
        return oneByOne ? each(Aten::reciprocal) : list(Aten._foreach_reciprocal(tensors));
    }

    TensorList reciprocal_() {
        return oneByOne ? each(Aten::reciprocal_) : in(() -> Aten._foreach_reciprocal_(tensors));
    }

    TensorList copy() {
        return each(Tensor::clone);
    }

    TensorList add(double other) {
        return oneByOne
                ? each(t -> Aten.add_Scalar(t, other, 1))
                : list(Aten._foreach_add_Scalar(tensors, other));
    }

    TensorList add_(double other) {
        return oneByOne
                ? each(t -> Aten.add__Scalar(t, other, 1))
                : in(() -> Aten._foreach_add__Scalar(tensors, other));
    }

    TensorList add_(List<Coefficient> others) {
        return oneByOne || hasTensors(others)
                ? zip(
                        others,
                        (t, c) ->
                                c.isTensor()
                                        ? Aten.add__Tensor(t, c.tensor(), 1)
                                        : Aten.add__Scalar(t, c.value(), 1))
                : in(() -> Aten._foreach_add__ScalarList(tensors, numbers(others)));
    }

    TensorList add(TensorList others, double alpha) {
        return oneByOne
                ? zip(others.tensors, (t, other) -> Aten.add_Tensor(t, other, alpha))
                : list(Aten._foreach_add_List(tensors, others.tensors, alpha));
    }

    TensorList add_(TensorList others, List<Coefficient> alphas) {
        double first = alphas.getFirst().value();
        if (alphas.stream().allMatch(alpha -> alpha.value() == first)) {
            return add_(others, first);
        }
        for (int i = 0; i < tensors.size(); i++) {
            Aten.add__Tensor(tensors.get(i), others.tensors.get(i), alphas.get(i).value());
        }
        return this;
    }

    TensorList add_(TensorList others, double alpha) {
        return oneByOne
                ? zip(others.tensors, (t, other) -> Aten.add__Tensor(t, other, alpha))
                : in(() -> Aten._foreach_add__List(tensors, others.tensors, alpha));
    }

    TensorList sub(TensorList others) {
        return oneByOne
                ? zip(others.tensors, (t, other) -> Aten.sub_Tensor(t, other, 1))
                : list(Aten._foreach_sub_List(tensors, others.tensors, 1));
    }

    TensorList mul(TensorList others) {
        return oneByOne
                ? zip(others.tensors, Aten::mul_Tensor)
                : list(Aten._foreach_mul_List(tensors, others.tensors));
    }

    TensorList mul_(TensorList others) {
        return oneByOne
                ? zip(others.tensors, Aten::mul__Tensor)
                : in(() -> Aten._foreach_mul__List(tensors, others.tensors));
    }

    TensorList mul(List<Coefficient> factors) {
        return oneByOne || hasTensors(factors)
                ? zip(
                        factors,
                        (t, c) ->
                                c.isTensor()
                                        ? Aten.mul_Tensor(t, c.tensor())
                                        : Aten.mul_Scalar(t, c.value()))
                : list(Aten._foreach_mul_ScalarList(tensors, numbers(factors)));
    }

    TensorList mul(Coefficient factor) {
        return mul(Collections.nCopies(size(), factor));
    }

    TensorList mul_(List<Coefficient> factors) {
        return oneByOne || hasTensors(factors)
                ? zip(
                        factors,
                        (t, c) ->
                                c.isTensor()
                                        ? Aten.mul__Tensor(t, c.tensor())
                                        : Aten.mul__Scalar(t, c.value()))
                : in(() -> Aten._foreach_mul__ScalarList(tensors, numbers(factors)));
    }

    TensorList mul_(Coefficient factor) {
        if (factor.isTensor()) {
            return oneByOne
                    ? each(t -> Aten.mul__Tensor(t, factor.tensor()))
                    : in(() -> Aten._foreach_mul__Tensor(tensors, factor.tensor()));
        }
        return mul_(factor.value());
    }

    TensorList mul_(double factor) {
        return oneByOne
                ? each(t -> Aten.mul__Scalar(t, factor))
                : in(() -> Aten._foreach_mul__Scalar(tensors, factor));
    }

    TensorList div(List<Coefficient> divisors) {
        return oneByOne || hasTensors(divisors)
                ? zip(
                        divisors,
                        (t, c) ->
                                c.isTensor()
                                        ? Aten.div_Tensor(t, c.tensor())
                                        : Aten.div_Scalar(t, c.value()))
                : list(Aten._foreach_div_ScalarList(tensors, numbers(divisors)));
    }

    /** The coefficients over the tensors. A number is multiplied by the reciprocal, as by Python's {@code Tensor}. */
    TensorList dividing(List<Coefficient> numerators) {
        return hasTensors(numerators)
                ? zip(numerators, (t, c) -> Aten.div_Tensor(c.tensor(), t))
                : reciprocal().mul(numerators);
    }

    TensorList div_(List<Coefficient> divisors) {
        return oneByOne || hasTensors(divisors)
                ? zip(
                        divisors,
                        (t, c) ->
                                c.isTensor()
                                        ? Aten.div__Tensor(t, c.tensor())
                                        : Aten.div__Scalar(t, c.value()))
                : in(() -> Aten._foreach_div__ScalarList(tensors, numbers(divisors)));
    }

    TensorList div_(TensorList divisors) {
        return oneByOne
                ? zip(divisors.tensors, Aten::div__Tensor)
                : in(() -> Aten._foreach_div__List(tensors, divisors.tensors));
    }

    TensorList maximum_(TensorList others) {
        return oneByOne
                ? zip(others.tensors, (t, other) -> Aten.maximum_out(t, other, t))
                : in(() -> Aten._foreach_maximum__List(tensors, others.tensors));
    }

    TensorList copy_(TensorList others) {
        return oneByOne
                ? zip(others.tensors, (t, other) -> Aten.copy_(t, other, false))
                : in(() -> Aten._foreach_copy_(tensors, others.tensors, false));
    }

    /** Gives the tensors these values. */
    TensorList fill_(List<Coefficient> values) {
        if (hasTensors(values) || oneByOne) {
            return zip(
                    values,
                    (t, c) ->
                            c.isTensor()
                                    ? Aten.copy_(t, c.tensor(), false)
                                    : Aten.fill__Scalar(t, c.value()));
        }
        // two calls for all; there is none that fills with a value for each
        Aten._foreach_zero_(tensors);
        return add_(values);
    }

    TensorList lerp_(TensorList ends, Coefficient weight) {
        if (weight.isTensor()) {
            return zip(ends.tensors, (t, end) -> Aten.lerp__Tensor(t, end, like(t, weight)));
        }
        return oneByOne
                ? zip(ends.tensors, (t, end) -> Aten.lerp__Scalar(t, end, weight.value()))
                : in(() -> Aten._foreach_lerp__Scalar(tensors, ends.tensors, weight.value()));
    }

    TensorList addcmul(TensorList a, TensorList b, double value) {
        return oneByOne
                ? zip(a, b, (t, x, y) -> Aten.addcmul(t, x, y, value))
                : list(Aten._foreach_addcmul_Scalar(tensors, a.tensors, b.tensors, value));
    }

    TensorList addcmul_(TensorList a, TensorList b, double value) {
        return oneByOne
                ? zip(a, b, (t, x, y) -> Aten.addcmul_(t, x, y, value))
                : in(() -> Aten._foreach_addcmul__Scalar(tensors, a.tensors, b.tensors, value));
    }

    TensorList addcdiv_(TensorList a, TensorList b, double value) {
        return oneByOne
                ? zip(a, b, (t, x, y) -> Aten.addcdiv_(t, x, y, value))
                : in(() -> Aten._foreach_addcdiv__Scalar(tensors, a.tensors, b.tensors, value));
    }

    TensorList addcdiv_(TensorList a, TensorList b, List<Coefficient> values) {
        Number[] numbers = numbers(values);
        if (!oneByOne) {
            Aten._foreach_addcdiv__ScalarList(tensors, a.tensors, b.tensors, numbers);
            return this;
        }
        for (int i = 0; i < tensors.size(); i++) {
            Aten.addcdiv_(tensors.get(i), a.tensors.get(i), b.tensors.get(i), numbers[i]);
        }
        return this;
    }

    /** One of the tensors. */
    TensorList part(int index) {
        return list(List.of(tensors.get(index)));
    }

    /** The tensors after an operation that has no call for all. */
    TensorList each(UnaryOperator<Tensor> operation) {
        return list(tensors.stream().map(operation).toList());
    }

    /** Each tensor with the one, or the coefficient, at the same place. */
    <T> TensorList zip(List<T> others, BiFunction<Tensor, T, Tensor> operation) {
        List<Tensor> results = new ArrayList<>(tensors.size());
        for (int i = 0; i < tensors.size(); i++) {
            results.add(operation.apply(tensors.get(i), others.get(i)));
        }
        return list(results);
    }

    /** An operation on three tensors. */
    interface Ternary {
        Tensor apply(Tensor a, Tensor b, Tensor c);
    }

    private TensorList zip(TensorList a, TensorList b, Ternary operation) {
        List<Tensor> results = new ArrayList<>(tensors.size());
        for (int i = 0; i < tensors.size(); i++) {
            results.add(operation.apply(tensors.get(i), a.tensors.get(i), b.tensors.get(i)));
        }
        return list(results);
    }

    private TensorList list(List<Tensor> results) {
        return new TensorList(results, oneByOne);
    }

    private TensorList in(Runnable operation) {
        operation.run();
        return this;
    }

    /** A tensor of the type and on the device of another. */
    private static Tensor like(Tensor tensor, Coefficient coefficient) {
        return coefficient.tensor().to(tensor.device(), tensor.dtype());
    }

    private static boolean hasTensors(List<Coefficient> coefficients) {
        return coefficients.stream().anyMatch(Coefficient::isTensor);
    }

    private static Number[] numbers(List<Coefficient> coefficients) {
        return coefficients.stream().map(Coefficient::value).toArray(Number[]::new);
    }
}
