/**
 * Tools around training: checkpoints that trade computation for memory ({@link torch.utils.Checkpoint}), and
 * summaries of models ({@link torch.utils.ModelSummary}). Mirrors
 * {@code torch.utils}.
 */
@NullMarked
package torch.utils;

import org.jspecify.annotations.NullMarked;
