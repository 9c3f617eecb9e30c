package torch.utils.data;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import torch.Scope;
import torch.Tensor;
import torch.Torch;
import torch.internal.Structures;
import torch.internal.TensorAccess;

/** Reads samples of a dataset and makes batches of them, on the thread that asks. */
abstract class Fetcher {
    /**
     * How a loader reads.
     *
     * @param batches whether it makes batches of samples
     * @param collate makes one of a list of samples, or converts a sample where there are no batches
     * @param pinned whether batches are copied to pinned memory
     */
    record Manner(
            boolean batches,
            Function<Object, @Nullable Object> collate,
            boolean dropLast,
            boolean pinned) {
        /** Starts to read a {@link Dataset} or an {@link IterableDataset}. */
        Fetcher open(Object dataset) {
            return dataset instanceof IterableDataset<?> stream
                    ? new OfStream(this, stream)
                    : new OfDataset(this, (Dataset<?>) dataset);
        }
    }

    /** No sample: the stream has ended. */
    private static final Object END = new Object();

    final Manner manner;
    private final boolean scoped;

    private Fetcher(Manner manner, boolean scoped) {
        this.manner = manner;
        this.scoped = scoped;
    }

    /** The sample or the list of samples that an index stands for. */
    abstract @Nullable Object samples(Object index);

    /** A batch; null at the end of a stream. */
    final @Nullable Fetched fetch(Object index) {
        TensorAccess access = TensorAccess.get();
        Scope scope = Torch.scope();
        try {
            Object samples = samples(index);
            if (samples == END) return null;
            // Only a sample may be null, and is converted to null.
            Object batch = samples == null ? null : manner.collate.apply(samples);
            if (manner.pinned)
                batch =
                        Structures.map(
                                batch,
                                leaf -> leaf instanceof Tensor tensor ? tensor.pinMemory() : leaf);
            Scope owner = access.detachedScope();
            Structures.visibleTensors(
                    batch,
                    tensor -> {
                        if (access.scope(tensor) == scope) access.move(tensor, owner);
                    });
            return new Fetched(batch, owner);
        } finally {
            if (scoped) scope.close();
            else access.dissolve(scope);
        }
    }

    private static final class OfDataset extends Fetcher {
        private final Dataset<?> dataset;

        OfDataset(Manner manner, Dataset<?> dataset) {
            super(manner, dataset.scoped());
            this.dataset = dataset;
        }

        @Override
        @Nullable Object samples(Object index) {
            if (index instanceof Number number) return dataset.get(number.longValue());
            List<Long> indices = new ArrayList<>();
            for (Object number : (Iterable<?>) index) indices.add(((Number) number).longValue());
            return manner.batches ? dataset.getItems(indices) : dataset.get(indices);
        }
    }

    private static final class OfStream extends Fetcher {
        private final Iterator<?> stream;
        private boolean ended;

        OfStream(Manner manner, IterableDataset<?> dataset) {
            super(manner, dataset.scoped());
            stream = dataset.iterator();
        }

        @Override
        @Nullable Object samples(Object index) {
            if (ended) return END;
            if (!manner.batches) {
                ended = !stream.hasNext();
                return ended ? END : stream.next();
            }
            int size = ((List<?>) index).size();
            List<@Nullable Object> samples = new ArrayList<>(size);
            while (samples.size() < size && !ended) {
                ended = !stream.hasNext();
                if (!ended) samples.add(stream.next());
            }
            return samples.isEmpty() || manner.dropLast && samples.size() < size ? END : samples;
        }
    }
}
