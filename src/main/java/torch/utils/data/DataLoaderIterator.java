package torch.utils.data;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import torch.Scope;
import torch.internal.TensorAccess;

/**
 * One epoch of a {@link DataLoader}. It belongs to the thread that made it.
 *
 * <p>A batch is made, or waited for, in {@link #hasNext}, which also closes the tensors of the batch before.
 *
 * @param <B> a batch
 */
public abstract sealed class DataLoaderIterator<B> implements Iterator<B>, AutoCloseable
        permits PlainIterator, WorkersIterator {
    final DataLoader<B> loader;
    Iterator<?> indices;

    /** What workers are seeded from, and drawn also where there are none. */
    final long baseSeed;

    private @Nullable Fetched ahead;
    private @Nullable Fetched current;
    private boolean ended;
    private boolean closed;
    private long yielded;
    private @Nullable Long saidLength;

    DataLoaderIterator(DataLoader<B> loader) {
        this.loader = loader;
        indices = loader.indices();
        baseSeed = RandomSampler.seed(loader.generator());
        saidLength = loader.saidLength();
    }

    /** The next batch; null at the end. */
    abstract @Nullable Fetched fetch();

    /** Begins anew. */
    void reset() {
        if (ahead != null) ahead.free();
        ahead = null;
        // The last batch of an epoch that was broken off stays open.
        current = null;
        ended = false;
        yielded = 0;
        indices = loader.indices();
        saidLength = loader.saidLength();
    }

    /**
     * Whether there is another batch.
     *
     * @throws RuntimeException what the dataset threw; in a worker, an exception of the same class that names the worker
     *     and has the original as its cause
     * @throws torch.TorchException if the workers took longer than {@code timeout}
     */
    @Override
    public final boolean hasNext() {
        if (ahead != null) return true;
        if (current != null) current.free();
        current = null;
        if (ended) return false;
        ahead = fetch();
        ended = ahead == null;
        return !ended;
    }

    /**
     * The next batch; its tensors are closed with the next call, unless kept with {@code keep()}.
     *
     * @throws NoSuchElementException at the end
     */
    @Override
    @SuppressWarnings("unchecked")
    public final B next() {
        if (!hasNext() || ahead == null) throw new NoSuchElementException();
        current = ahead;
        ahead = null;
        yielded++;
        if (saidLength != null && yielded > saidLength) warnOfLength(saidLength);
        return (B) current.batch();
    }

    private void warnOfLength(long said) {
        String warning =
                "Length of IterableDataset %s was reported to be %d(when accessing len(dataloader)), but %d samples have been fetched. "
                        .formatted(loader.dataset(), said, yielded);
        if (loader.numWorkers() > 0)
            warning +=
                    "For multiprocessing data-loading, this could be caused by not properly configuring the"
                            + " IterableDataset replica at each worker. Please see"
                            + " https://pytorch.org/docs/stable/data.html#torch.utils.data.IterableDataset for"
                            + " examples.";
        LoaderChecks.warn(warning);
    }

    /** Gives the tensors of the batch that was handed out last to a scope. */
    final void moveInto(Scope scope) {
        if (current == null) return;
        Scope owner = current.owner();
        TensorAccess access = TensorAccess.get();
        Structure.tensors(
                current.batch(),
                tensor -> {
                    if (access.scope(tensor) == owner) access.move(tensor, scope);
                });
        current = null;
    }

    final boolean isClosed() {
        return closed;
    }

    /** Ends the epoch: workers stop, and batches that were made in advance are closed. A batch handed out stays open. */
    @Override
    public final void close() {
        if (closed) return;
        closed = true;
        ended = true;
        current = null;
        if (ahead != null) ahead.free();
        ahead = null;
        stop();
    }

    /** Stops what makes batches. */
    abstract void stop();
}
