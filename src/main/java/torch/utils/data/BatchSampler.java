package torch.utils.data;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** Another sampler's numbers in lists of one length. Mirrors {@code torch.utils.data.BatchSampler}. */
public class BatchSampler implements Sampler<List<Long>> {
    private final Iterable<? extends Number> sampler;
    private final int batchSize;
    private final boolean dropLast;

    /**
     * @param sampler a {@link Sampler}, or any iterable of numbers
     * @param dropLast whether a last list that is shorter is left out
     * @throws IllegalArgumentException if {@code batchSize} is not positive
     */
    public BatchSampler(Iterable<? extends Number> sampler, int batchSize, boolean dropLast) {
        if (batchSize <= 0)
            throw new IllegalArgumentException(
                    "batch_size should be a positive integer value, but got batch_size="
                            + batchSize);
        this.sampler = sampler;
        this.batchSize = batchSize;
        this.dropLast = dropLast;
    }

    /** The sampler whose numbers these are. Mirrors {@code sampler}. */
    public Iterable<? extends Number> sampler() {
        return sampler;
    }

    /** How many numbers a list has. Mirrors {@code batch_size}. */
    public int batchSize() {
        return batchSize;
    }

    /** Whether a shorter list is left out. Mirrors {@code drop_last}. */
    public boolean dropLast() {
        return dropLast;
    }

    @Override
    public Iterator<List<Long>> iterator() {
        Iterator<? extends Number> numbers = sampler.iterator();
        return new Iterator<>() {
            private List<Long> batch = List.of();

            @Override
            public boolean hasNext() {
                if (batch.isEmpty()) {
                    batch = new ArrayList<>();
                    while (batch.size() < batchSize && numbers.hasNext())
                        batch.add(numbers.next().longValue());
                    if (dropLast && batch.size() < batchSize) batch = List.of();
                }
                return !batch.isEmpty();
            }

            @Override
            public List<Long> next() {
                if (!hasNext()) throw new NoSuchElementException();
                List<Long> result = batch;
                batch = List.of();
                return result;
            }
        };
    }

    /**
     * How many lists there are.
     *
     * @throws UnsupportedOperationException if the sampler does not know how many numbers it has
     */
    @Override
    public long size() {
        long numbers = Sampler.size(sampler);
        return dropLast ? numbers / batchSize : Math.ceilDiv(numbers, batchSize);
    }
}
