/**
 * Gradients asked for by name: of chosen outputs with respect to chosen inputs.
 */
@NullMarked
package torch.autograd;

import org.jspecify.annotations.NullMarked;
