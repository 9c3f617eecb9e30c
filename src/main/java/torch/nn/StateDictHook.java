package torch.nn;

import java.util.Map;
import torch.Tensor;

/** Called around the saving or loading of a module's state; see {@link Module#registerStateDictPostHook}. */
@FunctionalInterface
public interface StateDictHook {
    /** Sees, and may change, the state, of which this module's names begin with {@code prefix}. */
    void run(Module module, Map<String, Tensor> state, String prefix);
}
