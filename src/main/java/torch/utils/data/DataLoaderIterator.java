package torch.utils.data;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import torch.Scope;
import torch.internal.Structures;
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
    private LoaderPosition position;
    private @Nullable LoaderPosition resumed;

    /**
     * Begins an epoch.
     *
     * @param resumed where to go on within it; the generators are where they were at its start. Or the end of the one
     *     before, whose workers would have lived on
     */
    DataLoaderIterator(DataLoader<B> loader, @Nullable LoaderPosition resumed) {
        this.loader = loader;
        this.resumed = resumed;
        List<byte[]> start = LoaderPosition.states(loader.generators());
        indices = loader.indices();
        long drawn = RandomSampler.seed(loader.generator());
        baseSeed = resumed == null ? drawn : resumed.baseSeed;
        // Workers that live on are not seeded anew.
        if (resumed != null && resumed.ended) LoaderPosition.restore(loader.generators(), start);
        saidLength = loader.saidLength();
        byte[] @Nullable [] workers = new byte[loader.numWorkers()][];
        position = new LoaderPosition(start, baseSeed, resumed == null ? workers : resumed.workers);
        loader.isAt(position);
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
        if (resumed != null && !resumed.ended) resumed.rewind(loader.generators());
        List<byte[]> start = LoaderPosition.states(loader.generators());
        indices = loader.indices();
        saidLength = loader.saidLength();
        position = new LoaderPosition(start, baseSeed, position.workers);
        loader.isAt(position);
        skipIndices();
    }

    /** Leaves out the indices of batches that were handed out before; a stream has none. */
    final void skipIndices() {
        LoaderPosition to = resumed;
        resumed = null;
        if (to == null || loader.dataset() instanceof IterableDataset) return;
        for (long i = 0; i < to.yielded && indices.hasNext(); i++) indices.next();
        yielded = position.yielded = to.yielded;
    }

    /** Leaves out batches of a stream, which are read again. */
    final void skip(long batches) {
        while (yielded < batches && !ended) {
            Fetched fetched = fetch();
            ended = fetched == null;
            if (fetched != null) fetched.free();
            yielded++;
        }
        position.yielded = yielded;
    }

    /** How many batches were handed out in this epoch. */
    final long yielded() {
        return yielded;
    }

    final LoaderPosition position() {
        return position;
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
        position.ended = ended;
        return !ended;
    }

    /**
     * The next batch; its tensors are closed with the next call, unless kept with {@code keep()}.
     *
     * @throws NoSuchElementException at the end
     */
    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // null where that is the dataset's sample
    public final B next() {
        if (!hasNext() || ahead == null) throw new NoSuchElementException();
        current = ahead;
        ahead = null;
        position.yielded = ++yielded;
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
        Structures.visibleTensors(
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
        position.ended = true;
        current = null;
        if (ahead != null) ahead.free();
        ahead = null;
        stop();
    }

    /** Stops what makes batches. */
    abstract void stop();
}
