package torch.utils.data;

import org.jspecify.annotations.Nullable;

/** Batches made on the thread that asks for them. */
final class PlainIterator<B> extends DataLoaderIterator<B> {
    private final Fetcher fetcher;

    PlainIterator(DataLoader<B> loader, @Nullable LoaderPosition resumed) {
        super(loader, resumed);
        if (loader.timeout() != 0)
            throw new IllegalArgumentException(
                    "_SingleProcessDataLoaderIter requires timeout == 0");
        fetcher = loader.manner().open(loader.dataset());
        skipIndices();
    }

    @Override
    @Nullable Fetched fetch() {
        return indices.hasNext() ? fetcher.fetch(indices.next()) : null;
    }

    @Override
    void stop() {}
}
