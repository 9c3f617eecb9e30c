/**
 * Initial values of parameters, as in {@code torch.nn.init}: each function fills the given tensor in place, outside of
 * autograd, and draws the same random numbers as PyTorch does.
 */
@NullMarked
package torch.nn.init;

import org.jspecify.annotations.NullMarked;
