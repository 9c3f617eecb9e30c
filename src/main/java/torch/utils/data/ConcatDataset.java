package torch.utils.data;

import java.util.Arrays;
import java.util.List;

/**
 * Datasets one after the other. Mirrors {@code torch.utils.data.ConcatDataset}.
 *
 * @param <T> a sample
 */
public class ConcatDataset<T> implements Dataset<T> {
    private final List<Dataset<? extends T>> datasets;
    private final long[] cumulativeSizes;

    /**
     * @throws IllegalArgumentException if there is none
     */
    public ConcatDataset(List<? extends Dataset<? extends T>> datasets) {
        if (datasets.isEmpty())
            throw new IllegalArgumentException("datasets should not be an empty iterable");
        this.datasets = List.copyOf(datasets);
        cumulativeSizes = new long[datasets.size()];
        long sum = 0;
        for (int i = 0; i < cumulativeSizes.length; i++) {
            sum += this.datasets.get(i).size();
            cumulativeSizes[i] = sum;
        }
    }

    /** The datasets. Mirrors {@code datasets}. */
    public List<Dataset<? extends T>> datasets() {
        return datasets;
    }

    /** How many samples there are up to the end of each dataset. Mirrors {@code cumulative_sizes}. */
    public List<Long> cumulativeSizes() {
        return Arrays.stream(cumulativeSizes).boxed().toList();
    }

    /**
     * {@inheritDoc}
     *
     * @param index from 0, or from the end where it is negative
     * @throws IllegalArgumentException if it is negative beyond the first
     * @throws IndexOutOfBoundsException if it is beyond the last
     */
    @Override
    public T get(long index) {
        if (index < 0) {
            if (-index > size())
                throw new IllegalArgumentException(
                        "absolute value of index should not exceed dataset length");
            index += size();
        }
        int dataset = 0;
        while (dataset < cumulativeSizes.length && cumulativeSizes[dataset] <= index) dataset++;
        if (dataset == cumulativeSizes.length)
            throw new IndexOutOfBoundsException("list index out of range");
        return datasets.get(dataset)
                .get(dataset == 0 ? index : index - cumulativeSizes[dataset - 1]);
    }

    @Override
    public long size() {
        return cumulativeSizes[cumulativeSizes.length - 1];
    }

    @Override
    public boolean scoped() {
        return datasets.stream().allMatch(Dataset::scoped);
    }
}
