package torch;

import java.lang.ref.Reference;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.Results;
import torch.internal.Scratch;
import torch.internal.Slots;

/** Gradients. Mirrors {@code torch.autograd}. */
public final class Autograd {
    private Autograd() {}

    /** Accumulates the gradients of scalars into the leaves. Mirrors {@code torch.autograd.backward(tensors)}. */
    public static void backward(List<? extends Tensor> tensors) {
        backward(tensors, List.of(), false, false, List.of());
    }

    /**
     * Accumulates gradients into the leaves, or into the given inputs only. Mirrors {@code torch.autograd.backward}.
     *
     * @param tensors what is differentiated
     * @param gradTensors the gradient of each, null for a scalar's 1; or empty
     * @param retainGraph whether the graph can be used again
     * @param createGraph whether the gradients get a graph of their own
     * @param inputs the only tensors that get gradients; empty for all leaves
     * @throws TorchException if a tensor has no graph, or is no scalar and has no gradient given
     */
    public static void backward(
            List<? extends Tensor> tensors,
            List<? extends @Nullable Tensor> gradTensors,
            boolean retainGraph,
            boolean createGraph,
            List<? extends Tensor> inputs) {
        Scratch scratch = Scratch.begin();
        long list = Tensor.handles(scratch, tensors, "tensors");
        long count = scratch.length();
        long gradients = Tensor.handlesOrZero(scratch, gradTensors, "grad_tensors");
        long gradientCount = scratch.length();
        long into = Tensor.handles(scratch, inputs, "inputs");
        Downcalls.call(
                Function.BACKWARD,
                list,
                count,
                gradients,
                gradientCount,
                Slots.bit(retainGraph),
                Slots.bit(createGraph),
                into,
                scratch.length());
        Reference.reachabilityFence(tensors);
        Reference.reachabilityFence(gradTensors);
        Reference.reachabilityFence(inputs);
    }

    /** The gradient of a scalar with respect to one input. Mirrors {@code torch.autograd.grad(output, input)[0]}. */
    public static Tensor grad(Tensor output, Tensor input) {
        return grad(Collections.singletonList(output), Collections.singletonList(input)).getFirst();
    }

    /** Mirrors {@code torch.autograd.grad(outputs, inputs)}. */
    public static List<Tensor> grad(List<? extends Tensor> outputs, List<? extends Tensor> inputs) {
        return grad(outputs, inputs, List.of(), false, false, false);
    }

    /** Mirrors {@code torch.autograd.grad(output, input, create_graph=True)[0]}. */
    public static Tensor grad(Tensor output, Tensor input, boolean createGraph) {
        return grad(
                        Collections.singletonList(output),
                        Collections.singletonList(input),
                        List.of(),
                        createGraph,
                        createGraph,
                        false)
                .getFirst();
    }

    /**
     * The gradients of outputs with respect to inputs, summed over the outputs. Mirrors {@code torch.autograd.grad}.
     *
     * @param gradOutputs the gradient of each output, null for a scalar's 1; or empty
     * @param retainGraph whether the graph can be used again
     * @param createGraph whether the gradients get a graph of their own
     * @param allowUnused whether an input that no output depends on is a null in the result instead of an error
     * @throws TorchException if an input was not used and {@code allowUnused} is false, or there is no graph
     */
    public static List<Tensor> grad(
            List<? extends Tensor> outputs,
            List<? extends Tensor> inputs,
            List<? extends @Nullable Tensor> gradOutputs,
            boolean retainGraph,
            boolean createGraph,
            boolean allowUnused) {
        Arguments.required(gradOutputs, "grad", "grad_outputs", "a List<Tensor>");
        Scratch scratch = Scratch.begin();
        long of = Tensor.handles(scratch, outputs, "outputs");
        long outputCount = scratch.length();
        long to = Tensor.handles(scratch, inputs, "inputs");
        long inputCount = scratch.length();
        List<? extends @Nullable Tensor> given =
                gradOutputs.isEmpty() ? Collections.nCopies(outputs.size(), null) : gradOutputs;
        long gradients = Tensor.handlesOrZero(scratch, given, "grad_outputs");
        long result =
                Downcalls.call(
                        Function.GRAD,
                        of,
                        outputCount,
                        to,
                        inputCount,
                        gradients,
                        scratch.length(),
                        Slots.bit(retainGraph),
                        Slots.bit(createGraph),
                        Slots.bit(allowUnused));
        Reference.reachabilityFence(outputs);
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(given);
        return Tensor.nextList(new Results(result));
    }
}
