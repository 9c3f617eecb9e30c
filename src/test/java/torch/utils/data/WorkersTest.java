package torch.utils.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import torch.Torch;
import torch.TorchException;

/** What threads do: order, bounds, errors, ends. */
@Timeout(30)
class WorkersTest {
    /** Samples that a function makes, and the threads that made them. */
    private static final class Made implements Dataset<Object> {
        final Set<Thread> threads = ConcurrentHashMap.newKeySet();
        private final long size;
        private final LongFunction<Object> sample;

        Made(long size, LongFunction<Object> sample) {
            this.size = size;
            this.sample = sample;
        }

        @Override
        public Object get(long index) {
            threads.add(Thread.currentThread());
            return sample.apply(index);
        }

        @Override
        public long size() {
            return size;
        }

        void awaitEnd() throws InterruptedException {
            for (Thread thread : threads) thread.join();
        }
    }

    private static DataLoaderOptions<Object, Object> each(
            DataLoaderOptions<Object, Object> o, int workers) {
        return o.batchSize(null).numWorkers(workers);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Object> all(Iterable<?> loader) {
        List<Object> all = new ArrayList<>();
        loader.forEach(all::add);
        return all;
    }

    // ---- Order

    @Test
    void slowWorker_isWaitedFor() {
        var otherIsDone = new CountDownLatch(3);
        var data =
                new Made(
                        6,
                        index -> {
                            if (index == 0) await(otherIsDone);
                            if (index % 2 == 1) otherIsDone.countDown();
                            return index;
                        });
        var loader = new DataLoader<>(data, o -> each(o, 2).prefetchFactor(3));
        assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L), all(loader));
    }

    @Test
    void slowWorker_isOvertakenWhereOrderDoesNotMatter() {
        var othersAreOut = new CountDownLatch(1);
        var data =
                new Made(
                        6,
                        index -> {
                            if (index == 0) await(othersAreOut);
                            return index;
                        });
        var loader = new DataLoader<>(data, o -> each(o, 2).prefetchFactor(1).inOrder(false));
        List<Object> order = new ArrayList<>();
        for (Object sample : loader) {
            order.add(sample);
            if (order.size() == 5) othersAreOut.countDown();
        }
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 0L), order);
    }

    @Test
    void prefetching_isBounded() {
        var asked = new AtomicInteger();
        Sampler<Long> counting =
                () -> LongStream.range(0, 100).peek(i -> asked.incrementAndGet()).iterator();
        var loader =
                new DataLoader<>(
                        new Numbers(100), o -> each(o, 2).sampler(counting).prefetchFactor(3));
        try (var iterator = loader.iterator()) {
            assertEquals(6, asked.get());
            for (int i = 1; i <= 10; i++) {
                iterator.next();
                assertEquals(6 + i, asked.get());
            }
        }
    }

    // ---- Threads

    @Test
    void workers_endWithTheEpoch() throws InterruptedException {
        var data = new Made(8, index -> index);
        var loader = new DataLoader<>(data, o -> each(o, 2));
        assertEquals(8, all(loader).size());
        assertEquals(2, data.threads.size());
        for (Thread thread : data.threads) assertFalse(thread.isAlive());
        all(loader);
        assertEquals(4, data.threads.size());
    }

    @Test
    void persistentWorkers_goOn() throws InterruptedException {
        var data = new Made(8, index -> index);
        try (var loader = new DataLoader<>(data, o -> each(o, 2).persistentWorkers(true))) {
            var iterator = loader.iterator();
            assertEquals(0L, iterator.next());
            assertSame(iterator, loader.iterator());
            for (int epoch = 0; epoch < 3; epoch++) {
                assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L), all(loader));
            }
            assertEquals(2, data.threads.size());
            for (Thread thread : data.threads) assertTrue(thread.isAlive());
        }
        data.awaitEnd();
    }

    @Test
    void closedLoader_stopsItsWorkersAndBeginsAnew() throws InterruptedException {
        var data = new Made(8, index -> index);
        for (boolean persistent : new boolean[] {false, true}) {
            var loader = new DataLoader<>(data, o -> each(o, 2).persistentWorkers(persistent));
            Iterator<Object> first = loader.iterator();
            assertEquals(0L, first.next());
            loader.close();
            data.awaitEnd();
            assertFalse(first.hasNext());
            assertEquals(8, all(loader).size());
            loader.close();
        }
    }

    @Test
    void abandonedIterator_isStopped() throws InterruptedException {
        var data = new Made(100, index -> index);
        var loader = new DataLoader<>(data, o -> each(o, 2));
        for (Object sample : loader) {
            if (sample.equals(3L)) break;
        }
        while (data.threads.stream().anyMatch(Thread::isAlive)) {
            System.gc();
            for (Thread thread : data.threads) thread.join(20);
        }
    }

    @Test
    void abandonedLoader_isStoppedWithPersistentWorkers() throws InterruptedException {
        var data = new Made(100, index -> index);
        assertEquals(
                0L,
                new DataLoader<>(data, o -> each(o, 1).persistentWorkers(true)).iterator().next());
        while (data.threads.stream().anyMatch(Thread::isAlive)) {
            System.gc();
            for (Thread thread : data.threads) thread.join(20);
        }
    }

    @Test
    void worker_computesAlone() throws InterruptedException {
        int before = Torch.getNumThreads();
        Torch.setNumThreads(2);
        try {
            var data = new Made(2, index -> Torch.getNumThreads());
            assertEquals(List.of(1, 1), all(new DataLoader<>(data, o -> each(o, 1))));
            assertEquals(2, Torch.getNumThreads());
            var elsewhere = new AtomicInteger();
            Thread.ofPlatform().start(() -> elsewhere.set(Torch.getNumThreads())).join();
            assertEquals(2, elsewhere.get());
        } finally {
            Torch.setNumThreads(before);
        }
    }

    @Test
    void loaderInALoop_ofItself() {
        var loader = new DataLoader<>(new Numbers(3), o -> each(o, 2));
        List<Object> pairs = new ArrayList<>();
        for (Object outer : loader) {
            for (Object inner : loader) pairs.add(outer + "" + inner);
        }
        assertEquals("[00, 01, 02, 10, 11, 12, 20, 21, 22]", pairs.toString());
    }

    @Test
    void initFunction_runsInEachWorker() {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        var loader =
                new DataLoader<>(
                        new Numbers(4),
                        o ->
                                each(o, 2)
                                        .workerInitFn(
                                                id -> {
                                                    WorkerInfo worker = Data.getWorkerInfo();
                                                    assertNotNull(worker);
                                                    seen.add(
                                                            id
                                                                    + " of "
                                                                    + worker.numWorkers()
                                                                    + " "
                                                                    + worker.dataset());
                                                }));
        all(loader);
        assertEquals(Set.of("0 of 2 Numbers[size=4]", "1 of 2 Numbers[size=4]"), seen);
    }

    private static final class Range implements IterableDataset<Object> {
        long start;
        long end;

        Range(long start, long end) {
            this.start = start;
            this.end = end;
        }

        @Override
        public Iterator<Object> iterator() {
            return LongStream.range(start, end).<Object>mapToObj(i -> i).iterator();
        }

        @Override
        public IterableDataset<Object> workerCopy() {
            return new Range(start, end);
        }
    }

    @Test
    void initFunction_changesAWorkersCopy() {
        // the example of torch.utils.data.IterableDataset
        var range = new Range(3, 7);
        var loader =
                new DataLoader<>(
                        range,
                        o ->
                                each(o, 2)
                                        .workerInitFn(
                                                id -> {
                                                    WorkerInfo worker = Data.getWorkerInfo();
                                                    assertNotNull(worker);
                                                    var copy = (Range) worker.dataset();
                                                    copy.start += 2 * id;
                                                    copy.end = copy.start + 2;
                                                }));
        assertEquals(List.of(3L, 5L, 4L, 6L), all(loader));
        assertEquals(3, range.start);
    }

    // ---- Errors

    @Test
    void exceptionInAWorker_comesOutAndTheNextBatchFollows() {
        var data =
                new Made(
                        5,
                        index -> {
                            if (index == 2) throw new IllegalArgumentException("no two");
                            return index;
                        });
        try (var iterator = new DataLoader<>(data, o -> each(o, 2)).iterator()) {
            assertEquals(0L, iterator.next());
            assertEquals(1L, iterator.next());
            var thrown = assertThrows(IllegalArgumentException.class, iterator::hasNext);
            assertEquals(
                    "Caught IllegalArgumentException in DataLoader worker thread 0.\n"
                            + "Original java.lang.IllegalArgumentException: no two",
                    thrown.getMessage());
            assertEquals("no two", thrown.getCause().getMessage());
            assertEquals(3L, iterator.next());
            assertEquals(4L, iterator.next());
            assertFalse(iterator.hasNext());
        }
    }

    private static final class Odd extends RuntimeException {
        private static final long serialVersionUID = 1;

        Odd(int number) {
            super("odd " + number);
        }
    }

    private static Throwable thrown(RuntimeException cause) {
        var data =
                new Made(
                        1,
                        index -> {
                            throw cause;
                        });
        var loader = new DataLoader<>(data, o -> each(o, 1));
        return assertThrows(Throwable.class, () -> all(loader));
    }

    @Test
    void exceptionThatCannotBeMadeAnew_isACause() {
        var odd = new Odd(3);
        Throwable thrown = thrown(odd);
        assertInstanceOf(TorchException.class, thrown);
        assertSame(odd, thrown.getCause());
        var io = new UncheckedIOException(new IOException("disk"));
        thrown = thrown(io);
        assertInstanceOf(UncheckedIOException.class, thrown);
        assertSame(io, thrown.getCause().getCause());
    }

    @Test
    void errorOfTheJvm_comesOutToo() {
        var data =
                new Made(
                        1,
                        index -> {
                            throw new StackOverflowError("deep");
                        });
        var loader = new DataLoader<>(data, o -> each(o, 1));
        var thrown = assertThrows(StackOverflowError.class, () -> all(loader));
        assertEquals("deep", thrown.getCause().getMessage());
    }

    @Test
    void exceptionWithoutWorkers_isItself() {
        var data =
                new Made(
                        1,
                        index -> {
                            throw new IllegalStateException("here");
                        });
        var thrown = assertThrows(IllegalStateException.class, () -> all(new DataLoader<>(data)));
        assertEquals("here", thrown.getMessage());
    }

    @Test
    void exceptionInTheInitFunction_comesOut() {
        var loader =
                new DataLoader<>(
                        new Numbers(2),
                        o ->
                                each(o, 1)
                                        .workerInitFn(
                                                id -> {
                                                    throw new IllegalStateException("no start");
                                                }));
        assertThrows(IllegalStateException.class, () -> all(loader));
    }

    @Test
    void exceptionInTheSampler_stopsTheWorkers() throws InterruptedException {
        Sampler<Long> broken =
                () ->
                        LongStream.range(0, 10)
                                .map(
                                        i -> {
                                            if (i == 2) throw new IllegalStateException("sampler");
                                            return i;
                                        })
                                .iterator();
        var data = new Made(10, index -> index);
        var loader = new DataLoader<>(data, o -> each(o, 2).sampler(broken));
        assertThrows(IllegalStateException.class, loader::iterator);
        data.awaitEnd();
    }

    @Test
    void exceptionInAStep_stopsTheWorkers() throws InterruptedException {
        var data = new Made(10, index -> index);
        var loader = new DataLoader<>(data, o -> each(o, 2));
        assertThrows(
                ArithmeticException.class,
                () ->
                        loader.forEach(
                                sample -> {
                                    throw new ArithmeticException();
                                }));
        data.awaitEnd();
    }

    @Test
    void slowBatch_timesOutAndComesLater() {
        var release = new CountDownLatch(1);
        var data =
                new Made(
                        1,
                        index -> {
                            await(release);
                            return index;
                        });
        try (var iterator = new DataLoader<>(data, o -> each(o, 1).timeout(0.05)).iterator()) {
            var late = assertThrows(TorchException.class, iterator::hasNext);
            assertEquals("DataLoader timed out after 0.05 seconds", late.getMessage());
            release.countDown();
            Object sample = null;
            while (sample == null) {
                try {
                    sample = iterator.next();
                } catch (TorchException e) {
                    // the machine is slow
                }
            }
            assertEquals(0L, sample);
        }
    }

    @Test
    void interruptedConsumer_stopsWaiting() throws InterruptedException {
        var release = new CountDownLatch(1);
        var data =
                new Made(
                        1,
                        index -> {
                            await(release);
                            return index;
                        });
        try (var iterator = new DataLoader<>(data, o -> each(o, 1)).iterator()) {
            Thread.currentThread().interrupt();
            assertThrows(TorchException.class, iterator::hasNext);
            assertTrue(Thread.interrupted());
            release.countDown();
            assertEquals(0L, iterator.next());
        }
    }

    @Test
    void interruptedWorker_isMissed() {
        var data =
                new Made(
                        4,
                        index -> {
                            if (index == 1) Thread.currentThread().interrupt();
                            return index;
                        });
        var loader = new DataLoader<>(data, o -> each(o, 1).prefetchFactor(1));
        var missed = assertThrows(TorchException.class, () -> all(loader));
        assertEquals("DataLoader worker thread 0 exited unexpectedly", missed.getMessage());
    }

    @Test
    void seeds_differFromEpochToEpoch() {
        Dataset<Object> seeds =
                new Made(
                        1,
                        index -> {
                            WorkerInfo worker = Data.getWorkerInfo();
                            return worker == null ? 0 : worker.seed();
                        });
        var loader = new DataLoader<>(seeds, o -> each(o, 1));
        assertNotEquals(all(loader), all(loader));
    }
}
