/**
 * The launcher: starts the processes of a training run on this machine, ends them together, and starts them again after a
 * fault. Mirrors {@code torch.distributed.run}, which is {@code torchrun}.
 */
@NullMarked
package torch.distributed.run;

import org.jspecify.annotations.NullMarked;
