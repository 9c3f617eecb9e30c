package torch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import torch.internal.Downcalls;
import torch.internal.Function;

/**
 * What frees a tensor's native handle, once: its {@code close}, its scope, or the collector after the tensor became
 * unreachable.
 *
 * <p>The collector sees only the small Java object, so native bytes are accounted, and when those that are not yet
 * freed exceed a budget the collector is asked to look. The total moves a mebibyte at a time: no system call and no
 * shared counter per tensor.
 */
final class NativeHandle extends PhantomReference<Tensor> {
    /** What a tensor costs beside its elements: its handle, its implementation, its storage's bookkeeping. */
    private static final long OVERHEAD = 512;

    private static final long FLUSH = 1 << 20;
    private static final long BUDGET = budget();
    private static final ReferenceQueue<Tensor> QUEUE = new ReferenceQueue<>();
    private static final AtomicLong PRESSURE = new AtomicLong();
    private static final ReentrantLock COLLECTING = new ReentrantLock();
    private static final ReentrantLock CLEANING = new ReentrantLock();
    private static final VarHandle ADDRESS;
    private static volatile long limit = BUDGET;
    private static volatile long collections;

    static {
        try {
            ADDRESS =
                    MethodHandles.lookup().findVarHandle(NativeHandle.class, "address", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
        Thread.ofPlatform().name("jtorch-cleaner").daemon().start(NativeHandle::clean);
        // libtorch's own statics go away while the JVM exits: nothing may be freed from then on.
        Runtime.getRuntime().addShutdownHook(new Thread(CLEANING::lock, "jtorch-shutdown"));
    }

    /**
     * Keeps handles reachable, or the collector would take them with their tensors. A thread fills its chunk slot by
     * slot, any thread empties slots, and a chunk goes when all its slots were filled and emptied.
     */
    static final class Chunk {
        private static final int SIZE = 128;
        private static final Set<Chunk> OPEN = ConcurrentHashMap.newKeySet();
        private static final VarHandle LEFT;

        static {
            try {
                LEFT = MethodHandles.lookup().findVarHandle(Chunk.class, "left", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final @Nullable NativeHandle[] slots = new NativeHandle[SIZE];
        private int used;
        private int left = SIZE;

        static Chunk open() {
            Chunk chunk = new Chunk();
            OPEN.add(chunk);
            return chunk;
        }

        void release(int slot) {
            slots[slot] = null;
            if ((int) LEFT.getAndAdd(this, -1) == 1) OPEN.remove(this);
        }
    }

    private final Chunk chunk;
    private final int slot;
    private final long bytes;
    private long address;

    NativeHandle(Tensor tensor, Account account, long address, long bytes) {
        super(tensor, QUEUE);
        this.address = address;
        this.bytes = bytes;
        Chunk chunk = account.chunk;
        if (chunk.used == Chunk.SIZE) account.chunk = chunk = Chunk.open();
        this.chunk = chunk;
        this.slot = chunk.used++;
        chunk.slots[slot] = this;
        account.add(1, bytes);
        if (flush(account, bytes + OVERHEAD) > limit) collect();
    }

    /** Frees the native handle; a second call does nothing. */
    void free() {
        long freed = (long) ADDRESS.getAndSet(this, 0L);
        if (freed == 0) return;
        clear();
        chunk.release(slot);
        Account account = Account.current();
        account.add(-1, -bytes);
        flush(account, -bytes - OVERHEAD);
        Downcalls.plain(Function.FREE, freed);
    }

    /** Adds to the account's pending change; the new total where that was moved into it, else 0. */
    private static long flush(Account account, long change) {
        long pending = account.pending + change;
        if (pending < FLUSH && pending > -FLUSH) {
            account.pending = pending;
            return 0;
        }
        account.pending = 0;
        return PRESSURE.addAndGet(pending);
    }

    static MemoryStats stats() {
        long[] total = Account.total();
        return new MemoryStats(total[0], total[1], collections);
    }

    /** Has the collector look for tensors, and raises the limit where they are really in use. */
    private static void collect() {
        if (!COLLECTING.tryLock()) return;
        try {
            collections++;
            System.gc();
            // The references arrive a moment after the collection.
            for (int quiet = 0; quiet < 3 && PRESSURE.get() > BUDGET / 4; ) {
                if (QUEUE.remove(1) instanceof NativeHandle handle) {
                    handle.free();
                    quiet = 0;
                } else {
                    quiet++;
                }
            }
            limit = PRESSURE.get() + BUDGET;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            COLLECTING.unlock();
        }
    }

    private static void clean() {
        while (true) {
            try {
                NativeHandle handle = (NativeHandle) QUEUE.remove();
                CLEANING.lock();
                try {
                    handle.free();
                } finally {
                    CLEANING.unlock();
                }
            } catch (InterruptedException e) {
                // Nobody may stop this thread but the JVM.
            }
        }
    }

    /** A sixteenth of the largest Java heap, within 64 and 512 MiB, or what {@code jtorch.memoryBudget} says. */
    private static long budget() {
        long standard = Math.clamp(Runtime.getRuntime().maxMemory() / 16, 64L << 20, 512L << 20);
        return Math.max(1 << 20, Long.getLong("jtorch.memoryBudget", standard));
    }
}
