package torch.autograd;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.Autograd;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

/** Holds gradients that are computed in a batch to those computed one by one. */
final class BatchedChecks {
    private static final int BATCH = 2;

    private BatchedChecks() {}

    /** Two backwards against one with a batch of two. */
    static void backward(List<Tensor> inputs, Tensor output, int index) {
        List<Tensor> gradOutputs = new ArrayList<>();
        List<List<Tensor>> single = new ArrayList<>();
        for (int b = 0; b < BATCH; b++) gradOutputs.add(Torch.randnLike(output.detach()));
        for (Tensor gradOutput : gradOutputs)
            single.add(gradients(inputs, output, gradOutput, false));
        List<Tensor> batched;
        try {
            batched = gradients(inputs, output, Torch.stack(gradOutputs), true);
        } catch (TorchException e) {
            throw failed("gradcheck or gradgradcheck", "batched gradient computation.", e);
        }
        for (int i = 0; i < inputs.size(); i++) {
            int input = i;
            Tensor expected = Torch.stack(single.stream().map(g -> g.get(input)).toList());
            compare(batched.get(i), expected, index, i);
        }
    }

    private static List<Tensor> gradients(
            List<Tensor> inputs, Tensor output, Tensor gradOutput, boolean batched) {
        List<? extends @Nullable Tensor> found =
                Autograd.grad(
                        List.of(output),
                        inputs,
                        o ->
                                o.gradOutputs(gradOutput)
                                        .retainGraph(true)
                                        .allowUnused(true)
                                        .isGradsBatched(batched));
        List<Tensor> gradients = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            Tensor gradient = found.get(i);
            Tensor input = inputs.get(i).detach();
            if (gradient != null) gradients.add(gradient);
            else if (batched) gradients.add(Torch.zerosLike(Torch.stack(List.of(input, input))));
            else gradients.add(Torch.zerosLike(input));
        }
        return gradients;
    }

    /** Two forward runs against one with a batch of two tangents, for every input. */
    static void forward(TupleFunction function, List<Tensor> inputs) {
        for (int i = 0; i < inputs.size(); i++) {
            int input = i;
            Tensor primal = inputs.get(i).detach();
            if (!inputs.get(i).requiresGrad()) continue;
            List<Tensor> tangents = new ArrayList<>();
            List<List<Tensor>> single = new ArrayList<>();
            for (int b = 0; b < BATCH; b++) tangents.add(Torch.randnLike(primal));
            for (Tensor tangent : tangents) single.add(product(function, inputs, input, tangent));
            List<Tensor> batched;
            try {
                batched =
                        LegacyVmap.apply(
                                t -> product(function, inputs, input, t.getFirst()),
                                List.of(Torch.stack(tangents)),
                                BATCH);
            } catch (TorchException e) {
                throw failed("gradcheck", "batched gradient computation with forward-mode AD.", e);
            }
            for (int o = 0; o < batched.size(); o++) {
                int output = o;
                Tensor expected = Torch.stack(single.stream().map(p -> p.get(output)).toList());
                compare(batched.get(o), expected, o, o);
            }
        }
    }

    private static List<Tensor> product(
            TupleFunction function, List<Tensor> inputs, int input, Tensor tangent) {
        try (ForwardAd.DualLevel level = ForwardAd.dualLevel()) {
            List<Tensor> duals = new ArrayList<>();
            for (int i = 0; i < inputs.size(); i++) {
                Tensor primal = inputs.get(i).detach();
                duals.add(i == input ? ForwardAd.makeDual(primal, tangent) : primal);
            }
            List<Tensor> products = new ArrayList<>();
            for (Tensor output : function.apply(duals)) {
                ForwardAd.Dual dual = ForwardAd.unpackDual(output);
                products.add(
                        dual.tangent() == null ? Torch.zerosLike(dual.primal()) : dual.tangent());
            }
            return products;
        }
    }

    private static GradcheckError failed(String who, String what, TorchException cause) {
        GradcheckError error =
                new GradcheckError(
                        "While computing batched gradients, got: "
                                + cause.getMessage()
                                + "\n\n"
                                + who
                                + " failed while testing "
                                + what);
        error.initCause(cause);
        return error;
    }

    private static void compare(Tensor got, Tensor expected, int output, int input) {
        if (!Torch.allclose(got, expected))
            throw new GradcheckError(
                    "For output %d and input %d:\n\nGot:\n%s\n\nExpected:\n%s"
                            .formatted(output, input, got, expected));
    }
}
