package torch.internal;

import java.lang.invoke.MethodHandles;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.nn.ForwardPreHook;
import torch.nn.Module;
import torch.nn.Parameter;

/** What {@code torch.nn.utils} needs of {@link Module} beside its public methods. */
public abstract class ModuleAccess {
    private static @Nullable ModuleAccess access;

    /** Called by {@link Module} once. */
    public static void set(ModuleAccess given) {
        access = given;
    }

    public static ModuleAccess get() {
        if (access == null) {
            try {
                MethodHandles.lookup().ensureInitialized(Module.class);
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
        }
        if (access == null) throw new AssertionError("Module gave no access");
        return access;
    }

    /** The parameter, buffer or computed tensor of this name; null where there is none. */
    public abstract @Nullable Tensor tensor(Module module, String name);

    /** A number that changes whenever something is registered, replaced or taken out. */
    public abstract long changes(Module module);

    /** Another object for the same native tensor, as a parameter. */
    public abstract Parameter parameter(Tensor same);

    /** Takes out a parameter, buffer or module. */
    public abstract void remove(Module module, String name);

    /** Puts another parameter in the place of one, or of an absent one. */
    public abstract void replace(Module module, String name, Parameter parameter);

    /** Puts a computed tensor in the place of a parameter or buffer, in the field that held it too. */
    public abstract void compute(Module module, String name, Tensor value);

    /** Puts a parameter or buffer back in the place of a computed tensor. */
    public abstract void restore(Module module, String name, Tensor original);

    /** The hooks before forward, in their order. */
    public abstract Collection<ForwardPreHook> forwardPreHooks(Module module);

    /** Whether a module has hooks around its forward. */
    public abstract boolean hasForwardHooks(Module module);

    /** Whether a module has hooks around its backward. */
    public abstract boolean hasBackwardHooks(Module module);

    /** The module's class as it is printed. */
    public abstract String name(Module module);

    /** Removes a hook before forward. */
    public abstract void removeForwardPreHook(Module module, ForwardPreHook hook);
}
