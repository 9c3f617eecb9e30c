package torch.utils.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import torch.Handles;
import torch.Tensor;
import torch.Torch;

/** What is closed and what stays open: handles and bytes are back where they were without help from the collector. */
@Timeout(60)
class LoaderMemoryTest {
    private final Tensor images = Torch.rand(10, 3), labels = Torch.arange(10);
    private final TensorDataset data = new TensorDataset(images, labels);
    private long handles;
    private long bytes;

    @BeforeEach
    void count() {
        Handles.settled();
        handles = Torch.memory().liveHandles();
        bytes = Torch.memory().liveBytes();
    }

    private void assertReturned() {
        assertEquals(handles, Torch.memory().liveHandles(), "live handles");
        assertEquals(bytes, Torch.memory().liveBytes(), "live bytes");
    }

    @AfterEach
    void close() {
        images.close();
        labels.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void loop_closesBatchesWhenItMovesOn(int workers) {
        var loader = new DataLoader<>(data, o -> o.batchSize(4).shuffle(true).numWorkers(workers));
        for (int epoch = 0; epoch < 3; epoch++) {
            Tensor before = null;
            for (var batch : loader) {
                if (before != null) assertTrue(before.isClosed());
                before = batch.get(0);
                assertFalse(before.isClosed());
            }
            assertTrue(before != null && before.isClosed());
            assertReturned();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void keptTensor_staysOpen(int workers) {
        var loader = new DataLoader<>(data, o -> o.batchSize(4).numWorkers(workers));
        List<Tensor> kept = new ArrayList<>();
        for (var batch : loader) kept.add(batch.get(1).keep());
        assertEquals(
                "[tensor([0, 1, 2, 3]), tensor([4, 5, 6, 7]), tensor([8, 9])]", kept.toString());
        kept.forEach(Tensor::close);
        assertReturned();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void batchTakenByBreak_staysOpen(int workers) {
        List<Tensor> taken = null;
        try (var loader = new DataLoader<>(data, o -> o.batchSize(4).numWorkers(workers));
                var scope = Torch.scope()) {
            for (var batch : loader) {
                taken = batch;
                break;
            }
        }
        assertEquals("tensor([0, 1, 2, 3])", taken.get(1).toString());
        taken.forEach(Tensor::close);
        assertReturned();
    }

    @Test
    void persistentLoop_leavesTheBrokenOffBatchOpen() {
        try (var loader =
                new DataLoader<>(data, o -> o.batchSize(2).numWorkers(2).persistentWorkers(true))) {
            List<Tensor> taken = loader.iterator().next();
            for (var batch : loader) assertFalse(batch.get(0).isClosed());
            assertEquals("tensor([0, 1])", taken.get(1).toString());
            taken.forEach(Tensor::close);
        }
        assertReturned();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void closedIterator_freesWhatNobodyAskedFor(int workers) {
        try (var iterator =
                new DataLoader<>(data, o -> o.batchSize(1).numWorkers(workers)).iterator()) {
            iterator.next().forEach(Tensor::close);
            assertTrue(iterator.hasNext());
        }
        assertReturned();
    }

    @Test
    void abandonedIterator_isFreedByTheCollector() {
        closeFirst(new DataLoader<>(data, o -> o.batchSize(1).numWorkers(2)));
        while (Torch.memory().liveHandles() != handles) Handles.settled();
    }

    /** A method of its own, whose frame goes with its references. */
    private static void closeFirst(DataLoader<List<Tensor>> loader) {
        for (var batch : loader) {
            batch.forEach(Tensor::close);
            break;
        }
    }

    private static <T> Dataset<T> made(boolean scoped, Function<Long, T> sample) {
        return new Dataset<>() {
            @Override
            public T get(long index) {
                return sample.apply(index);
            }

            @Override
            public long size() {
                return 6;
            }

            @Override
            public boolean scoped() {
                return scoped;
            }
        };
    }

    private static Tensor failingAtThree(long index) {
        Tensor sample = Torch.ones(2).mul(index);
        if (index == 3) throw new IllegalStateException("three");
        return sample.add(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void failingEpoch_leavesNothing(int workers) {
        var loader =
                new DataLoader<>(
                        made(true, LoaderMemoryTest::failingAtThree),
                        o -> o.batchSize(2).numWorkers(workers));
        assertThrows(
                IllegalStateException.class,
                () -> {
                    for (var batch : loader) batch.close();
                });
        loader.close();
        assertReturned();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void failingStep_leavesNothing(int workers) {
        var loader = new DataLoader<>(data, o -> o.batchSize(2).numWorkers(workers));
        assertThrows(
                IllegalStateException.class,
                () ->
                        loader.forEach(
                                batch -> {
                                    Tensor made = batch.get(0).mul(2);
                                    throw new IllegalStateException("" + made.shape());
                                }));
        assertReturned();
    }

    @Test
    void unconsumedWork_isFreedAfterAClose() {
        // a worker that is still reading when the iterator is closed
        var reading = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        Thread[] worker = new Thread[1];
        var loader =
                new DataLoader<>(
                        made(
                                true,
                                index -> {
                                    worker[0] = Thread.currentThread();
                                    reading.countDown();
                                    try {
                                        closed.await();
                                    } catch (InterruptedException e) {
                                        throw new AssertionError(e);
                                    }
                                    return Torch.ones(3);
                                }),
                        o -> o.batchSize(1).numWorkers(1));
        var iterator = loader.iterator();
        try {
            reading.await();
            Thread closer = Thread.ofPlatform().start(iterator::close);
            // close() has said that it is over before it waits for the worker
            while (closer.getState() != Thread.State.TIMED_WAITING) Thread.onSpinWait();
            closed.countDown();
            closer.join();
            worker[0].join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertReturned();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void forEach_closesWhatAStepMakes(int workers) {
        var loader = new DataLoader<>(data, o -> o.batchSize(4).numWorkers(workers));
        List<Tensor> kept = new ArrayList<>(), made = new ArrayList<>();
        loader.forEach(
                batch -> {
                    made.add(batch.get(0));
                    made.add(batch.get(0).mul(2).exp());
                    kept.add(batch.get(1).keep());
                    kept.add(batch.get(1).add(1).keep());
                });
        assertEquals(6, made.size());
        assertTrue(made.stream().allMatch(Tensor::isClosed));
        assertEquals("tensor([ 9, 10])", kept.getLast().toString());
        kept.forEach(Tensor::close);
        assertReturned();
    }

    // ---- What is the dataset's stays the dataset's

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void cachedSamples_stayOpen(int workers) {
        Map<Long, Tensor> cache = new java.util.concurrent.ConcurrentHashMap<>();
        var loader =
                new DataLoader<>(
                        made(
                                false,
                                index -> cache.computeIfAbsent(index, i -> Torch.ones(2).mul(i))),
                        o -> o.batchSize(4).numWorkers(workers));
        for (int epoch = 0; epoch < 2; epoch++) {
            List<String> seen = new ArrayList<>();
            try (var scope = Torch.scope()) {
                for (var batch : loader) seen.add(batch.sum().item().toString());
                assertEquals(2, scope.size(), "the sums");
            }
            assertEquals(List.of("12.0", "18.0"), seen);
        }
    }

    @Test
    void samplesHandedOutUncopied_stayOpenWhereTheyWereThereBefore() {
        Map<Long, Tensor> samples = new HashMap<>();
        for (long i = 0; i < 6; i++) samples.put(i, Torch.ones(1).mul(i));
        var uncopied = new DataLoader<>(made(false, samples::get), o -> o.batchSize(null));
        var listed =
                new DataLoader<List<Tensor>>(
                        made(false, samples::get), o -> o.batchSize(2).collateFn(List::copyOf));
        for (int epoch = 0; epoch < 2; epoch++) {
            for (var sample : uncopied) assertFalse(sample.isClosed());
            for (var batch : listed) assertEquals(2, batch.size());
        }
        assertTrue(samples.values().stream().noneMatch(Tensor::isClosed));
    }

    @Test
    void shuffleBuffer_holdsSamplesFromBatchToBatch() {
        IterableDataset<Tensor> reversed =
                () -> {
                    List<Tensor> buffer = new ArrayList<>();
                    return new java.util.Iterator<>() {
                        @Override
                        public boolean hasNext() {
                            if (buffer.isEmpty())
                                for (int i = 0; i < 4; i++) buffer.add(Torch.ones(1).mul(i));
                            return buffer.size() > 1;
                        }

                        @Override
                        public Tensor next() {
                            return buffer.removeLast();
                        }
                    };
                };
        List<String> seen = new ArrayList<>();
        for (int workers : new int[] {0, 1}) {
            var loader = new DataLoader<>(reversed, o -> o.batchSize(1).numWorkers(workers));
            for (var batch : loader) seen.add(batch.toString());
        }
        assertEquals(
                "[tensor([[3.]]), tensor([[2.]]), tensor([[1.]]), tensor([[3.]]), tensor([[2.]]), tensor([[1.]])]",
                seen.toString());
    }

    @Test
    void randomSamplers_leaveNothing() {
        for (Iterable<Long> sampler :
                List.<Iterable<Long>>of(
                        new RandomSampler(data),
                        new RandomSampler(data, o -> o.replacement(true).numSamples(40)),
                        new SubsetRandomSampler(List.of(1, 2)),
                        new DistributedSampler(data, 2, 0))) {
            for (Long _ : sampler) {}
        }
        Data.randomSplit(data, 0.5, 0.5);
        assertReturned();
    }
}
