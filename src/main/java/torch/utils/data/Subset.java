package torch.utils.data;

import java.util.ArrayList;
import java.util.List;

/**
 * Some samples of a dataset. Mirrors {@code torch.utils.data.Subset}.
 *
 * @param <T> a sample
 */
public class Subset<T> implements Dataset<T> {
    private final Dataset<T> dataset;
    private final List<Long> indices;

    /**
     * @param indices which samples, in which order
     * @throws UnsupportedOperationException if a subclass overrides {@code get} but not {@code getItems}, which loaders
     *     call
     */
    public Subset(Dataset<T> dataset, List<? extends Number> indices) {
        this.dataset = dataset;
        this.indices = indices.stream().map(Number::longValue).toList();
        if (overrides("get", long.class) && !overrides("getItems", List.class)) {
            throw new UnsupportedOperationException(
                    getClass().getSimpleName()
                            + " overrides get but not getItems. When subclassing Subset and overriding get, you must"
                            + " also override getItems to ensure DataLoader works correctly with your custom logic.");
        }
    }

    private boolean overrides(String method, Class<?> parameter) {
        try {
            return getClass().getMethod(method, parameter).getDeclaringClass() != Subset.class;
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    /** The whole dataset. Mirrors {@code dataset}. */
    public Dataset<T> dataset() {
        return dataset;
    }

    /** Which of its samples. Mirrors {@code indices}. */
    public List<Long> indices() {
        return indices;
    }

    private long index(long place) {
        long size = indices.size();
        long from = place < 0 ? place + size : place;
        if (from < 0 || from >= size)
            throw new IndexOutOfBoundsException("list index out of range");
        return indices.get((int) from);
    }

    private List<Long> indices(List<Long> places) {
        List<Long> whole = new ArrayList<>(places.size());
        for (long place : places) whole.add(index(place));
        return whole;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IndexOutOfBoundsException if there is no such sample
     */
    @Override
    public T get(long index) {
        return dataset.get(index(index));
    }

    @Override
    public T get(List<Long> indices) {
        return dataset.get(indices(indices));
    }

    @Override
    public List<T> getItems(List<Long> indices) {
        return dataset.getItems(indices(indices));
    }

    @Override
    public long size() {
        return indices.size();
    }

    @Override
    public boolean scoped() {
        return dataset.scoped();
    }
}
