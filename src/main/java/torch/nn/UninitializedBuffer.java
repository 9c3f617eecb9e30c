package torch.nn;

import torch.Size;
import torch.Tensor;
import torch.TensorOptions;
import torch.Torch;

/**
 * A buffer whose shape is not known yet, as a lazy module holds it before its first call. It can be moved to another
 * device or type; {@link #materialize} makes an ordinary tensor of it.
 *
 * <p>Mirrors {@code torch.nn.parameter.UninitializedBuffer}.
 */
public final class UninitializedBuffer extends Buffer implements UninitializedTensor {
    private boolean materialized;

    /** A buffer of type float32 on the CPU. */
    public UninitializedBuffer() {
        this(TensorOptions.DEFAULT);
    }

    /** A buffer of this type and on this device. */
    public UninitializedBuffer(TensorOptions options) {
        this(options, true);
    }

    /** A buffer of this type and on this device; with {@code persistent} false it is no part of the saved state. */
    public UninitializedBuffer(TensorOptions options, boolean persistent) {
        Tensor empty = Torch.empty(Torch.shape(0), options);
        super(empty, persistent);
        empty.close();
    }

    private UninitializedBuffer(Tensor data, boolean persistent) {
        super(data, persistent);
        materialized = true;
    }

    /** Gives the buffer its shape; its values are arbitrary. */
    public void materialize(long... shape) {
        materialize(Torch.shape(shape));
    }

    @Override
    public void materialize(Size shape) {
        materialize(shape, UninitializedTensor.like(this));
    }

    /** Gives the buffer its shape, and the type and device said in {@code options}. */
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
                ? new UninitializedBuffer(UninitializedTensor.like(this), isPersistent())
                : super.detach();
    }

    @Override
    Buffer copyWith(Tensor data) {
        try (data) {
            return isUninitialized()
                    ? new UninitializedBuffer(UninitializedTensor.like(this), isPersistent())
                    : new UninitializedBuffer(data, isPersistent());
        }
    }

    @Override
    public String toString() {
        return isUninitialized() ? "<UninitializedBuffer>" : super.toString();
    }
}
