package torch.nn;

import torch.Tensor;

/**
 * A tensor that a {@link Module} learns: held in one of its fields, it is found by {@link Module#parameters()}.
 *
 * <p>A parameter shares the memory of the tensor it is made from and belongs to no {@link torch.Scope}: it lives as long
 * as its module does, wherever the module was built.
 *
 * <p>Mirrors {@code torch.nn.Parameter}.
 */
public class Parameter extends Tensor {
    /** Makes a parameter of {@code data} that requires a gradient, also where gradients are switched off. */
    public Parameter(Tensor data) {
        this(data, true);
    }

    /** Makes a parameter of {@code data}; with {@code requiresGrad} false it is frozen. */
    @SuppressWarnings("this-escape")
    public Parameter(Tensor data, boolean requiresGrad) {
        Tensor detached = data.detach();
        super(detached);
        detached.close();
        keep();
        requiresGrad_(requiresGrad);
    }

    /** A computed tensor in the place of a parameter: it keeps its history and is nobody's to learn. */
    private Parameter(Tensor computed, Class<?> marker) {
        super(computed);
        keep();
    }

    /** Wraps a computed tensor, for a field that otherwise holds a parameter. */
    static Parameter computed(Tensor tensor) {
        return new Parameter(tensor, Parameter.class);
    }

    /** A parameter of the same kind that holds {@code data}, which is nobody else's. */
    Parameter copyWith(Tensor data) {
        try (data) {
            return new Parameter(data, requiresGrad());
        }
    }

    @Override
    public String toString() {
        return "Parameter containing:\n" + super.toString();
    }
}
