/**
 * Tools around training: checkpoints that trade computation for memory ({@link torch.utils.Checkpoint}). Mirrors
 * {@code torch.utils}.
 */
@NullMarked
package torch.utils;

import org.jspecify.annotations.NullMarked;
