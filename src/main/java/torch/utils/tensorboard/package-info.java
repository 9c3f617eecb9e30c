/**
 * Event files for TensorBoard: {@link torch.utils.tensorboard.SummaryWriter} records scalars, histograms, images, texts
 * and more while a model trains. Mirrors {@code torch.utils.tensorboard}.
 */
@NullMarked
package torch.utils.tensorboard;

import org.jspecify.annotations.NullMarked;
