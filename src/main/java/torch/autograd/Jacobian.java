package torch.autograd;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import torch.GradMode;
import torch.Size;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

/** Jacobians, by output and input. */
final class Jacobian {
    private final TupleFunction function;
    private final FunctionalOptions options;

    Jacobian(TupleFunction function, FunctionalOptions options) {
        this.function = function;
        this.options = options;
    }

    List<List<Tensor>> of(List<Tensor> inputs) {
        switch (options.strategy) {
            case "reverse-mode" -> {
                return reverse(inputs);
            }
            case "forward-mode" -> {
                if (options.createGraph)
                    throw new UnsupportedOperationException(
                            "torch.autograd.functional.jacobian: `create_graph=True` and `strategy=\"forward-mode\"` are"
                                    + " not supported together (yet). Please either set `create_graph=False` or"
                                    + " `strategy=\"reverse-mode\"`.");
                return forward(inputs);
            }
            default ->
                    throw new IllegalArgumentException(
                            "Expected strategy to be either \"forward-mode\" or \"reverse-mode\". Hint: If your function"
                                    + " has more outputs than inputs, \"forward-mode\" tends to be more performant."
                                    + " Otherwise, prefer to use \"reverse-mode\".");
        }
    }

    // ---- Reverse mode

    private List<List<Tensor>> reverse(List<Tensor> given) {
        try (GradMode on = Torch.enableGrad()) {
            List<Tensor> inputs = Graphs.prepare(given, options.createGraph, true);
            List<Tensor> outputs = function.apply(inputs);
            Graphs.Dependent.OUTPUTS.require(outputs, options.strict);
            List<List<Tensor>> jacobians =
                    options.vectorize ? batched(inputs, outputs) : rowByRow(inputs, outputs);
            return jacobians.stream().map(j -> Graphs.finish(j, options.createGraph)).toList();
        }
    }

    private List<List<Tensor>> rowByRow(List<Tensor> inputs, List<Tensor> outputs) {
        List<List<Tensor>> jacobians = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            Tensor output = outputs.get(i);
            List<List<Tensor>> rows = new ArrayList<>();
            for (int k = 0; k < inputs.size(); k++) rows.add(new ArrayList<>());
            for (long j = 0; j < output.numel(); j++) {
                List<? extends @Nullable Tensor> gradients =
                        Graphs.grad(
                                List.of(output.reshape(-1).select(0, j)),
                                inputs,
                                null,
                                options.createGraph,
                                true,
                                false);
                for (int k = 0; k < inputs.size(); k++)
                    rows.get(k).add(row(gradients.get(k), inputs.get(k), i, k));
            }
            List<Tensor> ofOutput = new ArrayList<>();
            for (int k = 0; k < inputs.size(); k++) {
                Size shape = join(output, inputs.get(k));
                ofOutput.add(Torch.stack(rows.get(k)).view(shape));
            }
            jacobians.add(List.copyOf(ofOutput));
        }
        return jacobians;
    }

    private Tensor row(@Nullable Tensor gradient, Tensor input, int output, int inputIndex) {
        if (gradient == null) {
            if (options.strict)
                throw new TorchException(
                        "Output "
                                + output
                                + " of the user-provided function is independent of input "
                                + inputIndex
                                + ". This is not allowed in strict mode.");
            return Torch.zerosLike(input);
        }
        if (options.strict && options.createGraph && !gradient.requiresGrad())
            throw new TorchException(
                    "The jacobian of the user-provided function is independent of input "
                            + output
                            + ". This is not allowed in strict mode when create_graph=True.");
        return gradient;
    }

    private List<List<Tensor>> batched(List<Tensor> inputs, List<Tensor> outputs) {
        if (options.strict)
            throw new TorchException(
                    "torch.autograd.functional.jacobian: `strict=True` and `vectorized=True` are not supported together."
                            + " Please either set `strict=False` or `vectorize=False`.");
        long[] numels = outputs.stream().mapToLong(Tensor::numel).toArray();
        long total = IntStream.range(0, numels.length).mapToLong(i -> numels[i]).sum();
        List<Tensor> flat = outputs.stream().map(o -> o.reshape(-1)).toList();
        List<? extends @Nullable Tensor> rows =
                Graphs.grad(
                        flat,
                        inputs,
                        standardBasis(outputs, numels, total),
                        options.createGraph,
                        null,
                        true);
        List<List<Tensor>> jacobians = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) jacobians.add(new ArrayList<>());
        for (int k = 0; k < inputs.size(); k++) {
            Tensor input = inputs.get(k);
            Tensor all = rows.get(k);
            if (all == null)
                all = Torch.zerosLike(input).expand(prepend(total, input.shape().toArray()));
            List<Tensor> split = all.splitWithSizes(numels);
            for (int i = 0; i < outputs.size(); i++)
                jacobians.get(i).add(split.get(i).reshape(join(outputs.get(i), input)));
        }
        return jacobians;
    }

    // ---- Forward mode

    private List<List<Tensor>> forward(List<Tensor> inputs) {
        if (options.strict)
            throw new TorchException(
                    "torch.autograd.functional.jacobian: `strict=True` and `strategy=\"forward-mode\"` are not supported"
                            + " together (yet). Please either set `strict=False` or `strategy=\"reverse-mode\"`.");
        if (!options.vectorize)
            throw new UnsupportedOperationException(
                    "Computing Jacobian using forward-AD or forward-over-reverse Hessian isonly implemented for"
                            + " `vectorize=True`.");
        long[] numels = inputs.stream().mapToLong(Tensor::numel).toArray();
        long total = IntStream.range(0, numels.length).mapToLong(i -> numels[i]).sum();
        List<Size> shapes = new ArrayList<>();
        List<Tensor> products =
                LegacyVmap.apply(
                        tangents -> products(inputs, tangents, shapes),
                        standardBasis(inputs, numels, total),
                        total);
        List<List<Tensor>> jacobians = new ArrayList<>();
        for (int i = 0; i < products.size(); i++) {
            List<Tensor> split = products.get(i).splitWithSizes(numels);
            List<Tensor> ofOutput = new ArrayList<>();
            for (int k = 0; k < inputs.size(); k++) {
                Tensor part = split.get(k);
                // the batch runs over the inputs' elements, which come last
                long[] order = new long[part.dim()];
                for (int d = 0; d + 1 < order.length; d++) order[d] = d + 1;
                ofOutput.add(
                        part.permute(order).reshape(concat(shapes.get(i), inputs.get(k).shape())));
            }
            jacobians.add(List.copyOf(ofOutput));
        }
        return jacobians;
    }

    private List<Tensor> products(List<Tensor> inputs, List<Tensor> tangents, List<Size> shapes) {
        try (ForwardAd.DualLevel level = ForwardAd.dualLevel()) {
            List<Tensor> duals = new ArrayList<>();
            for (int k = 0; k < inputs.size(); k++)
                duals.add(ForwardAd.makeDual(inputs.get(k), tangents.get(k).viewAs(inputs.get(k))));
            List<Tensor> products = new ArrayList<>();
            for (Tensor output : function.apply(duals)) {
                ForwardAd.Dual dual = ForwardAd.unpackDual(output);
                Tensor tangent = dual.tangent();
                shapes.add(dual.primal().shape());
                products.add(tangent == null ? Torch.zerosLike(dual.primal()) : tangent);
            }
            return products;
        }
    }

    /** The rows of an identity matrix, (total, numel) for every tensor. */
    private static List<Tensor> standardBasis(List<Tensor> tensors, long[] numels, long total) {
        List<Tensor> chunks = new ArrayList<>();
        long start = 0;
        for (int i = 0; i < numels.length; i++) {
            Tensor chunk = tensors.get(i).detach().newZeros(Size.of(total, numels[i]));
            chunk.diagonal(start).fill_(1);
            chunks.add(chunk);
            start -= numels[i];
        }
        return chunks;
    }

    private static Size join(Tensor output, Tensor input) {
        return concat(output.shape(), input.shape());
    }

    private static Size concat(Size first, Size second) {
        return Size.of(
                java.util.stream.LongStream.concat(
                                java.util.Arrays.stream(first.toArray()),
                                java.util.Arrays.stream(second.toArray()))
                        .toArray());
    }

    private static long[] prepend(long first, long[] rest) {
        return concat(Size.of(first), Size.of(rest)).toArray();
    }
}
