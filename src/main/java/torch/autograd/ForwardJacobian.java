package torch.autograd;

import java.util.ArrayList;
import java.util.List;
import torch.Scope;
import torch.Size;
import torch.Tensor;
import torch.Torch;

/** Jacobians as forward mode computes them, one Jacobian-vector product per element of an input. */
final class ForwardJacobian {
    private final TupleFunction function;
    private final List<Tensor> inputs;
    private final boolean checkGradDtypes;

    ForwardJacobian(TupleFunction function, List<Tensor> inputs, boolean checkGradDtypes) {
        this.function = function;
        this.inputs = inputs;
        this.checkGradDtypes = checkGradDtypes;
    }

    /** By input that requires a gradient and floating-point output, (numel of the input, numel of the output) each. */
    List<List<Tensor>> whole(List<Tensor> outputs) {
        List<List<Tensor>> jacobians = new ArrayList<>();
        try (ForwardAd.DualLevel level = ForwardAd.dualLevel()) {
            List<Tensor> tangents = new ArrayList<>();
            List<Tensor> duals = duals(tangents);
            for (Tensor tangent : tangents) {
                List<Tensor> ofInput = allocate(outputs, tangent.numel());
                for (long row = 0; row < tangent.numel(); row++) {
                    try (Scope scope = Torch.scope()) {
                        Tensor basis = Torch.zerosLike(tangent).reshape(-1);
                        basis.select(0, row).fill_(1);
                        tangent.copy_(basis.view(tangent.shape()));
                        List<Tensor> products = products(duals);
                        for (int i = 0; i < products.size(); i++)
                            ofInput.get(i).select(0, row).copy_(products.get(i));
                    }
                }
                tangent.zero_();
                jacobians.add(ofInput);
            }
        }
        return jacobians;
    }

    /** The products of every floating-point output's Jacobian with a direction of one input, flat. */
    List<Tensor> along(int input, Tensor direction, List<Tensor> outputs) {
        try (ForwardAd.DualLevel level = ForwardAd.dualLevel()) {
            List<Tensor> tangents = new ArrayList<>();
            List<Tensor> duals = duals(tangents);
            Tensor tangent = tangents.get(input);
            tangent.copy_(direction.view(tangent.shape()));
            List<Tensor> results = allocate(outputs, 1);
            List<Tensor> products = products(duals);
            for (int i = 0; i < products.size(); i++)
                results.get(i).select(0, 0).copy_(products.get(i));
            return results.stream().map(r -> r.select(0, 0)).toList();
        }
    }

    private List<Tensor> duals(List<Tensor> tangents) {
        List<Tensor> duals = new ArrayList<>();
        for (Tensor input : inputs) {
            if (!input.requiresGrad()) {
                duals.add(input);
                continue;
            }
            if (input.dtype().isComplex())
                throw new IllegalArgumentException(
                        "Expected inputs to be non-complex for _get_analytical_jacobian_forward_ad.");
            Tensor dual = ForwardAd.makeDual(input.detach(), Torch.zerosLike(input.detach()));
            // where the input is a view, its tangent need not be the one that was given
            tangents.add(
                    TupleFunction.require(
                            ForwardAd.unpackDual(dual).tangent(), "tangent", "there"));
            duals.add(dual);
        }
        return duals;
    }

    private List<Tensor> products(List<Tensor> duals) {
        List<Tensor> products = new ArrayList<>();
        for (Tensor output : function.apply(duals)) {
            if (!NumericalJacobian.isDifferentiableType(output)) continue;
            ForwardAd.Dual dual = ForwardAd.unpackDual(output);
            Tensor tangent = dual.tangent();
            if (tangent == null) {
                products.add(Torch.zerosLike(dual.primal()).reshape(-1));
                continue;
            }
            if (checkGradDtypes && dual.primal().dtype().isComplex() != tangent.dtype().isComplex())
                throw new GradcheckError("Forward AD gradient has dtype mismatch.");
            products.add(tangent.reshape(-1));
        }
        return products;
    }

    private static List<Tensor> allocate(List<Tensor> outputs, long rows) {
        List<Tensor> jacobians = new ArrayList<>();
        for (Tensor output : outputs) {
            if (NumericalJacobian.isDifferentiableType(output))
                jacobians.add(output.detach().newZeros(Size.of(rows, output.numel())));
        }
        return jacobians;
    }
}
