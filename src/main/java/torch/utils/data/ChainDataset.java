package torch.utils.data;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Streams one after the other. Mirrors {@code torch.utils.data.ChainDataset}.
 *
 * @param <T> a sample
 */
public class ChainDataset<T> implements IterableDataset<T> {
    private final List<IterableDataset<? extends T>> datasets;

    public ChainDataset(List<? extends IterableDataset<? extends T>> datasets) {
        this.datasets = List.copyOf(datasets);
    }

    /** The datasets. Mirrors {@code datasets}. */
    public List<IterableDataset<? extends T>> datasets() {
        return datasets;
    }

    @Override
    public Iterator<T> iterator() {
        return new Iterator<>() {
            private final Iterator<IterableDataset<? extends T>> left = datasets.iterator();
            private Iterator<? extends T> current = List.<T>of().iterator();

            @Override
            public boolean hasNext() {
                while (!current.hasNext()) {
                    if (!left.hasNext()) return false;
                    current = left.next().iterator();
                }
                return true;
            }

            @Override
            public T next() {
                if (!hasNext()) throw new NoSuchElementException();
                return current.next();
            }
        };
    }

    /** The sum of the sizes. */
    @Override
    public long size() {
        return datasets.stream().mapToLong(IterableDataset::size).sum();
    }

    @Override
    public boolean scoped() {
        return datasets.stream().allMatch(IterableDataset::scoped);
    }

    @Override
    public IterableDataset<T> workerCopy() {
        return new ChainDataset<T>(datasets.stream().map(ChainDataset::<T>copy).toList());
    }

    private static <T> IterableDataset<? extends T> copy(IterableDataset<? extends T> dataset) {
        return dataset.workerCopy();
    }
}
