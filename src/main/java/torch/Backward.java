package torch;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.Results;
import torch.internal.Scratch;
import torch.internal.Slots;

/** Runs of the autograd engine. */
final class Backward {
    private Backward() {}

    static void run(List<? extends Tensor> tensors, BackwardOptions options) {
        if (Downcalls.plain(Function.TRANSFORMS_ACTIVE) != 0)
            throw new TorchException(
                    "backward() called inside a functorch transform. This is not supported, please use functorch.grad or"
                            + " functorch.vjp instead or call backward() outside of functorch transforms.");
        List<Tensor> inputs = options.inputs;
        if (inputs != null && inputs.isEmpty())
            throw new TorchException("`inputs` argument to `backward()` cannot be empty.");
        List<? extends @Nullable Tensor> gradients =
                GradOutputs.of(tensors, options.gradTensors, false, "tensors");
        if (inputs != null) requireGradients(tensors, inputs);
        Scratch scratch = Scratch.begin();
        long list = Tensor.handles(scratch, tensors, "tensors");
        long count = scratch.length();
        long given = Tensor.handlesOrZero(scratch, gradients, "grad_tensors");
        long givenCount = scratch.length();
        long into = Tensor.handles(scratch, inputs == null ? List.of() : inputs, "inputs");
        Downcalls.call(
                Function.BACKWARD,
                list,
                count,
                given,
                givenCount,
                Slots.bitOrMinus(options.retainGraph),
                Slots.bit(options.createGraph),
                into,
                scratch.length());
        Reference.reachabilityFence(tensors);
        Reference.reachabilityFence(gradients);
        Reference.reachabilityFence(inputs);
    }

    static List<Tensor> grad(
            List<? extends Tensor> outputs, List<? extends Tensor> inputs, GradOptions options) {
        Boolean allowUnused = options.allowUnused;
        if (options.materializeGrads && allowUnused != null && !allowUnused)
            throw new IllegalArgumentException(
                    "Expected allow_unused to be True or not passed when materialize_grads=True, but got:"
                            + " allow_unused=False.");
        if (Arguments.required(inputs, "inputs", "a List<Tensor>").isEmpty())
            throw new TorchException("`inputs` argument to `grad()` cannot be empty.");
        List<? extends @Nullable Tensor> gradients =
                GradOutputs.of(outputs, options.gradOutputs, options.isGradsBatched, "outputs");
        requireGradients(outputs, inputs);
        boolean unused = allowUnused == null ? options.materializeGrads : allowUnused;
        List<Tensor> found =
                options.isGradsBatched
                        ? batched(outputs, inputs, gradients, options)
                        : engine(outputs, inputs, gradients, options);
        int missing = unused ? -1 : found.indexOf(null);
        if (missing >= 0)
            throw new TorchException(
                    "grad: The differentiated Tensor at index "
                            + missing
                            + " appears to not have been used in the graph. Set allow_unused=True if this is the desired"
                            + " behavior.");
        return options.materializeGrads ? materialized(found, inputs, options.createGraph) : found;
    }

    /** What libtorch says of an output without a graph comes first. */
    private static void requireGradients(
            List<? extends Tensor> outputs, List<? extends Tensor> inputs) {
        for (Tensor output : outputs) {
            if (!output.requiresGrad()) return;
        }
        for (Tensor input : inputs) {
            if (!Arguments.required(input, "inputs", "a list without nulls").requiresGrad())
                throw new TorchException(
                        "grad: One of the differentiated Tensors does not require grad");
        }
    }

    private static List<Tensor> engine(
            List<? extends Tensor> outputs,
            List<? extends Tensor> inputs,
            List<? extends @Nullable Tensor> gradients,
            GradOptions options) {
        Scratch scratch = Scratch.begin();
        long of = Tensor.handles(scratch, outputs, "outputs");
        long outputCount = scratch.length();
        long to = Tensor.handles(scratch, inputs, "inputs");
        long inputCount = scratch.length();
        long given = Tensor.handlesOrZero(scratch, gradients, "grad_outputs");
        long result =
                Downcalls.call(
                        Function.GRAD,
                        of,
                        outputCount,
                        to,
                        inputCount,
                        given,
                        scratch.length(),
                        Slots.bitOrMinus(options.retainGraph),
                        Slots.bit(options.createGraph),
                        1);
        Reference.reachabilityFence(outputs);
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(gradients);
        return Tensor.nextList(new Results(result));
    }

    /** One run on gradients that hide their first dimension, by the map that libtorch has for the engine. */
    private static List<Tensor> batched(
            List<? extends Tensor> outputs,
            List<? extends Tensor> inputs,
            List<? extends @Nullable Tensor> gradients,
            GradOptions options) {
        long batchSize = batchSize(gradients);
        List<Tensor> hidden = new ArrayList<>();
        long level = Downcalls.call(Function.VMAP_MODE, 1) - 1;
        try {
            for (Tensor gradient : gradients) {
                if (gradient != null) hidden.add(Aten._add_batch_dim(gradient, 0, level));
            }
            List<Tensor> results = new ArrayList<>();
            for (@Nullable Tensor result : engine(outputs, inputs, hidden, options)) {
                if (result == null) {
                    results.add(null);
                    continue;
                }
                results.add(Aten._remove_batch_dim(result, level, batchSize, 0));
                result.close();
            }
            return Collections.unmodifiableList(results);
        } finally {
            for (Tensor gradient : hidden) gradient.close();
            Downcalls.call(Function.VMAP_MODE, 0);
        }
    }

    private static long batchSize(List<? extends @Nullable Tensor> gradients) {
        List<Long> sizes = new ArrayList<>();
        for (Tensor gradient : gradients) {
            if (gradient == null)
                throw new IllegalArgumentException(
                        "vmap(vjp, in_dims=0, ...)(<inputs>): Got in_dim=0 for some input, but that input is a Tensor of"
                                + " dimensionality 0 so expected in_dim to satisfy 0 <= in_dim < 0.");
            sizes.add(gradient.size(0));
        }
        if (sizes.isEmpty())
            throw new IllegalArgumentException(
                    "vmap(vjp)(<inputs>): got no inputs. Maybe you forgot to add inputs, or you are trying to vmap over a"
                            + " function with no inputs. The latter is unsupported.");
        return Vmap.commonSize(sizes);
    }

    private static List<Tensor> materialized(
            List<Tensor> gradients, List<? extends Tensor> inputs, boolean createGraph) {
        List<Tensor> whole = new ArrayList<>();
        for (int i = 0; i < gradients.size(); i++) {
            Tensor gradient = gradients.get(i);
            if (gradient == null) {
                gradient = Torch.zerosLike(inputs.get(i).detach());
                if (createGraph) gradient.requiresGrad_();
            }
            whole.add(gradient);
        }
        return Collections.unmodifiableList(whole);
    }
}
