package torch.jit;

import torch.Tensor;

/**
 * A tensor of a script and the object that stands for it.
 *
 * @param impl what tells libtorch's tensors apart
 */
record Slot(Tensor tensor, long impl) {}
