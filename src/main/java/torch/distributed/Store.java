package torch.distributed;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.bytedeco.pytorch.ByteVector;
import org.bytedeco.pytorch.StringVector;

/**
 * Keys and values that several processes share: how they find each other. Mirrors {@code torch.distributed.Store}.
 * Values are bytes; strings are UTF-8.
 */
public abstract sealed class Store permits TCPStore, FileStore, PrefixStore {
    private final org.bytedeco.pytorch.Store store;

    Store(org.bytedeco.pytorch.Store made) {
        store = counted(made);
    }

    /**
     * The same object, counted as C++ counts it. What a constructor in Java made is owned by its Java object alone, and
     * is freed with it, whoever else holds it by then: that ownership is given up here.
     */
    private static org.bytedeco.pytorch.Store counted(org.bytedeco.pytorch.Store made) {
        try (var holder = new org.bytedeco.pytorch.PrefixStore("", made)) {
            var counted = holder.getUnderlyingStore();
            made.deallocate(false);
            return counted;
        }
    }

    /** libtorch's store, for other C++ objects to hold too. */
    final org.bytedeco.pytorch.Store natively() {
        return store;
    }

    /** Sets a key. */
    public final void set(String key, String value) {
        set(key, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Sets a key. */
    public final void set(String key, byte[] value) {
        C10d.run("Store.set", () -> store.set(key, new ByteVector(value)));
    }

    /**
     * The value of a key, when it is there.
     *
     * @throws DistException if it is not there within the time-out
     */
    public final byte[] get(String key) {
        return C10d.call("Store.get", () -> store.get(key).get());
    }

    /** As {@link #get}, as a string. */
    public final String getString(String key) {
        return new String(get(key), StandardCharsets.UTF_8);
    }

    /** Adds to the number that a key holds, 0 where it is new, and returns the sum. */
    public final long add(String key, long amount) {
        return C10d.call("Store.add", () -> store.add(key, amount));
    }

    /**
     * Sets a key if it holds what is expected, or expects an empty value and is new.
     *
     * @return the value that the key has then
     */
    public final String compareSet(String key, String expected, String desired) {
        return C10d.call(
                "Store.compareSet",
                () -> {
                    ByteVector value =
                            store.compareSet(
                                    key,
                                    new ByteVector(expected.getBytes(StandardCharsets.UTF_8)),
                                    new ByteVector(desired.getBytes(StandardCharsets.UTF_8)));
                    return new String(value.get(), StandardCharsets.UTF_8);
                });
    }

    /** Deletes a key; whether it was there. */
    public final boolean deleteKey(String key) {
        return C10d.call("Store.deleteKey", () -> store.deleteKey(key));
    }

    /** Whether all keys are there. */
    public final boolean check(List<String> keys) {
        return C10d.call("Store.check", () -> store.check(strings(keys)));
    }

    /** How many keys there are. */
    public final long numKeys() {
        return C10d.call("Store.numKeys", store::getNumKeys);
    }

    /**
     * Waits until all keys are there. Mirrors {@code wait}.
     *
     * @throws DistException if they are not there within the time-out
     */
    public final void await(List<String> keys, Duration timeout) {
        C10d.run("Store.await", () -> store._wait(strings(keys), C10d.millis(timeout)));
    }

    /** How long {@link #get} waits. */
    public final Duration timeout() {
        return Duration.ofMillis(C10d.call("Store.timeout", () -> store.getTimeout().count()));
    }

    /** Sets how long {@link #get} waits. */
    public final void setTimeout(Duration timeout) {
        C10d.run("Store.setTimeout", () -> store.setTimeout(C10d.millis(timeout)));
    }

    private static StringVector strings(List<String> keys) {
        return new StringVector(keys.toArray(String[]::new));
    }
}
