package torch.jit;

import java.util.HashMap;
import java.util.Map;
import torch.Tensor;

/** What of one script is known already: a tensor or module that it holds twice is one object in Java too. */
final class Known {
    final Map<Long, ScriptModule> modules = new HashMap<>();
    final Map<Long, Tensor> tensors = new HashMap<>();
}
