package torch.autograd;

import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.GradMode;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

/** Products of vectors with Jacobians and Hessians. */
final class Products {
    private final TupleFunction function;
    private final boolean tuple;
    private final FunctionalOptions options;
    private final String name;

    /**
     * @param tuple whether the function is one of several tensors, for the errors' words
     * @param name the public function's
     */
    Products(TupleFunction function, boolean tuple, FunctionalOptions options, String name) {
        this.function = function;
        this.tuple = tuple;
        this.options = options;
        this.name = name;
    }

    /** What the function returned, and the products. */
    record Found(List<Tensor> outputs, List<Tensor> products) {}

    Found vjp(List<Tensor> given, @Nullable List<Tensor> vector) {
        List<Tensor> inputs;
        List<Tensor> outputs;
        List<Tensor> v = null;
        try (GradMode on = Torch.enableGrad()) {
            inputs = Graphs.prepare(given, options.createGraph, true);
            outputs = function.apply(inputs);
            Graphs.Dependent.OUTPUTS.require(outputs, options.strict);
            if (vector != null) {
                v = Graphs.prepare(vector, options.createGraph, false);
                Graphs.requireSameSizes(v, outputs, tuple);
            } else if (outputs.size() != 1 || outputs.getFirst().numel() != 1) {
                throw new TorchException(
                        "The vector v can only be None if the user-provided function returns a single Tensor with a"
                                + " single element.");
            }
        }
        return last(Graphs.Stage.BACK, outputs, outputs, inputs, v, inputs);
    }

    /** By a backward of the backward, which is linear in the gradients that it starts with. */
    Found jvp(List<Tensor> given, @Nullable List<Tensor> vector) {
        List<Tensor> v;
        List<Tensor> outputs;
        List<Tensor> gradOutputs;
        List<? extends @Nullable Tensor> gradInputs;
        try (GradMode on = Torch.enableGrad()) {
            List<Tensor> inputs = Graphs.prepare(given, options.createGraph, true);
            v = vectorLike(inputs, vector);
            outputs = function.apply(inputs);
            Graphs.Dependent.OUTPUTS.require(outputs, options.strict);
            gradOutputs = zeros(outputs);
            gradInputs = Graphs.grad(outputs, inputs, gradOutputs, true, null, false);
            Graphs.Dependent.GRAD_INPUTS.require(gradInputs, options.strict);
        }
        return last(Graphs.Stage.BACK_TRICK, outputs, gradInputs, gradOutputs, v, outputs);
    }

    Found vhp(List<Tensor> given, @Nullable List<Tensor> vector) {
        List<Tensor> inputs;
        List<Tensor> v;
        List<Tensor> outputs;
        List<? extends @Nullable Tensor> jacobian;
        try (GradMode on = Torch.enableGrad()) {
            inputs = Graphs.prepare(given, options.createGraph, true);
            v = vectorLike(inputs, vector);
            outputs = scalar(inputs);
            jacobian = Graphs.grad(outputs, inputs, null, true, null, false);
            Graphs.Dependent.JACOBIAN.require(jacobian, options.strict);
        }
        return last(Graphs.Stage.DOUBLE_BACK, outputs, jacobian, inputs, v, inputs);
    }

    Found hvp(List<Tensor> given, @Nullable List<Tensor> vector) {
        List<Tensor> inputs;
        List<Tensor> v;
        List<Tensor> outputs;
        List<Tensor> gradJacobian;
        List<? extends @Nullable Tensor> doubleBack;
        try (GradMode on = Torch.enableGrad()) {
            inputs = Graphs.prepare(given, options.createGraph, true);
            v = vectorLike(inputs, vector);
            outputs = scalar(inputs);
            List<? extends @Nullable Tensor> jacobian =
                    Graphs.grad(outputs, inputs, null, true, null, false);
            Graphs.Dependent.JACOBIAN.require(jacobian, options.strict);
            gradJacobian = zeros(inputs);
            doubleBack = Graphs.grad(jacobian, inputs, gradJacobian, true, null, false);
        }
        return last(Graphs.Stage.DOUBLE_BACK_TRICK, outputs, doubleBack, gradJacobian, v, inputs);
    }

    private @Nullable List<Tensor> vectorLike(List<Tensor> inputs, @Nullable List<Tensor> vector) {
        if (vector == null) {
            if (inputs.size() != 1 || inputs.getFirst().numel() != 1)
                throw new TorchException(
                        "The vector v can only be None if the input to the user-provided function is a single Tensor"
                                + " with a single element.");
            return null;
        }
        List<Tensor> v = Graphs.prepare(vector, options.createGraph, false);
        Graphs.requireSameSizes(v, inputs, tuple);
        return v;
    }

    private List<Tensor> scalar(List<Tensor> inputs) {
        List<Tensor> outputs = function.apply(inputs);
        Graphs.Dependent.OUTPUTS.require(outputs, options.strict);
        if (outputs.size() != 1)
            throw new TorchException(
                    "The function given to " + name + " should return a single Tensor");
        if (outputs.getFirst().numel() != 1)
            throw new TorchException(
                    "The Tensor returned by the function given to "
                            + name
                            + " should contain a single element");
        return outputs;
    }

    private static List<Tensor> zeros(List<Tensor> like) {
        return like.stream().map(t -> Torch.zerosLike(t.detach()).requiresGrad_()).toList();
    }

    /** The last backward, of {@code from} by {@code to}, whose gradients have the sizes of {@code like}. */
    private Found last(
            Graphs.Stage stage,
            List<Tensor> outputs,
            List<? extends @Nullable Tensor> from,
            List<Tensor> to,
            @Nullable List<Tensor> v,
            List<Tensor> like) {
        boolean create = options.createGraph;
        try (GradMode mode = Torch.setGradEnabled(create || Torch.isGradEnabled())) {
            List<? extends @Nullable Tensor> products =
                    Graphs.grad(from, to, v, create, null, false);
            return new Found(
                    Graphs.finish(outputs, create),
                    Graphs.finish(stage.fill(products, like, options.strict, create), create));
        }
    }
}
