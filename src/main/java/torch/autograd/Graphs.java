package torch.autograd;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.Autograd;
import torch.Size;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

/** What the functions of {@link Functional} do with graphs before, between and after their backwards. */
final class Graphs {
    private Graphs() {}

    /** Tensors of their own for the function, so that what it captures is not taken for its input. */
    static List<Tensor> prepare(List<Tensor> inputs, boolean createGraph, boolean needGraph) {
        List<Tensor> prepared = new ArrayList<>();
        for (Tensor input : inputs)
            prepared.add(
                    createGraph && input.requiresGrad()
                            ? input.viewAs(input)
                            : input.detach().requiresGrad_(needGraph));
        return List.copyOf(prepared);
    }

    /** What the caller gets: without a graph where none was asked for. */
    static List<Tensor> finish(List<Tensor> results, boolean createGraph) {
        return createGraph ? results : results.stream().map(Tensor::detach).toList();
    }

    static void requireSameSizes(List<Tensor> v, List<Tensor> other, boolean tuple) {
        if (v.size() != other.size())
            throw new TorchException(
                    tuple
                            ? "v is a tuple of invalid length: should be "
                                    + other.size()
                                    + " but got "
                                    + v.size()
                                    + "."
                            : "The given v should contain a single Tensor.");
        for (int i = 0; i < v.size(); i++) {
            Size expected = other.get(i).shape();
            if (!v.get(i).shape().equals(expected))
                throw new TorchException(
                        (tuple ? "Entry " + i + " in " : "")
                                + "v has invalid size: should be "
                                + expected
                                + " but got "
                                + v.get(i).shape()
                                + ".");
        }
    }

    /** What is to depend on the inputs in strict mode, with the words for what does not. */
    enum Dependent {
        OUTPUTS(
                "Output %d of the user-provided function does not require gradients. The outputs must be computed in a"
                        + " differentiable manner from the input when running in strict mode."),
        GRAD_INPUTS(
                "The gradient with respect to input %d is independent of the inputs of the user-provided function. This"
                        + " is not allowed in strict mode."),
        JACOBIAN(
                "While computing the hessian, found that the jacobian of the user-provided function with respect to"
                        + " input %d is independent of the input. This is not allowed in strict mode. You should ensure"
                        + " that your function is twice differentiable and that the jacobian depends on the inputs"
                        + " (this would be violated by a linear function for example).");

        private final String sentence;

        Dependent(String sentence) {
            this.sentence = sentence;
        }

        void require(List<? extends @Nullable Tensor> tensors, boolean strict) {
            for (int i = 0; i < tensors.size() && strict; i++) {
                Tensor tensor = tensors.get(i);
                if (tensor == null)
                    throw new TorchException(
                            "The output of the user-provided function is independent of input "
                                    + i
                                    + ". This is not allowed in strict mode.");
                if (!tensor.requiresGrad()) throw new TorchException(sentence.formatted(i));
            }
        }
    }

    /** The backward that a gradient came from, with the words for a gradient that is not there. */
    enum Stage {
        BACK(
                "The output of the user-provided function is independent of input %d. This is not allowed in strict"
                        + " mode.",
                "jacobian"),
        BACK_TRICK(
                "The gradient with respect to the input is independent of entry %d in the grad_outputs when using the"
                        + " double backward trick to compute forward mode gradients. This is not allowed in strict"
                        + " mode.",
                "jacobian"),
        DOUBLE_BACK(
                "The jacobian of the user-provided function is independent of input %d. This is not allowed in strict"
                        + " mode.",
                "hessian"),
        DOUBLE_BACK_TRICK(
                "The hessian of the user-provided function is independent of entry %d in the grad_jacobian. This is not"
                        + " allowed in strict mode as it prevents from using the double backward trick to replace"
                        + " forward mode AD.",
                "hessian");

        private final String missing;
        private final String derivative;

        Stage(String missing, String derivative) {
            this.missing = missing;
            this.derivative = derivative;
        }

        /** Zeros for the gradients that are not there, or an error in strict mode. */
        List<Tensor> fill(
                List<? extends @Nullable Tensor> gradients,
                List<Tensor> like,
                boolean strict,
                boolean createGraph) {
            List<Tensor> filled = new ArrayList<>();
            for (int i = 0; i < gradients.size(); i++) {
                Tensor gradient = gradients.get(i);
                if (gradient == null) {
                    if (strict) throw new TorchException(missing.formatted(i));
                    filled.add(Torch.zerosLike(like.get(i)));
                    continue;
                }
                if (strict && createGraph && !gradient.requiresGrad())
                    throw new TorchException(
                            "The %s of the user-provided function is independent of input %d. This is not allowed in strict mode when create_graph=True."
                                    .formatted(derivative, i));
                filled.add(gradient);
            }
            return List.copyOf(filled);
        }
    }

    /** As {@code torch.autograd.grad}, passing over outputs that are null or require no gradient. */
    static List<? extends @Nullable Tensor> grad(
            List<? extends @Nullable Tensor> outputs,
            List<Tensor> inputs,
            @Nullable List<Tensor> gradOutputs,
            boolean createGraph,
            @Nullable Boolean retainGraph,
            boolean batched) {
        List<Tensor> required = new ArrayList<>();
        List<@Nullable Tensor> gradients = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            Tensor output = outputs.get(i);
            if (output == null || !output.requiresGrad()) continue;
            required.add(output);
            gradients.add(gradOutputs == null ? null : gradOutputs.get(i));
        }
        if (required.isEmpty()) return Collections.nCopies(inputs.size(), null);
        return Autograd.grad(
                required,
                inputs,
                o ->
                        o.gradOutputs(gradients)
                                .allowUnused(true)
                                .createGraph(createGraph)
                                .retainGraph(retainGraph)
                                .isGradsBatched(batched));
    }
}
