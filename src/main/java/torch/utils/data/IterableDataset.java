package torch.utils.data;

import java.util.List;

/**
 * Samples as they come, for streams. Mirrors {@code torch.utils.data.IterableDataset}.
 *
 * <p>Each worker of a {@link DataLoader} iterates on its own, so that every sample comes as often as there are workers
 * unless {@code iterator()} looks at {@link Data#getWorkerInfo} and gives each worker its share:
 *
 * {@snippet :
 * IterableDataset<Long> numbers = () -> {
 *     WorkerInfo worker = Data.getWorkerInfo();
 *     long first = worker == null ? 0 : worker.id(), step = worker == null ? 1 : worker.numWorkers();
 *     return LongStream.iterate(first, i -> i < 1000, i -> i + step).iterator();
 * };
 * }
 *
 * @param <T> a sample
 */
@FunctionalInterface
public interface IterableDataset<T> extends Iterable<T> {
    /**
     * How many samples there are, where it is known. Mirrors {@code len(dataset)}.
     *
     * @throws UnsupportedOperationException unless the dataset offers it
     */
    default long size() {
        throw new UnsupportedOperationException(
                "object of type '" + getClass().getSimpleName() + "' has no len()");
    }

    /** As {@link Dataset#scoped}; what an iterator holds from one sample to the next (a shuffle buffer) forbids it. */
    default boolean scoped() {
        return false;
    }

    /** As {@link Dataset#workerCopy}: for a dataset whose fields a {@code workerInitFn} changes. */
    default IterableDataset<T> workerCopy() {
        return this;
    }

    /** Both, one after the other. Mirrors {@code self + other}. */
    default ChainDataset<T> add(IterableDataset<? extends T> other) {
        return new ChainDataset<>(List.of(this, other));
    }
}
