package torch.utils.data;

import java.util.Collection;

/**
 * An order in which samples are read: their numbers, or lists of their numbers. Mirrors
 * {@code torch.utils.data.Sampler}.
 *
 * <p>Any {@link Iterable} of numbers serves as one; a sampler also tells how many there are.
 *
 * @param <T> {@code Long}, or {@code List<Long>} where it makes batches
 */
@FunctionalInterface
public interface Sampler<T> extends Iterable<T> {
    /**
     * How many numbers or lists there are. Mirrors {@code len(sampler)}.
     *
     * @throws UnsupportedOperationException unless the sampler offers it
     */
    default long size() {
        throw hasNoSize(this);
    }

    /** The size of what is a sampler, a dataset or a collection. */
    static long size(Object sized) {
        return switch (sized) {
            case Sampler<?> sampler -> sampler.size();
            case Dataset<?> dataset -> dataset.size();
            case IterableDataset<?> dataset -> dataset.size();
            case Collection<?> collection -> collection.size();
            default -> throw hasNoSize(sized);
        };
    }

    private static UnsupportedOperationException hasNoSize(Object sized) {
        return new UnsupportedOperationException(
                "object of type '" + sized.getClass().getSimpleName() + "' has no len()");
    }
}
