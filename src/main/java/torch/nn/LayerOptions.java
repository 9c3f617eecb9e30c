package torch.nn;

import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Device;
import torch.Tensor;
import torch.TensorOptions;
import torch.Torch;

/** The keyword arguments of every layer that holds tensors: where they live and of which type they are. */
public abstract class LayerOptions<S extends LayerOptions<S>> extends Keywords<S> {
    private @Nullable Device device;
    private @Nullable DType dtype;
    private boolean lazy;

    LayerOptions() {}

    /** Device of the parameters and buffers. Default: the default device, see {@link Torch#setDefaultDevice} */
    public S device(Device device) {
        this.device = device;
        return self();
    }

    /** Device of the parameters and buffers by name, for example {@code "cuda:0"}. */
    public S device(String device) {
        return device(Device.of(device));
    }

    /**
     * Type of the parameters and of the buffers that hold real numbers. Default: the default type, see
     * {@link Torch#setDefaultDtype}
     */
    public S dtype(DType dtype) {
        this.dtype = dtype;
        return self();
    }

    /** Where another layer's parameters live, and of which type they are: for a layer inside of it. */
    final S placedAs(LayerOptions<?> other) {
        device = other.device;
        dtype = other.dtype;
        return self();
    }

    /** Throws as Python does where a function that takes neither device nor type was given one. */
    final void rejectPlacement(String function) {
        if (device != null || dtype != null) {
            throw new IllegalArgumentException(
                    "%s() got an unexpected keyword argument '%s'"
                            .formatted(function, device != null ? "device" : "dtype"));
        }
    }

    /** For a layer that finds the shapes of what it holds later. */
    final S lazy() {
        lazy = true;
        return self();
    }

    final boolean isLazy() {
        return lazy;
    }

    /** A parameter of this shape with no values yet; for a lazy layer without the shape. */
    final Parameter parameter(long... shape) {
        if (lazy) {
            return new UninitializedParameter(true, tensorOptions(dtype));
        }
        try (Tensor data = Torch.empty(Torch.shape(shape), tensorOptions(dtype))) {
            return new Parameter(data);
        }
    }

    /** A buffer of this shape that holds {@code value} everywhere; for a lazy layer without shape and values. */
    final Tensor buffer(double value, long... shape) {
        if (lazy) {
            return new UninitializedBuffer(tensorOptions(dtype));
        }
        return Torch.full(Torch.shape(shape), value, tensorOptions(dtype));
    }

    /** A buffer that counts: one whole number, zero. */
    final Tensor counter() {
        return Torch.zeros(Torch.shape(), tensorOptions(DType.INT64));
    }

    private TensorOptions tensorOptions(@Nullable DType dtype) {
        return TensorOptions.DEFAULT.dtype(dtype).device(device);
    }
}
