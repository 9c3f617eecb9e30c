package torch.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Called after a module's {@code forward}; see {@link Module#registerForwardHook}. */
@FunctionalInterface
public interface ForwardHook {
    /**
     * Sees the inputs and the output of a call; {@code output} is null where the call failed and the hook is always
     * called.
     *
     * @return the output to use instead, or null to leave it as it is
     */
    @Nullable Object run(Module module, List<@Nullable Object> args, @Nullable Object output);
}
