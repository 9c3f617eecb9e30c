package torch.utils.data;

import java.util.Iterator;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;

/** All samples in their order. Mirrors {@code torch.utils.data.SequentialSampler}. */
public class SequentialSampler implements Sampler<Long> {
    private final LongSupplier source;

    /** The samples of a dataset. */
    public SequentialSampler(Dataset<?> dataSource) {
        source = dataSource::size;
    }

    /** The numbers from 0 to {@code size} - 1. Mirrors {@code SequentialSampler(range(size))}. */
    public SequentialSampler(long size) {
        source = () -> size;
    }

    @Override
    public Iterator<Long> iterator() {
        return LongStream.range(0, size()).iterator();
    }

    @Override
    public long size() {
        return source.getAsLong();
    }
}
