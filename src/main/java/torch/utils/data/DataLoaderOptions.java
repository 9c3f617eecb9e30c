package torch.utils.data;

import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import torch.Generator;

/**
 * The keyword arguments of {@link DataLoader}.
 *
 * @param <T> a sample of the dataset
 * @param <B> a batch
 */
public final class DataLoaderOptions<T, B> {
    @Nullable Integer batchSize = 1;
    @Nullable Boolean shuffle;
    @Nullable Iterable<?> sampler;
    @Nullable Iterable<? extends List<? extends Number>> batchSampler;
    int numWorkers;
    @Nullable Function<Object, @Nullable Object> collateFn;
    @Nullable Function<Object, @Nullable Object> convertFn;
    boolean pinMemory;
    boolean dropLast;
    double timeout;
    @Nullable IntConsumer workerInitFn;
    @Nullable Generator generator;
    @Nullable Integer prefetchFactor;
    boolean persistentWorkers;
    String pinMemoryDevice = "";
    boolean inOrder = true;

    DataLoaderOptions() {}

    /** How many samples a batch has; null for samples as they are, without batches. Default: 1 */
    public DataLoaderOptions<T, B> batchSize(@Nullable Integer batchSize) {
        this.batchSize = batchSize;
        return this;
    }

    /** Whether samples come in a new random order in each epoch. Default: false */
    public DataLoaderOptions<T, B> shuffle(boolean shuffle) {
        this.shuffle = shuffle;
        return this;
    }

    /**
     * The order of the samples: a {@link Sampler} or any iterable of numbers, or of lists of numbers where
     * {@code batchSize} is null. Default: null, one after the other, or shuffled
     */
    public DataLoaderOptions<T, B> sampler(@Nullable Iterable<?> sampler) {
        this.sampler = sampler;
        return this;
    }

    /**
     * The samples of each batch: takes the place of {@code batchSize}, {@code shuffle}, {@code sampler} and
     * {@code dropLast}. Default: null
     */
    public DataLoaderOptions<T, B> batchSampler(
            @Nullable Iterable<? extends List<? extends Number>> batchSampler) {
        this.batchSampler = batchSampler;
        return this;
    }

    /** How many threads read the dataset; with 0 it is the one that iterates. Default: 0 */
    public DataLoaderOptions<T, B> numWorkers(int numWorkers) {
        this.numWorkers = numWorkers;
        return this;
    }

    /**
     * Makes a batch of a list of samples. Default: {@link Data#defaultCollate}
     *
     * @return these options, which now make batches of the function's type
     */
    @SuppressWarnings("unchecked")
    public <C> DataLoaderOptions<T, C> collateFn(Function<? super List<T>, ? extends C> collateFn) {
        this.collateFn = samples -> collateFn.apply((List<T>) samples);
        return (DataLoaderOptions<T, C>) this;
    }

    /**
     * What {@code collate_fn} is where {@code batchSize} is null: changes a single sample. Default:
     * {@link Data#defaultConvert}
     *
     * @return these options, which now give samples of the function's type
     */
    @SuppressWarnings("unchecked")
    public <C> DataLoaderOptions<T, C> convertFn(Function<? super T, ? extends C> convertFn) {
        this.convertFn = sample -> convertFn.apply((T) sample);
        return (DataLoaderOptions<T, C>) this;
    }

    /** Whether batches are copied to pinned memory, from which they go to a GPU faster. Default: false */
    public DataLoaderOptions<T, B> pinMemory(boolean pinMemory) {
        this.pinMemory = pinMemory;
        return this;
    }

    /** Whether a last batch that is smaller is left out. Default: false */
    public DataLoaderOptions<T, B> dropLast(boolean dropLast) {
        this.dropLast = dropLast;
        return this;
    }

    /** After how many seconds without a batch from the workers to give up; 0 for never. Default: 0 */
    public DataLoaderOptions<T, B> timeout(double timeout) {
        this.timeout = timeout;
        return this;
    }

    /** Called in each worker, with its id, before it reads anything. Default: null */
    public DataLoaderOptions<T, B> workerInitFn(@Nullable IntConsumer workerInitFn) {
        this.workerInitFn = workerInitFn;
        return this;
    }

    /** Where the order and the workers' seeds are drawn. Default: null, the default generator */
    public DataLoaderOptions<T, B> generator(@Nullable Generator generator) {
        this.generator = generator;
        return this;
    }

    /** How many batches each worker makes in advance. Default: null, 2 where there are workers */
    public DataLoaderOptions<T, B> prefetchFactor(@Nullable Integer prefetchFactor) {
        this.prefetchFactor = prefetchFactor;
        return this;
    }

    /** Whether the workers go on to the next epoch instead of being started anew. Default: false */
    public DataLoaderOptions<T, B> persistentWorkers(boolean persistentWorkers) {
        this.persistentWorkers = persistentWorkers;
        return this;
    }

    /** Without effect, as in PyTorch, which warns of it. Default: empty */
    public DataLoaderOptions<T, B> pinMemoryDevice(String pinMemoryDevice) {
        this.pinMemoryDevice = pinMemoryDevice;
        return this;
    }

    /** Whether batches come in the order of the sampler, and not as workers have finished them. Default: true */
    public DataLoaderOptions<T, B> inOrder(boolean inOrder) {
        this.inOrder = inOrder;
        return this;
    }
}
