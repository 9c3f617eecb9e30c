package torch.autograd;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Device;
import torch.Layout;
import torch.Tensor;
import torch.TorchException;

/** The graph's own functions. Mirrors {@code torch.autograd.graph}. */
public final class Graph {
    private static final ThreadLocal<@Nullable String> DISABLED = new ThreadLocal<>();

    private Graph() {}

    /**
     * Has this thread's operations keep, instead of each tensor they save for their backward, what {@code pack} makes of
     * it, and get it back from {@code unpack}, until the result is closed. Mirrors
     * {@code with torch.autograd.graph.saved_tensors_hooks(pack_hook, unpack_hook):}.
     *
     * <p>{@code pack} may not change its argument in place. A tensor that it returns is taken out of all scopes, as it
     * lives with the graph; tensors within other objects are not, and need {@link Tensor#keep()} where a scope is open.
     *
     * @throws TorchException inside of {@link #disableSavedTensorsHooks}
     * @throws UnsupportedOperationException if this libtorch cannot have such hooks
     */
    @SuppressWarnings("unchecked") // what unpack gets is what pack returned
    public static <P extends @Nullable Object> SavedTensorsHooks savedTensorsHooks(
            Function<? super Tensor, ? extends P> pack, Function<? super P, Tensor> unpack) {
        Objects.requireNonNull(
                pack, "saved_tensors_hooks: argument 'pack_hook' must be a function, not null");
        Objects.requireNonNull(
                unpack, "saved_tensors_hooks: argument 'unpack_hook' must be a function, not null");
        String disabled = DISABLED.get();
        if (disabled != null) throw new TorchException(disabled);
        return SavedTensorsHooks.open(pack::apply, packed -> unpack.apply((P) packed));
    }

    /**
     * Has this thread's operations keep on the CPU what they save for their backward, until the result is closed.
     * Mirrors {@code with torch.autograd.graph.save_on_cpu():}.
     */
    public static SavedTensorsHooks saveOnCpu() {
        return saveOnCpu(false);
    }

    /**
     * As {@link #saveOnCpu()}; with {@code pinMemory} in pinned memory, from which it is copied back without waiting.
     * Mirrors {@code with torch.autograd.graph.save_on_cpu(pin_memory):}.
     */
    public static SavedTensorsHooks saveOnCpu(boolean pinMemory) {
        record Moved(Device device, Tensor tensor) {}
        return savedTensorsHooks(
                tensor -> {
                    Device from = tensor.device();
                    if (!pinMemory || from.type().equals("cpu"))
                        return new Moved(from, tensor.cpu().keep());
                    boolean pinned = tensor.layout() == Layout.STRIDED;
                    Tensor copy =
                            Aten.empty_memory_format(
                                    tensor.shape().toArray(),
                                    tensor.dtype(),
                                    tensor.layout(),
                                    Device.CPU,
                                    pinned,
                                    null);
                    Aten.copy_(copy, tensor, false);
                    return new Moved(from, copy.keep());
                },
                moved ->
                        Aten.to_device(
                                moved.tensor(),
                                moved.device(),
                                moved.tensor().dtype(),
                                pinMemory,
                                false,
                                null));
    }

    /**
     * Refuses {@link #savedTensorsHooks} on this thread, with a message, until the result is closed. Mirrors
     * {@code with torch.autograd.graph.disable_saved_tensors_hooks(error_message):}.
     */
    public static Disabled disableSavedTensorsHooks(String errorMessage) {
        Objects.requireNonNull(
                errorMessage,
                "disable_saved_tensors_hooks: argument 'error_message' must be a String, not null");
        return new Disabled(errorMessage);
    }

    /** What {@link #disableSavedTensorsHooks} opens. */
    public static final class Disabled implements AutoCloseable {
        private final @Nullable String before = DISABLED.get();

        private Disabled(String message) {
            DISABLED.set(message);
        }

        /** Allows the hooks again, as they were before. */
        @Override
        public void close() {
            if (before == null) DISABLED.remove();
            else DISABLED.set(before);
        }
    }

    /**
     * Where a tensor's gradient goes: to the node that made it, or, of a leaf, to what accumulates it. Mirrors
     * {@code torch.autograd.graph.get_gradient_edge}.
     *
     * @throws TorchException if the tensor does not require a gradient
     */
    public static GradientEdge getGradientEdge(Tensor tensor) {
        return Node.gradientEdge(tensor);
    }
}
