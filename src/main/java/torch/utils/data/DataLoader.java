package torch.utils.data;

import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import torch.Generator;
import torch.Scope;
import torch.Torch;

/**
 * Reads a dataset in batches. Mirrors {@code torch.utils.data.DataLoader}: with the same seed it gives the same batches,
 * with workers or without, and draws the same random numbers at the same time.
 *
 * {@snippet :
 * var loader = new DataLoader<>(dataset, o -> o.batchSize(64).shuffle(true).numWorkers(2));
 * for (int epoch = 0; epoch < 10; epoch++) {
 *     for (var batch : loader) {
 *         … // the batch's tensors are closed when the loop moves on, unless kept with keep()
 *     }
 * }
 * loader.forEach(batch -> { … }); // closes all tensors that a step makes
 * }
 *
 * <p>A batch has the form of a sample, as {@link Data#defaultCollate} makes it, and so its type; where samples are
 * numbers or strings it has another one, which {@code o.collateFn(…)} tells.
 *
 * <p><b>Memory.</b> A batch taken by {@code break} stays open. What a dataset makes beside the batch is left to the
 * collector, unless the dataset is {@link Dataset#scoped}. A dataset that hands out a tensor uncopied (no batches, or a
 * {@code collateFn} that does not stack) and wants to hand it out again takes it out of the batch with {@code keep()},
 * unless it made it before.
 *
 * <p><b>Workers</b> are threads. They stop at the end of an epoch, when the iterator or the loader is closed, or when
 * the collector finds an abandoned iterator. An exception in a worker comes out of the loop, with the original as its
 * cause. Random numbers drawn in a worker must come from its {@link WorkerInfo#generator}, as
 * {@link Torch#threadSafeGenerator} gives it: PyTorch's workers are processes, whose default generators are seeded so.
 *
 * @param <B> a batch
 */
public class DataLoader<B> implements Iterable<B>, AutoCloseable {
    private final Object dataset;
    private final DataLoaderOptions<?, ?> options;
    private final Iterable<?> sampler;
    private final @Nullable Iterable<?> batchSampler;
    private final Fetcher.Manner manner;
    private final Set<DataLoaderIterator<B>> iterators =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    private @Nullable DataLoaderIterator<B> persistent;
    private @Nullable Long saidLength;
    private long begun;
    private @Nullable LoaderPosition position;
    private @Nullable LoaderPosition resumed;

    /** Batches of one sample. */
    public <T extends B> DataLoader(Dataset<T> dataset) {
        this((Object) dataset, new DataLoaderOptions<T, B>());
    }

    /** Batches of {@code batchSize} samples in their order. */
    public <T extends B> DataLoader(Dataset<T> dataset, int batchSize) {
        this((Object) dataset, new DataLoaderOptions<T, B>().batchSize(batchSize));
    }

    /** Batches of {@code batchSize} samples. */
    public <T extends B> DataLoader(Dataset<T> dataset, int batchSize, boolean shuffle) {
        this((Object) dataset, new DataLoaderOptions<T, B>().batchSize(batchSize).shuffle(shuffle));
    }

    /**
     * Batches as the options say.
     *
     * @param options sets keyword arguments and returns its argument: {@code o -> o.batchSize(64).shuffle(true)}
     * @throws IllegalArgumentException if they exclude each other or are out of range, in PyTorch's words
     */
    public <T> DataLoader(
            Dataset<T> dataset,
            Function<? super DataLoaderOptions<T, T>, DataLoaderOptions<T, B>> options) {
        this((Object) dataset, options.apply(new DataLoaderOptions<>()));
    }

    /** Batches of one sample of a stream. */
    public <T extends B> DataLoader(IterableDataset<T> dataset) {
        this((Object) dataset, new DataLoaderOptions<T, B>());
    }

    /** Batches of {@code batchSize} samples of a stream. */
    public <T extends B> DataLoader(IterableDataset<T> dataset, int batchSize) {
        this((Object) dataset, new DataLoaderOptions<T, B>().batchSize(batchSize));
    }

    /** As {@link #DataLoader(Dataset, Function)}, of a stream. */
    public <T> DataLoader(
            IterableDataset<T> dataset,
            Function<? super DataLoaderOptions<T, T>, DataLoaderOptions<T, B>> options) {
        this((Object) dataset, options.apply(new DataLoaderOptions<>()));
    }

    private DataLoader(Object dataset, DataLoaderOptions<?, B> options) {
        this.dataset =
                Objects.requireNonNull(
                        dataset, "DataLoader: argument 'dataset' must be a Dataset, not null");
        this.options = options;
        LoaderChecks.check(dataset, options);
        boolean stream = dataset instanceof IterableDataset;
        if (options.batchSampler != null) options.batchSize = null;
        if (options.numWorkers > 0 && options.prefetchFactor == null) options.prefetchFactor = 2;
        sampler =
                options.sampler != null
                        ? options.sampler
                        : stream
                                ? new EndlessSampler()
                                : Boolean.TRUE.equals(options.shuffle)
                                        ? new RandomSampler(
                                                (Dataset<?>) dataset,
                                                o -> o.generator(options.generator))
                                        : new SequentialSampler((Dataset<?>) dataset);
        batchSampler =
                options.batchSize == null
                        ? options.batchSampler
                        : new BatchSampler(numbers(sampler), options.batchSize, options.dropLast);
        boolean batches = batchSampler != null;
        LoaderChecks.checkFunctions(batches, options);
        Function<Object, @Nullable Object> collate =
                batches
                        ? Objects.requireNonNullElse(
                                options.collateFn, samples -> Collate.collate((List<?>) samples))
                        : Objects.requireNonNullElse(options.convertFn, Collate::convert);
        manner =
                new Fetcher.Manner(
                        batches, collate, options.dropLast, LoaderChecks.isPinned(options));
        LoaderChecks.warnOfManyWorkers(options.numWorkers);
    }

    @SuppressWarnings("unchecked")
    private static Iterable<? extends Number> numbers(Iterable<?> sampler) {
        return (Iterable<? extends Number>) sampler;
    }

    // ---- Iterating

    /**
     * Begins an epoch. The iterator closes the tensors of a batch when it is asked for the next one. With
     * {@code persistentWorkers} there is one iterator, which begins anew.
     */
    @Override
    public DataLoaderIterator<B> iterator() {
        LoaderChecks.warnOfPinning(options);
        LoaderPosition to = resumed;
        if (to != null && !to.ended) return resume(to);
        begun++;
        resumed = null;
        if (to != null) return begin(to);
        if (persistent != null && !persistent.isClosed()) {
            persistent.reset();
            return persistent;
        }
        return begin(null);
    }

    private DataLoaderIterator<B> begin(@Nullable LoaderPosition to) {
        DataLoaderIterator<B> iterator =
                options.numWorkers == 0
                        ? new PlainIterator<>(this, to)
                        : new WorkersIterator<>(this, to);
        iterators.add(iterator);
        if (options.persistentWorkers) persistent = iterator;
        return iterator;
    }

    /** Goes on within an epoch. Its order is drawn again, for which the generators are put back meanwhile. */
    private DataLoaderIterator<B> resume(LoaderPosition to) {
        List<Generator> generators = generators();
        List<byte[]> present = LoaderPosition.states(generators);
        try {
            to.rewind(generators);
            DataLoaderIterator<B> iterator = begin(to);
            if (dataset instanceof IterableDataset) iterator.skip(to.yielded);
            resumed = null;
            return iterator;
        } finally {
            LoaderPosition.restore(generators, present);
        }
    }

    /**
     * Runs a step for each batch, in a {@link Scope} of its own: all tensors that the step makes are closed after it, and
     * the batch too, unless kept with {@code keep()}. Gradients and the state of optimizers and layers live on.
     */
    @Override
    public void forEach(Consumer<? super B> action) {
        DataLoaderIterator<B> iterator = iterator();
        boolean done = false;
        try {
            while (iterator.hasNext()) {
                B batch = iterator.next();
                try (Scope scope = Torch.scope()) {
                    iterator.moveInto(scope);
                    action.accept(batch);
                }
            }
            done = true;
        } finally {
            if (!done && !options.persistentWorkers) iterator.close();
        }
    }

    /**
     * How many batches an epoch has. Mirrors {@code len(loader)}.
     *
     * @throws UnsupportedOperationException if the sampler or the stream does not know how many samples it has
     */
    public long size() {
        if (!(dataset instanceof IterableDataset<?> stream))
            return Sampler.size(batchSampler != null ? batchSampler : sampler);
        long length = stream.size();
        saidLength = length;
        if (options.batchSize == null) return length;
        return options.dropLast
                ? length / options.batchSize
                : Math.ceilDiv(length, (long) options.batchSize);
    }

    /** Stops the workers of all its iterators, and closes what they made in advance. The loader can be used again. */
    @Override
    public void close() {
        List<DataLoaderIterator<B>> open;
        synchronized (iterators) {
            open = List.copyOf(iterators);
        }
        open.forEach(DataLoaderIterator::close);
        if (position != null) position.ended = true;
    }

    // ---- Where it is

    /** How many epochs are over; while batches of one come, those before it. */
    public long epoch() {
        LoaderPosition at = resumed != null ? resumed : position;
        return at != null && !at.ended ? begun - 1 : begun;
    }

    /**
     * Where the loader is: its epoch, how many batches of it were handed out, and what the order and the workers' random
     * numbers are drawn from. To be saved with {@link Torch#save} together with the default generator's state.
     *
     * <p>An epoch that was left by {@code break} goes on after {@link #loadStateDict}, unless the loader or the iterator
     * was closed.
     *
     * @throws UnsupportedOperationException if batches come as workers have finished them: then there is no such place
     */
    public Map<String, Object> stateDict() {
        if (!options.inOrder && options.numWorkers > 1)
            throw new UnsupportedOperationException(
                    "a DataLoader with in_order=False has no state: its order is not the same again");
        LoaderPosition at = resumed != null ? resumed : position;
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("epoch", epoch());
        List<Generator> generators = generators();
        state.put(
                "generators",
                LoaderPosition.tensors(
                        LoaderPosition.states(generators.subList(1, generators.size()))));
        // Between epochs only workers that live on have something to go on from.
        if (at == null || at.ended && !options.persistentWorkers) state.put("yielded", 0L);
        else at.save(state);
        return state;
    }

    /**
     * Has the next iteration go on where {@link #stateDict()} was called: with the batches that were not handed out yet, in
     * the same order and with the same random numbers in the workers. Samples of those that were are not read again, except
     * those of a stream. The generators that the loader and its samplers were given get the state they had; the default
     * one is the caller's to restore.
     *
     * <p>The order must come from the generators alone: a sampler that draws between batches is not followed.
     *
     * @throws IllegalArgumentException if it is no such state, or one of a loader with other generators
     */
    public void loadStateDict(Map<String, ?> stateDict) {
        List<Generator> generators = generators();
        List<Generator> given = generators.subList(1, generators.size());
        LoaderPosition loaded =
                LoaderPosition.load(stateDict, generators.size(), options.numWorkers);
        List<byte[]> states = LoaderPosition.bytes(stateDict, "generators");
        if (states.size() != given.size())
            throw new IllegalArgumentException(
                    "the state is of a loader with %d generators, not %d"
                            .formatted(states.size(), given.size()));
        boolean within = loaded != null && !loaded.ended;
        begun = LoaderPosition.count(stateDict, "epoch") + (within ? 1 : 0);
        if (persistent != null) persistent.close();
        persistent = null;
        LoaderPosition.restore(given, states);
        resumed = loaded;
        position = null;
    }

    /** The default generator, and those that it and its samplers were given. */
    List<Generator> generators() {
        return LoaderPosition.generators(options.generator, sampler, batchSampler);
    }

    /** Notes where it is: at what an iterator goes on to count in. */
    void isAt(LoaderPosition at) {
        position = at;
    }

    // ---- What it was given

    /** The {@link Dataset} or {@link IterableDataset}. Mirrors {@code dataset}. */
    public Object dataset() {
        return dataset;
    }

    /** How many samples a batch has; null without batches and with a {@code batchSampler}. Mirrors {@code batch_size}. */
    public @Nullable Integer batchSize() {
        return options.batchSize;
    }

    /** What tells the order of the samples. Mirrors {@code sampler}. */
    public Iterable<?> sampler() {
        return sampler;
    }

    /** What tells the samples of each batch; null without batches. Mirrors {@code batch_sampler}. */
    public @Nullable Iterable<?> batchSampler() {
        return batchSampler;
    }

    /** How many threads read. Mirrors {@code num_workers}. */
    public int numWorkers() {
        return options.numWorkers;
    }

    /** Whether a smaller last batch is left out. Mirrors {@code drop_last}. */
    public boolean dropLast() {
        return options.dropLast;
    }

    /** Whether pinned memory was asked for. Mirrors {@code pin_memory}. */
    public boolean pinMemory() {
        return options.pinMemory;
    }

    /** Seconds until it gives up waiting for a batch. Mirrors {@code timeout}. */
    public double timeout() {
        return options.timeout;
    }

    /** Where the order is drawn. Mirrors {@code generator}. */
    public @Nullable Generator generator() {
        return options.generator;
    }

    /** How many batches each worker makes in advance; null without workers. Mirrors {@code prefetch_factor}. */
    public @Nullable Integer prefetchFactor() {
        return options.prefetchFactor;
    }

    /** Whether the workers go on to the next epoch. Mirrors {@code persistent_workers}. */
    public boolean persistentWorkers() {
        return options.persistentWorkers;
    }

    /** Whether batches come in the sampler's order. Mirrors {@code in_order}. */
    public boolean inOrder() {
        return options.inOrder;
    }

    // ---- What its iterators need

    DataLoaderOptions<?, ?> options() {
        return options;
    }

    Fetcher.Manner manner() {
        return manner;
    }

    /** The indices, one fetch after the other. */
    Iterator<?> indices() {
        return (batchSampler != null ? batchSampler : sampler).iterator();
    }

    /** The size that was told of a stream; null if nobody asked. */
    @Nullable Long saidLength() {
        return saidLength;
    }

    /** The order of a stream: its numbers mean nothing, and do not end. */
    private static final class EndlessSampler implements Sampler<Long> {
        @Override
        public Iterator<Long> iterator() {
            return java.util.stream.Stream.generate(() -> 0L).iterator();
        }
    }
}
