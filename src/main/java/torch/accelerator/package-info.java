/**
 * The accelerator that this libtorch was built for, whichever it is; {@link torch.accelerator.Accelerator} has the
 * functions. Mirrors {@code torch.accelerator}.
 */
@NullMarked
package torch.accelerator;

import org.jspecify.annotations.NullMarked;
