package torch.utils.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Datasets side by side: a sample has one of each. Mirrors {@code torch.utils.data.StackDataset}.
 *
 * {@snippet :
 * var pairs = StackDataset.of(images, texts);                          // a sample is a list
 * var named = StackDataset.of(Map.of("image", images, "text", texts)); // a sample is a map
 * }
 *
 * @param <T> a sample: a {@link List} or a {@link Map}
 */
public final class StackDataset<T> implements Dataset<T> {
    private final Collection<? extends Dataset<?>> datasets;
    private final Function<List<Object>, T> sample;
    private final long size;

    private StackDataset(
            Collection<? extends Dataset<?>> datasets, Function<List<Object>, T> sample) {
        if (datasets.isEmpty())
            throw new IllegalArgumentException("At least one dataset should be passed");
        this.datasets = datasets;
        this.sample = sample;
        size = datasets.iterator().next().size();
        if (datasets.stream().anyMatch(dataset -> dataset.size() != size))
            throw new IllegalArgumentException("Size mismatch between datasets");
    }

    /**
     * Samples are lists, in the order of the datasets. Mirrors {@code StackDataset(a, b, …)}.
     *
     * @throws IllegalArgumentException if there is no dataset, or their sizes differ
     */
    @SafeVarargs
    @SuppressWarnings("unchecked")
    public static <X> StackDataset<List<X>> of(Dataset<? extends X>... datasets) {
        return new StackDataset<>(List.of(datasets), items -> (List<X>) items);
    }

    /**
     * Samples are maps. Mirrors {@code StackDataset(image=a, text=b, …)}.
     *
     * @param datasets by name; give a {@link LinkedHashMap} where the order matters
     * @throws IllegalArgumentException if there is no dataset, or their sizes differ
     */
    @SuppressWarnings("unchecked")
    public static <X> StackDataset<Map<String, X>> of(
            Map<String, ? extends Dataset<? extends X>> datasets) {
        List<String> names = List.copyOf(datasets.keySet());
        List<Dataset<?>> values = new ArrayList<>();
        for (String name : names) values.add(java.util.Objects.requireNonNull(datasets.get(name)));
        return new StackDataset<>(
                values,
                items -> {
                    Map<String, X> sample = new LinkedHashMap<>();
                    for (int i = 0; i < names.size(); i++)
                        sample.put(names.get(i), (X) items.get(i));
                    return sample;
                });
    }

    @Override
    public T get(long index) {
        List<Object> items = new ArrayList<>(datasets.size());
        for (Dataset<?> dataset : datasets) items.add(dataset.get(index));
        return sample.apply(items);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if a dataset gives more or fewer than asked for
     */
    @Override
    public List<T> getItems(List<Long> indices) {
        List<List<Object>> rows = new ArrayList<>(indices.size());
        for (int i = 0; i < indices.size(); i++) rows.add(new ArrayList<>(datasets.size()));
        for (Dataset<?> dataset : datasets) {
            List<?> items = dataset.getItems(indices);
            if (items.size() != indices.size())
                throw new IllegalArgumentException(
                        "Nested dataset's output size mismatch. Expected %d, got %d"
                                .formatted(indices.size(), items.size()));
            for (int i = 0; i < items.size(); i++) rows.get(i).add(items.get(i));
        }
        return rows.stream().map(sample).toList();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean scoped() {
        return datasets.stream().allMatch(Dataset::scoped);
    }
}
