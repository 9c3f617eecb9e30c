package torch.nn;

import torch.Size;
import torch.Tensor;
import torch.TensorOptions;
import torch.Torch;

/**
 * A parameter whose shape is not known yet, as a lazy module holds it before its first call. It can be moved to another
 * device or type; {@link #materialize} makes an ordinary parameter of it.
 *
 * {@snippet :
 * var weight = new UninitializedParameter();
 * weight.materialize(3, 4);
 * weight.shape(); // torch.Size([3, 4])
 * }
 *
 * <p>Mirrors {@code torch.nn.parameter.UninitializedParameter}.
 */
public final class UninitializedParameter extends Parameter implements UninitializedTensor {
    private boolean materialized;

    /** A parameter that requires a gradient, of type float32 on the CPU. */
    public UninitializedParameter() {
        this(true);
    }

    /** A parameter of type float32 on the CPU; with {@code requiresGrad} false it is frozen. */
    public UninitializedParameter(boolean requiresGrad) {
        this(requiresGrad, TensorOptions.DEFAULT);
    }

    /** A parameter of this type and on this device. */
    public UninitializedParameter(boolean requiresGrad, TensorOptions options) {
        Tensor empty = Torch.empty(Torch.shape(0), options);
        super(empty, requiresGrad);
        empty.close();
    }

    private UninitializedParameter(Tensor data, boolean requiresGrad) {
        super(data, requiresGrad);
        materialized = true;
    }

    /** Gives the parameter its shape; its values are arbitrary. */
    public void materialize(long... shape) {
        materialize(Torch.shape(shape));
    }

    @Override
    public void materialize(Size shape) {
        materialize(shape, UninitializedTensor.like(this));
    }

    /** Gives the parameter its shape, and the type and device said in {@code options}. */
    public void materialize(Size shape, TensorOptions options) {
        UninitializedTensor.fill(this, shape, options);
        materialized = true;
    }

    @Override
    public boolean isUninitialized() {
        return !materialized;
    }

    /** @throws torch.TorchException before the shape is known */
    @Override
    public Size shape() {
        if (isUninitialized()) {
            throw UninitializedTensor.noShape();
        }
        return super.shape();
    }

    /** @throws IllegalArgumentException before the shape is known */
    @Override
    public long numel() {
        if (isUninitialized()) {
            throw UninitializedTensor.noUse(this, "numel");
        }
        return super.numel();
    }

    /** The values without their history; before the shape is known, a tensor that does not know it either. */
    @Override
    public Tensor detach() {
        return isUninitialized()
                ? new UninitializedParameter(false, UninitializedTensor.like(this))
                : super.detach();
    }

    @Override
    Parameter copyWith(Tensor data) {
        try (data) {
            return isUninitialized()
                    ? new UninitializedParameter(requiresGrad(), UninitializedTensor.like(this))
                    : new UninitializedParameter(data, requiresGrad());
        }
    }

    @Override
    public String toString() {
        return isUninitialized() ? "<UninitializedParameter>" : super.toString();
    }
}
