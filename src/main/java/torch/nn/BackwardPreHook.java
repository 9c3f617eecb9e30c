package torch.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/** Called when the gradients of a module's outputs are known; see {@link Module#registerFullBackwardPreHook}. */
@FunctionalInterface
public interface BackwardPreHook {
    /**
     * Sees the gradients of the outputs of a call, null for what has none.
     *
     * @return the gradients to go on with, or null to leave them as they are
     */
    @Nullable List<@Nullable Tensor> run(Module module, List<@Nullable Tensor> gradOutput);
}
