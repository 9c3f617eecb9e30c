package torch.internal;

import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;
import torch.Device;
import torch.Generator;
import torch.HookHandle;
import torch.Scope;
import torch.Tensor;

/** What the facade's other packages need of {@link Tensor} beside its public methods. */
public abstract class TensorAccess {
    private static @Nullable TensorAccess access;

    /** Called by {@link Tensor} once. */
    public static void set(TensorAccess given) {
        access = given;
    }

    public static TensorAccess get() {
        if (access == null) {
            try {
                MethodHandles.lookup().ensureInitialized(Tensor.class);
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
        }
        if (access == null) throw new AssertionError("Tensor gave no access");
        return access;
    }

    /** The native handle of a tensor that is neither null nor closed. */
    public abstract long handle(Tensor tensor, String argument);

    /** The tensor that takes over a native handle; it belongs to the thread's scope. */
    public abstract Tensor wrap(long handle);

    /** @throws UnsupportedOperationException where libtorch is not the presets' own, without which their classes are no use */
    public abstract void requirePresets();

    /** A registration that a runnable ends. */
    public abstract HookHandle hookHandle(Runnable removal);

    /** The scope a tensor belongs to. */
    public abstract @Nullable Scope scope(Tensor tensor);

    /** A scope that is no thread's. */
    public abstract Scope detachedScope();

    /** Moves a tensor into a scope. */
    public abstract void move(Tensor tensor, Scope scope);

    /** Closes a scope without its tensors, which then belong to no scope. */
    public abstract void dissolve(Scope scope);

    /** A device's default generator. */
    public abstract Generator defaultGenerator(Device device);

    /** The address of a generator. */
    public abstract long generatorHandle(Generator generator);
}
