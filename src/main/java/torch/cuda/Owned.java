package torch.cuda;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicLong;
import torch.internal.Downcalls;

/** The address of a native object, which is freed once: by {@link #close}, or after its owner became unreachable. */
final class Owned {
    private static final Cleaner CLEANER = Cleaner.create();

    /** What frees; it must not refer to the owner. */
    private record Release(AtomicLong address, int free) implements Runnable {
        @Override
        public void run() {
            long owned = address.getAndSet(0);
            if (owned != 0) Downcalls.plain(free, owned);
        }
    }

    private final String what;
    private final AtomicLong address;
    private final Cleaner.Cleanable cleanable;

    /**
     * @param owner the object that the address is freed with
     * @param what its name in an error, as {@code CUDAGraph}
     * @param free the function of the shim that frees
     */
    Owned(Object owner, String what, long address, int free) {
        this.what = what;
        this.address = new AtomicLong(address);
        cleanable = CLEANER.register(owner, new Release(this.address, free));
    }

    /** @throws IllegalStateException after {@link #close} */
    long address() {
        long owned = address.get();
        if (owned == 0) throw new IllegalStateException("this " + what + " is closed");
        return owned;
    }

    boolean isClosed() {
        return address.get() == 0;
    }

    void close() {
        cleanable.clean();
    }
}
