package torch;

import org.jspecify.annotations.Nullable;

/**
 * What kind of tensor a factory makes: PyTorch's keyword arguments {@code dtype}, {@code layout}, {@code device},
 * {@code pin_memory} and {@code requires_grad}. What is not said is the factory's default. Immutable; start with
 * {@link Torch#dtype} or {@link Torch#device}.
 *
 * {@snippet :
 * Tensor labels = Torch.zeros(Torch.shape(3), Torch.dtype(DType.INT64).device("cuda"));
 * }
 */
public final class TensorOptions {
    /** Says nothing: the factory's defaults. */
    public static final TensorOptions DEFAULT = new TensorOptions(null, null, null, null, false);

    private final @Nullable DType dtype;
    private final @Nullable Layout layout;
    private final @Nullable Device device;
    private final @Nullable Boolean pinMemory;
    private final boolean requiresGrad;

    private TensorOptions(
            @Nullable DType dtype,
            @Nullable Layout layout,
            @Nullable Device device,
            @Nullable Boolean pinMemory,
            boolean requiresGrad) {
        this.dtype = dtype;
        this.layout = layout;
        this.device = device;
        this.pinMemory = pinMemory;
        this.requiresGrad = requiresGrad;
    }

    public TensorOptions dtype(@Nullable DType dtype) {
        return new TensorOptions(dtype, layout, device, pinMemory, requiresGrad);
    }

    public TensorOptions layout(@Nullable Layout layout) {
        return new TensorOptions(dtype, layout, device, pinMemory, requiresGrad);
    }

    public TensorOptions device(@Nullable Device device) {
        return new TensorOptions(dtype, layout, device, pinMemory, requiresGrad);
    }

    /** @throws IllegalArgumentException if there is no such device, see {@link Device#of} */
    public TensorOptions device(String device) {
        return device(Device.of(device));
    }

    public TensorOptions pinMemory(boolean pinMemory) {
        return new TensorOptions(dtype, layout, device, pinMemory, requiresGrad);
    }

    public TensorOptions requiresGrad(boolean requiresGrad) {
        return new TensorOptions(dtype, layout, device, pinMemory, requiresGrad);
    }

    public @Nullable DType dtypeOrNull() {
        return dtype;
    }

    @Nullable DType dtypeOr(@Nullable DType standard) {
        return dtype == null ? standard : dtype;
    }

    public @Nullable Layout layoutOrNull() {
        return layout;
    }

    public @Nullable Device deviceOrNull() {
        return device;
    }

    @Nullable Boolean pinMemoryOrNull() {
        return pinMemory;
    }

    /** What a factory does with these options after it made the tensor. */
    Tensor finish(Tensor made) {
        if (requiresGrad) Aten.requires_grad_(made, true);
        return made;
    }
}
