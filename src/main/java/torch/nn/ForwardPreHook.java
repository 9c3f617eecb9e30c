package torch.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Called before a module's {@code forward}; see {@link Module#registerForwardPreHook}. */
@FunctionalInterface
public interface ForwardPreHook {
    /**
     * Sees the inputs of a call.
     *
     * @return the inputs to use instead, or null to leave them as they are
     */
    @Nullable List<? extends @Nullable Object> run(Module module, List<@Nullable Object> args);
}
