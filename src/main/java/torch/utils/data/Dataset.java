package torch.utils.data;

import java.util.ArrayList;
import java.util.List;

/**
 * Samples by their number. Mirrors a map-style {@code torch.utils.data.Dataset}: {@link #get} is {@code __getitem__},
 * {@link #size} {@code __len__} and {@link #getItems} {@code __getitems__}.
 *
 * <p>A sample may be a tensor, a number, a string, a list, a map, a record or an array; a {@link DataLoader} makes
 * batches of them with {@link Data#defaultCollate}. With workers, several threads read at the same time.
 *
 * @param <T> a sample
 */
public interface Dataset<T> {
    /**
     * One sample. Mirrors {@code dataset[index]}.
     *
     * @param index from 0
     */
    T get(long index);

    /** How many samples there are. Mirrors {@code len(dataset)}. */
    long size();

    /**
     * A sample which is itself a batch, for samplers of lists where automatic batching is off. Mirrors
     * {@code dataset[[i, j, …]]}.
     *
     * @throws UnsupportedOperationException unless the dataset offers it
     */
    default T get(List<Long> indices) {
        throw new UnsupportedOperationException(
                getClass().getSimpleName() + " takes single indices, not lists of them");
    }

    /**
     * Several samples; override it where reading them together is faster. Mirrors {@code dataset.__getitems__(indices)}.
     *
     * @return as many samples as there are indices
     */
    default List<T> getItems(List<Long> indices) {
        List<T> samples = new ArrayList<>(indices.size());
        for (long index : indices) samples.add(get(index));
        return samples;
    }

    /**
     * Whether a loader may close all tensors that were made while it fetched a batch, but for the batch itself. Where a
     * dataset hands out tensors that it goes on using (a cache), it may not, and the collector takes them.
     */
    default boolean scoped() {
        return false;
    }

    /**
     * What a worker reads: this dataset, which all workers then share, or a copy for one that changes what it reads from.
     * It is {@link WorkerInfo#dataset}.
     */
    default Dataset<T> workerCopy() {
        return this;
    }

    /** Both, one after the other. Mirrors {@code self + other}. */
    default ConcatDataset<T> add(Dataset<? extends T> other) {
        return new ConcatDataset<>(List.of(this, other));
    }
}
