package torch.nn;

import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Size;
import torch.Tensor;
import torch.TensorOptions;
import torch.Torch;
import torch.TorchException;

/** What {@link UninitializedParameter} and {@link UninitializedBuffer} share: a tensor whose shape is not known yet. */
sealed interface UninitializedTensor permits UninitializedParameter, UninitializedBuffer {
    /** Whether the shape is still unknown. */
    boolean isUninitialized();

    /** Gives the tensor its shape, with no values yet. */
    void materialize(Size shape);

    /** Whether {@code tensor} waits for its shape. */
    static boolean isLazy(@Nullable Tensor tensor) {
        return tensor instanceof UninitializedTensor lazy && lazy.isUninitialized();
    }

    /** Device and type of a tensor, for another one like it. */
    static TensorOptions like(Tensor tensor) {
        return Torch.dtype(tensor.dtype()).device(tensor.device());
    }

    /** Puts an empty tensor of this shape in place of what {@code lazy} holds. */
    static <T extends Tensor & UninitializedTensor> void fill(
            T lazy, Size shape, TensorOptions options) {
        if (!lazy.isUninitialized()) {
            throw new IllegalStateException(
                    "materialize: the tensor already has the shape " + lazy.shape());
        }
        try (Tensor data = Torch.empty(shape, options)) {
            Aten.set_data(lazy, data);
        }
    }

    static TorchException noShape() {
        return new TorchException(
                "Can't access the shape of an uninitialized parameter or buffer. "
                        + "This error usually happens in `load_state_dict` when trying to load "
                        + "an uninitialized parameter into an initialized one. "
                        + "Call `forward` to initialize the parameters before accessing their attributes.");
    }

    static IllegalArgumentException noUse(Tensor tensor, String method) {
        return new IllegalArgumentException(
                ("Attempted to use an uninitialized parameter in <method '%s' of 'torch._C.TensorBase' objects>. "
                                + "This error happens when you are using a `LazyModule` or explicitly manipulating "
                                + "`torch.nn.parameter.%s` objects. When using LazyModules Call `forward` with a dummy "
                                + "batch to initialize the parameters before calling torch functions")
                        .formatted(method, tensor.getClass().getSimpleName()));
    }
}
