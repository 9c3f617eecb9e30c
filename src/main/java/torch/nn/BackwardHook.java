package torch.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/** Called when the gradients of a module's inputs are known; see {@link Module#registerFullBackwardHook}. */
@FunctionalInterface
public interface BackwardHook {
    /**
     * Sees the gradients of the inputs and of the outputs of a call, null for what has none.
     *
     * @return the gradients of the inputs to go on with, or null to leave them as they are
     */
    @Nullable List<@Nullable Tensor> run(
            Module module, List<@Nullable Tensor> gradInput, List<@Nullable Tensor> gradOutput);
}
