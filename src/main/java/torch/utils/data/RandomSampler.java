package torch.utils.data;

import static torch.Torch.dtype;
import static torch.Torch.shape;

import java.util.Arrays;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Generator;
import torch.Tensor;
import torch.Torch;

/**
 * Samples in a random order, a new one in each iteration, or drawn with replacement. Mirrors
 * {@code torch.utils.data.RandomSampler}.
 *
 * {@snippet :
 * var sampler = new RandomSampler(dataset, o -> o.replacement(true).numSamples(100));
 * }
 */
public class RandomSampler implements Sampler<Long> {
    private static final int DRAWN_AT_ONCE = 32;

    private final LongSupplier source;
    private final Options options = new Options();

    /** Each sample of a dataset once. */
    public RandomSampler(Dataset<?> dataSource) {
        this(dataSource, o -> {});
    }

    /**
     * Samples of a dataset.
     *
     * @throws IllegalArgumentException if the number of samples is not positive
     */
    public RandomSampler(Dataset<?> dataSource, Consumer<? super Options> options) {
        this(dataSource::size, options);
    }

    /** The numbers from 0 to {@code size} - 1. Mirrors {@code RandomSampler(range(size), …)}. */
    public RandomSampler(long size, Consumer<? super Options> options) {
        this(() -> size, options);
    }

    private RandomSampler(LongSupplier source, Consumer<? super Options> options) {
        this.source = source;
        options.accept(this.options);
        if (size() <= 0)
            throw new IllegalArgumentException(
                    "num_samples should be a positive integer value, but got num_samples="
                            + size());
    }

    /** How many are drawn. Mirrors {@code num_samples}. */
    @Override
    public long size() {
        return options.numSamples != null ? options.numSamples : source.getAsLong();
    }

    /** Where the numbers are drawn. Mirrors {@code generator}. */
    public @Nullable Generator generator() {
        return options.generator;
    }

    @Override
    public Iterator<Long> iterator() {
        return options.replacement ? new Replaced() : new Permuted();
    }

    /** What both orders have: numbers drawn from a generator that is seeded when the first is asked for. */
    private abstract class Drawn extends Stretches {
        private long n;
        private long samples;
        private @Nullable Generator generator;

        @Override
        long @Nullable [] more(int number) {
            if (number == 0) {
                n = source.getAsLong();
                samples = size();
                generator = options.generator;
                if (generator == null) generator = new Generator().manualSeed(seed(null));
            }
            return draw(number, n, samples, generator);
        }

        abstract long @Nullable [] draw(
                int number, long n, long samples, @Nullable Generator generator);
    }

    private final class Replaced extends Drawn {
        @Override
        long @Nullable [] draw(int number, long n, long samples, @Nullable Generator generator) {
            long full = samples / DRAWN_AT_ONCE;
            if (number > full) return null;
            long count = number < full ? DRAWN_AT_ONCE : samples % DRAWN_AT_ONCE;
            return elements(Torch.randint(n, shape(count), generator, dtype(DType.INT64)));
        }
    }

    private final class Permuted extends Drawn {
        @Override
        long @Nullable [] draw(int number, long n, long samples, @Nullable Generator generator) {
            long full = samples / n;
            if (number > full) return null;
            // PyTorch draws the last order also where nothing of it is used.
            long[] order = elements(Torch.randperm(n, generator));
            return number < full ? order : Arrays.copyOf(order, (int) (samples % n));
        }
    }

    /** A seed from a generator, the default one where it is null: {@code torch.empty((), dtype=torch.int64).random_()}. */
    static long seed(@Nullable Generator generator) {
        try (Tensor drawn = Torch.empty(shape(), dtype(DType.INT64).device("cpu"))) {
            return drawn.random_(generator).itemLong();
        }
    }

    /** The keyword arguments of {@link RandomSampler}. */
    public static final class Options {
        private boolean replacement;
        private @Nullable Long numSamples;
        private @Nullable Generator generator;

        private Options() {}

        /** Whether a sample may come again. Default: false */
        public Options replacement(boolean replacement) {
            this.replacement = replacement;
            return this;
        }

        /** How many to draw. Default: as many as there are, also where that changes */
        public Options numSamples(long numSamples) {
            this.numSamples = numSamples;
            return this;
        }

        /** Where the numbers are drawn. Default: null, a new one in each iteration, seeded from the default one */
        public Options generator(@Nullable Generator generator) {
            this.generator = generator;
            return this;
        }
    }
}
