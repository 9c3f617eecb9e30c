package torch.utils.data;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import torch.Generator;
import torch.Torch;

/** Some samples, each once, in a random order. Mirrors {@code torch.utils.data.SubsetRandomSampler}. */
public class SubsetRandomSampler implements Sampler<Long> {
    private final long[] indices;
    private final @Nullable Generator generator;

    /** The samples of these numbers, drawn from the default generator. */
    public SubsetRandomSampler(List<? extends Number> indices) {
        this(indices, null);
    }

    /**
     * @param indices which samples
     * @param generator where the order is drawn; null for the default generator
     */
    public SubsetRandomSampler(List<? extends Number> indices, @Nullable Generator generator) {
        this.indices = indices.stream().mapToLong(Number::longValue).toArray();
        this.generator = generator;
    }

    /** Where the numbers are drawn. Mirrors {@code generator}. */
    public @Nullable Generator generator() {
        return generator;
    }

    @Override
    public Iterator<Long> iterator() {
        return new Stretches() {
            @Override
            long @Nullable [] more(int number) {
                if (number > 0) return null;
                long[] order = elements(Torch.randperm(indices.length, generator));
                for (int i = 0; i < order.length; i++) order[i] = indices[(int) order[i]];
                return order;
            }
        };
    }

    @Override
    public long size() {
        return indices.length;
    }
}
