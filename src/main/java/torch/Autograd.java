package torch;

import java.lang.ref.Reference;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import torch.autograd.Gradcheck;
import torch.autograd.GradcheckOptions;
import torch.internal.Downcalls;
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
                torch.internal.Function.BACKWARD,
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
        return grad(List.of(output), List.of(input)).getFirst();
    }

    /** Mirrors {@code torch.autograd.grad(outputs, inputs)}. */
    public static List<Tensor> grad(List<? extends Tensor> outputs, List<? extends Tensor> inputs) {
        return grad(outputs, inputs, List.of(), false, false, false);
    }

    /** Mirrors {@code torch.autograd.grad(output, input, create_graph=True)[0]}. */
    public static Tensor grad(Tensor output, Tensor input, boolean createGraph) {
        return grad(List.of(output), List.of(input), List.of(), createGraph, createGraph, false)
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
                        torch.internal.Function.GRAD,
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

    // ---- Checks of gradients

    /** Holds a gradient to finite differences, as {@link Gradcheck#gradcheck(Function, Tensor)}. */
    public static boolean gradcheck(Function<? super Tensor, ?> func, Tensor input) {
        return Gradcheck.gradcheck(func, input);
    }

    /** Holds a gradient to finite differences, as {@link Gradcheck#gradcheck(Function, Tensor, Consumer)}. */
    public static boolean gradcheck(
            Function<? super Tensor, ?> func, Tensor input, Consumer<GradcheckOptions> options) {
        return Gradcheck.gradcheck(func, input, options);
    }

    /** Holds gradients to finite differences, as {@link Gradcheck#gradcheck(BiFunction, Tensor, Tensor)}. */
    public static boolean gradcheck(
            BiFunction<? super Tensor, ? super Tensor, ?> func, Tensor first, Tensor second) {
        return Gradcheck.gradcheck(func, first, second);
    }

    /** Holds gradients to finite differences, as {@link Gradcheck#gradcheck(BiFunction, Tensor, Tensor, Consumer)}. */
    public static boolean gradcheck(
            BiFunction<? super Tensor, ? super Tensor, ?> func,
            Tensor first,
            Tensor second,
            Consumer<GradcheckOptions> options) {
        return Gradcheck.gradcheck(func, first, second, options);
    }

    /** Holds gradients to finite differences, as {@link Gradcheck#gradcheck(Function, List)}. */
    public static boolean gradcheck(
            Function<? super List<Tensor>, ?> func, List<? extends Tensor> inputs) {
        return Gradcheck.gradcheck(func, inputs);
    }

    /** Holds gradients to finite differences, as {@link Gradcheck#gradcheck(Function, List, Consumer)}. */
    public static boolean gradcheck(
            Function<? super List<Tensor>, ?> func,
            List<? extends Tensor> inputs,
            Consumer<GradcheckOptions> options) {
        return Gradcheck.gradcheck(func, inputs, options);
    }

    /** Holds a gradient to finite differences, as {@link Gradcheck#gradgradcheck(Function, Tensor)}. */
    public static boolean gradgradcheck(Function<? super Tensor, ?> func, Tensor input) {
        return Gradcheck.gradgradcheck(func, input);
    }

    /** Holds a gradient to finite differences, as {@link Gradcheck#gradgradcheck(Function, Tensor, Consumer)}. */
    public static boolean gradgradcheck(
            Function<? super Tensor, ?> func, Tensor input, Consumer<GradcheckOptions> options) {
        return Gradcheck.gradgradcheck(func, input, options);
    }

    /** Holds gradients to finite differences, as {@link Gradcheck#gradgradcheck(BiFunction, Tensor, Tensor)}. */
    public static boolean gradgradcheck(
            BiFunction<? super Tensor, ? super Tensor, ?> func, Tensor first, Tensor second) {
        return Gradcheck.gradgradcheck(func, first, second);
    }

    /** Holds gradients to finite differences, as {@link Gradcheck#gradgradcheck(BiFunction, Tensor, Tensor, Consumer)}. */
    public static boolean gradgradcheck(
            BiFunction<? super Tensor, ? super Tensor, ?> func,
            Tensor first,
            Tensor second,
            Consumer<GradcheckOptions> options) {
        return Gradcheck.gradgradcheck(func, first, second, options);
    }

    /** Holds gradients to finite differences, as {@link Gradcheck#gradgradcheck(Function, List)}. */
    public static boolean gradgradcheck(
            Function<? super List<Tensor>, ?> func, List<? extends Tensor> inputs) {
        return Gradcheck.gradgradcheck(func, inputs);
    }

    /** Holds gradients to finite differences, as {@link Gradcheck#gradgradcheck(Function, List, Consumer)}. */
    public static boolean gradgradcheck(
            Function<? super List<Tensor>, ?> func,
            List<? extends Tensor> inputs,
            Consumer<GradcheckOptions> options) {
        return Gradcheck.gradgradcheck(func, inputs, options);
    }

    /** Holds gradients to finite differences, as {@link Gradcheck#gradgradcheck(Function, List, List, Consumer)}. */
    public static boolean gradgradcheck(
            Function<? super List<Tensor>, ?> func,
            List<? extends Tensor> inputs,
            @Nullable List<? extends Tensor> gradOutputs,
            Consumer<GradcheckOptions> options) {
        return Gradcheck.gradgradcheck(func, inputs, gradOutputs, options);
    }
}
