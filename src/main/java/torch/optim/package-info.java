/**
 * Optimizers: they change parameters in place by what their gradients say.
 */
@NullMarked
package torch.optim;

import org.jspecify.annotations.NullMarked;
