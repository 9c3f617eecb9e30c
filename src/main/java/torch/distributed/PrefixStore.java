package torch.distributed;

/** A part of another store: its keys begin with a prefix. Mirrors {@code torch.distributed.PrefixStore}. */
public final class PrefixStore extends Store {
    private final Store underlying;

    public PrefixStore(String prefix, Store store) {
        super(new org.bytedeco.pytorch.PrefixStore(prefix, store.natively()));
        underlying = store;
    }

    /** The store of which it is a part. */
    public Store underlyingStore() {
        return underlying;
    }
}
