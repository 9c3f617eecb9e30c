/**
 * Datasets, the order in which they are read, and loaders that make batches of them, with workers or without. Mirrors
 * {@code torch.utils.data}: the same seed gives the same order and leaves the same random numbers.
 *
 * {@snippet :
 * var data = new TensorDataset(images, labels);
 * var loader = new DataLoader<>(data, o -> o.batchSize(64).shuffle(true).numWorkers(2));
 * for (var batch : loader) {
 *     Tensor x = batch.get(0), y = batch.get(1); // closed when the loop moves on
 * }
 * }
 *
 * <p>What is a tuple in Python is a {@link java.util.List} here. Workers are threads of this process: they share the
 * dataset, and what is drawn at random in one comes from its {@link torch.utils.data.WorkerInfo#generator}.
 */
@NullMarked
package torch.utils.data;

import org.jspecify.annotations.NullMarked;
