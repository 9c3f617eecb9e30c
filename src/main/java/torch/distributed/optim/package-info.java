/** Optimizers whose state several processes share. Mirrors {@code torch.distributed.optim}. */
@NullMarked
package torch.distributed.optim;

import org.jspecify.annotations.NullMarked;
