package torch;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import torch.internal.Downcalls;
import torch.internal.Function;

/**
 * What frees a tensor's native handle, once: its {@code close}, its scope, or the collector after the tensor became
 * unreachable.
 *
 * <p>The collector sees only the small Java object, so native bytes are accounted here, and when those that are not yet
 * freed exceed a budget the collector is asked to look. Accounts are kept in stripes, so that threads do not wait for
 * each other, and add up to a total a mebibyte at a time: no system call and no shared counter per tensor.
 */
final class NativeHandle extends PhantomReference<Tensor> {
    /** What a tensor costs beside its elements: its handle, its implementation, its storage's bookkeeping. */
    private static final long OVERHEAD = 512;

    private static final long FLUSH = 1 << 20;
    private static final long BUDGET = budget();
    private static final ReferenceQueue<Tensor> QUEUE = new ReferenceQueue<>();
    private static final Stripe[] STRIPES = new Stripe[16];
    private static final AtomicLong PRESSURE = new AtomicLong();
    private static final ReentrantLock COLLECTING = new ReentrantLock();
    private static final ReentrantLock CLEANING = new ReentrantLock();
    private static volatile long limit = BUDGET;
    private static volatile long collections;

    static {
        for (int i = 0; i < STRIPES.length; i++) STRIPES[i] = new Stripe();
        Thread.ofPlatform().name("jtorch-cleaner").daemon().start(NativeHandle::clean);
        // libtorch's own statics go away while the JVM exits: nothing may be freed from then on.
        Runtime.getRuntime().addShutdownHook(new Thread(CLEANING::lock, "jtorch-shutdown"));
    }

    /** A part of the account, and the list that keeps its handles reachable. */
    private static final class Stripe {
        private @Nullable NativeHandle first;
        private long handles;
        private long bytes;
        private long pending;
    }

    private final Stripe stripe;
    private final long bytes;
    private long address;
    private @Nullable NativeHandle previous;
    private @Nullable NativeHandle next;

    NativeHandle(Tensor tensor, long address, long bytes) {
        super(tensor, QUEUE);
        this.address = address;
        this.bytes = bytes;
        this.stripe = STRIPES[(int) Thread.currentThread().threadId() & STRIPES.length - 1];
        long flushed;
        synchronized (stripe) {
            next = stripe.first;
            if (next != null) next.previous = this;
            stripe.first = this;
            stripe.handles++;
            stripe.bytes += bytes;
            flushed = flush(bytes + OVERHEAD);
        }
        if (flushed > 0 && PRESSURE.get() > limit) collect();
    }

    /** Frees the native handle; a second call does nothing. */
    void free() {
        long freed;
        synchronized (stripe) {
            freed = address;
            if (freed == 0) return;
            address = 0;
            if (previous == null) stripe.first = next;
            else previous.next = next;
            if (next != null) next.previous = previous;
            stripe.handles--;
            stripe.bytes -= bytes;
            flush(-bytes - OVERHEAD);
        }
        clear();
        Downcalls.plain(Function.FREE, freed);
    }

    private long flush(long change) {
        long pending = stripe.pending + change;
        if (pending < FLUSH && pending > -FLUSH) {
            stripe.pending = pending;
            return 0;
        }
        stripe.pending = 0;
        return PRESSURE.addAndGet(pending);
    }

    static MemoryStats stats() {
        long handles = 0;
        long bytes = 0;
        for (Stripe stripe : STRIPES) {
            synchronized (stripe) {
                handles += stripe.handles;
                bytes += stripe.bytes;
            }
        }
        return new MemoryStats(handles, bytes, collections);
    }

    /** Frees what the collector has found unreachable so far. */
    static void drain() {
        while (QUEUE.poll() instanceof NativeHandle handle) handle.free();
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
            limit = Math.max(BUDGET, PRESSURE.get() + BUDGET);
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

    /** A quarter of the largest Java heap, within 128 MiB and 1 GiB, or what {@code jtorch.memoryBudget} says. */
    private static long budget() {
        long standard = Math.clamp(Runtime.getRuntime().maxMemory() / 4, 128L << 20, 1L << 30);
        return Math.max(1 << 20, Long.getLong("jtorch.memoryBudget", standard));
    }
}
