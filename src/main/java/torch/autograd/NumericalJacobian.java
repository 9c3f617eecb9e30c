package torch.autograd;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.Complex;
import torch.DType;
import torch.Scope;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/** Jacobians by central differences: {@code (f(x + εv) - f(x - εv)) / 2ε}. Inputs are moved in place and put back. */
final class NumericalJacobian {
    private final TupleFunction function;
    private final List<Tensor> inputs;
    private final double eps;

    NumericalJacobian(TupleFunction function, List<Tensor> inputs, double eps) {
        this.function = function;
        this.inputs = inputs;
        this.eps = eps;
    }

    /** The Jacobian of every floating-point output, (numel of the input, numel of the output) each. */
    List<Tensor> whole(Tensor input, List<Tensor> outputs) {
        List<Tensor> jacobians = new ArrayList<>();
        for (Tensor output : outputs) {
            if (!isDifferentiableType(output)) continue;
            DType dtype = input.dtype().isComplex() ? input.dtype() : output.dtype();
            jacobians.add(
                    output.newZeros(
                            Size.of(input.numel(), output.numel()),
                            Torch.dtype(dtype).layout(torch.Layout.STRIDED)));
        }
        long[] shape = input.shape().toArray();
        long[] stride = input.stride();
        Tensor data = input.data();
        for (long row = 0; row < input.numel(); row++) {
            try (Scope column = Torch.scope()) {
                long[] index = index(row, shape);
                long offset = data.storageOffset();
                for (int d = 0; d < index.length; d++) offset += index[d] * stride[d];
                Tensor entry = data.asStrided(new long[0], new long[0], offset);
                Tensor real = scalar(eps, input);
                Tensor imaginary =
                        input.dtype().isComplex() ? scalar(Complex.of(0, eps), input) : null;
                List<Tensor> products = derivative(entry, real, imaginary, index);
                int next = 0;
                for (int i = 0; i < outputs.size(); i++) {
                    if (isDifferentiableType(outputs.get(i)))
                        jacobians.get(next++).select(0, row).copy_(products.get(i));
                }
            }
        }
        return jacobians;
    }

    /** The derivative of every floating-point output along one direction, flat. */
    List<Tensor> along(Tensor input, Direction direction, List<Tensor> outputs) {
        Tensor real = direction.real().reshape(input.shape()).mul(eps);
        Tensor imaginary =
                direction.imaginary() == null
                        ? null
                        : direction
                                .imaginary()
                                .reshape(input.shape())
                                .mul(eps)
                                .mul(Complex.of(0, 1));
        List<Tensor> all = derivative(input.data(), real, imaginary, null);
        List<Tensor> products = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            if (isDifferentiableType(outputs.get(i))) products.add(all.get(i));
        }
        return products;
    }

    /** For a complex input the conjugate Wirtinger derivative, from one step along each of its parts. */
    private List<Tensor> derivative(
            Tensor entry, Tensor real, @Nullable Tensor imaginary, long @Nullable [] index) {
        List<Tensor> alongReal = difference(entry, real, index);
        if (imaginary == null) return alongReal;
        List<Tensor> alongImaginary = difference(entry, imaginary, index);
        List<Tensor> combined = new ArrayList<>();
        for (int i = 0; i < alongReal.size(); i++)
            combined.add(alongReal.get(i).add(alongImaginary.get(i).mul(Complex.of(0, 1))));
        return combined;
    }

    private List<Tensor> difference(Tensor entry, Tensor step, long @Nullable [] index) {
        Tensor before = entry.clone();
        List<Tensor> low;
        List<Tensor> high;
        try {
            entry.copy_(before.sub(step));
            low = values();
            entry.copy_(before.add(step));
            high = values();
        } finally {
            entry.copy_(before);
        }
        List<Tensor> differences = new ArrayList<>();
        for (int i = 0; i < low.size(); i++) {
            checkSame(low.get(i), high.get(i), index);
            differences.add(high.get(i).sub(low.get(i)).div(2 * eps).detach().reshape(-1));
        }
        return differences;
    }

    private List<Tensor> values() {
        return function.apply(inputs).stream()
                .map(o -> o.dtype() == DType.BOOL ? o.to(DType.UINT8) : o.clone())
                .toList();
    }

    private void checkSame(Tensor low, Tensor high, long @Nullable [] index) {
        String what;
        if (!low.shape().equals(high.shape())) {
            what = "shape:shapes " + low.shape() + " and " + high.shape();
        } else if (low.dtype() != high.dtype()) {
            what = "dtype:dtypes " + low.dtype() + " and " + high.dtype();
        } else {
            return;
        }
        String[] parts = what.split(":");
        String where = index == null ? "" : "on index " + Messages.tuple(index) + " ";
        throw new torch.TorchException(
                "Expected `func` to return outputs with the same "
                        + parts[0]
                        + " when inputs are perturbed "
                        + where
                        + "by "
                        + Messages.number(eps)
                        + ", but got: "
                        + parts[1]
                        + ".");
    }

    static boolean isDifferentiableType(Tensor tensor) {
        return tensor.dtype().isFloatingPoint() || tensor.dtype().isComplex();
    }

    private static Tensor scalar(Number value, Tensor like) {
        return Torch.tensor(value, Torch.dtype(like.dtype()).device(like.device()));
    }

    private static long[] index(long flat, long[] shape) {
        long[] index = new long[shape.length];
        for (int d = shape.length - 1; d >= 0; d--) {
            index[d] = flat % shape[d];
            flat /= shape[d];
        }
        return index;
    }
}
