package torch.utils.data;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import torch.Generator;
import torch.internal.OpenMP;

/**
 * The threads that read for one iterator, and the queues to them and back. They know nothing of the iterator, so that
 * the collector finds an abandoned one, and stops them.
 */
final class Workers {
    /** How long workers that are stopped may take to finish what they are reading: PyTorch's number. */
    private static final long PATIENCE_NANOS = 5_000_000_000L;

    private static final Set<Workers> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        // libtorch goes away while the JVM exits: no thread may be in it then.
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    RUNNING.forEach(Workers::signal);
                                    RUNNING.forEach(Workers::join);
                                },
                                "jtorch-data-shutdown"));
    }

    /** What a worker is told. */
    private sealed interface Order {
        /** Make batch {@code number} of what an index stands for. */
        record Fetch(long number, Object index) implements Order {}

        /** Begin a new epoch. */
        record Resume() implements Order {}

        /** End. */
        record Stop() implements Order {}
    }

    /** What a worker answers. */
    sealed interface Answer {
        /** A batch, and the state of the worker's generator after it. */
        record Done(long number, Fetched fetched, byte[] generator) implements Answer {}

        /** The exception that came instead of a batch. */
        record Failed(long number, int worker, Throwable cause) implements Answer {}

        /** The worker's stream has ended before batch {@code number}. */
        record Ended(long number, int worker) implements Answer {}

        /** The worker was interrupted, which JTorch never does, and is gone. */
        record Died(int worker, InterruptedException cause) implements Answer {}

        /** The worker has begun a new epoch. */
        record Resumed() implements Answer {}

        /** Closes what nobody will ask for. */
        default void free() {
            if (this instanceof Done(long _, Fetched fetched, byte[] _)) fetched.free();
        }
    }

    private final Fetcher.Manner manner;
    private final @Nullable IntConsumer init;
    private final List<BlockingQueue<Order>> orders = new ArrayList<>();
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger running;
    private volatile boolean stopped;

    /**
     * Starts the workers.
     *
     * @param datasets what each reads
     * @param baseSeed the seed of the first one's generator
     * @param generators the states that the generators go on from; null for those that begin
     */
    Workers(
            Fetcher.Manner manner,
            List<?> datasets,
            long baseSeed,
            byte[] @Nullable [] generators,
            @Nullable IntConsumer init) {
        this.manner = manner;
        this.init = init;
        running = new AtomicInteger(datasets.size());
        RUNNING.add(this);
        for (int id = 0; id < datasets.size(); id++) {
            orders.add(new LinkedBlockingQueue<>());
            long seed = baseSeed + id;
            Generator generator = new Generator().manualSeed(seed);
            byte[] state = generators[id];
            if (state != null) LoaderPosition.restore(generator, state);
            var info = new WorkerInfo(id, datasets.size(), seed, datasets.get(id), generator);
            threads.add(
                    Thread.ofPlatform()
                            .daemon()
                            .name("jtorch-data-worker-" + id)
                            .start(() -> work(info)));
        }
    }

    // ---- On the consumer's side

    void fetch(int worker, long number, Object index) {
        orders.get(worker).add(new Order.Fetch(number, index));
    }

    void resume() {
        orders.forEach(queue -> queue.add(new Order.Resume()));
    }

    void stop(int worker) {
        orders.get(worker).add(new Order.Stop());
    }

    /**
     * The next answer of any worker.
     *
     * @param seconds how long to wait for it; 0 for ever
     * @return null if the time is over
     */
    @Nullable Answer answer(double seconds) throws InterruptedException {
        return seconds > 0
                ? answers.poll((long) (seconds * 1e9), TimeUnit.NANOSECONDS)
                : answers.take();
    }

    /** Has all workers end once they have finished what they are at, and closes what they made. */
    void signal() {
        stopped = true;
        for (BlockingQueue<Order> queue : orders) {
            queue.clear();
            queue.add(new Order.Stop());
        }
        free();
    }

    private void free() {
        for (Answer answer; (answer = answers.poll()) != null; ) answer.free();
    }

    /** Waits for the workers that were told to end; not for one whose dataset does not come back. */
    void join() {
        long end = System.nanoTime() + PATIENCE_NANOS;
        try {
            for (Thread thread : threads) {
                long left = end - System.nanoTime();
                if (thread != Thread.currentThread() && left > 0) thread.join(Duration.ofNanos(left));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- On the worker's side

    private void work(WorkerInfo info) {
        try {
            work(info, orders.get(info.id()));
        } catch (InterruptedException e) {
            answer(new Answer.Died(info.id(), e));
        } finally {
            if (running.decrementAndGet() == 0) RUNNING.remove(this);
        }
    }

    private void work(WorkerInfo info, BlockingQueue<Order> queue) throws InterruptedException {
        int id = info.id();
        Throwable failure = null;
        Fetcher fetcher = null;
        boolean ended = false;
        try {
            OpenMP.useOneThread();
            Data.setWorkerInfo(info);
            if (init != null) init.accept(id);
            fetcher = manner.open(info.dataset());
        } catch (Throwable e) {
            failure = e;
        }
        while (true) {
            switch (queue.take()) {
                case Order.Stop _ -> {
                    return;
                }
                case Order.Resume _ -> {
                    ended = false;
                    try {
                        if (failure == null) fetcher = manner.open(info.dataset());
                    } catch (Throwable e) {
                        failure = e;
                    }
                    answer(new Answer.Resumed());
                }
                case Order.Fetch(long number, Object index) -> {
                    // After the end of its stream a worker is silent.
                    if (ended || stopped) continue;
                    Answer answer =
                            fetcher == null || failure != null
                                    ? new Answer.Failed(number, id, Objects.requireNonNull(failure))
                                    : fetched(fetcher, info, number, index);
                    ended = answer instanceof Answer.Ended;
                    answer(answer);
                }
            }
        }
    }

    private static Answer fetched(Fetcher fetcher, WorkerInfo info, long number, Object index) {
        try {
            Fetched fetched = fetcher.fetch(index);
            return fetched == null
                    ? new Answer.Ended(number, info.id())
                    : new Answer.Done(number, fetched, LoaderPosition.state(info.generator()));
        } catch (Throwable e) {
            return new Answer.Failed(number, info.id(), e);
        }
    }

    private void answer(Answer answer) {
        answers.add(answer);
        if (stopped) free();
    }
}
