package torch.utils.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import torch.Generator;
import torch.Handles;
import torch.Tensor;
import torch.Torch;

/** Loaders that go on where another one was. */
class LoaderResumeTest {
    private static final int EPOCHS = 2;

    /** Numbers with noise, which is drawn where transforms draw. */
    private record Noisy(long size) implements Dataset<List<Double>> {
        @Override
        public List<Double> get(long index) {
            try (Tensor noise = Torch.rand(Torch.shape(), Torch.threadSafeGenerator())) {
                return List.of((double) index, noise.item().doubleValue());
            }
        }
    }

    /** The numbers from 0; each worker has some of them. */
    private record Counting(long size) implements IterableDataset<Long> {
        @Override
        public Iterator<Long> iterator() {
            WorkerInfo info = Data.getWorkerInfo();
            long first = info == null ? 0 : info.id();
            long step = info == null ? 1 : info.numWorkers();
            return LongStream.iterate(first, i -> i < size, i -> i + step).iterator();
        }
    }

    private enum Kind {
        IN_ORDER(g -> loader(0, o -> o)),
        SHUFFLED(g -> loader(0, o -> o.shuffle(true))),
        SHUFFLED_BY_GENERATOR(g -> loader(0, o -> o.shuffle(true).generator(g))),
        WORKERS(g -> loader(2, o -> o.shuffle(true))),
        MANY_WORKERS(g -> loader(3, o -> o.shuffle(true).generator(g).prefetchFactor(1))),
        PERSISTENT_WORKERS(g -> loader(2, o -> o.shuffle(true).persistentWorkers(true))),
        REPLACED(
                g ->
                        loader(
                                2,
                                o ->
                                        o.sampler(
                                                new RandomSampler(
                                                        NOISY,
                                                        s ->
                                                                s.replacement(true)
                                                                        .numSamples(70)
                                                                        .generator(g))))),
        WEIGHTED(
                g ->
                        loader(
                                1,
                                o ->
                                        o.sampler(
                                                new WeightedRandomSampler(
                                                        List.of(1, 2, 3), 17, true, g)))),
        BATCH_SAMPLER(
                g ->
                        new DataLoader<>(
                                NOISY,
                                o ->
                                        o.batchSampler(
                                                        new BatchSampler(
                                                                new SubsetRandomSampler(
                                                                        List.of(1, 5, 9, 2, 7), g),
                                                                2,
                                                                false))
                                                .numWorkers(1)
                                                .collateFn(LoaderResumeTest::text))),
        STREAM(g -> stream(0)),
        STREAM_OF_WORKERS(g -> stream(2));

        final Function<Generator, DataLoader<String>> loader;

        Kind(Function<Generator, DataLoader<String>> loader) {
            this.loader = loader;
        }
    }

    private static final Noisy NOISY = new Noisy(17);

    private static DataLoader<String> loader(
            int workers,
            Function<
                            DataLoaderOptions<List<Double>, List<Double>>,
                            DataLoaderOptions<List<Double>, List<Double>>>
                    options) {
        return new DataLoader<>(
                NOISY,
                o ->
                        options.apply(o)
                                .batchSize(4)
                                .numWorkers(workers)
                                .collateFn(LoaderResumeTest::text));
    }

    private static DataLoader<String> stream(int workers) {
        return new DataLoader<>(
                new Counting(17),
                o -> o.batchSize(4).numWorkers(workers).collateFn(LoaderResumeTest::text));
    }

    private static String text(Object samples) {
        return samples.toString();
    }

    /** What a run sees, and where it was saved. */
    private static final class Run {
        final List<String> seen = new ArrayList<>();
        Map<String, Object> loaderState;
        byte[] randomState;
        int next;

        /** Trains to the end, and saves after batch {@code at}; -1 before the first one. */
        void train(DataLoader<String> loader, int at) {
            while (loader.epoch() < EPOCHS) {
                long epoch = loader.epoch();
                for (String batch : loader) {
                    assertEquals(epoch, loader.epoch());
                    try (Tensor dropout = Torch.rand(2)) {
                        seen.add(epoch + ": " + batch + dropout);
                    }
                    if (seen.size() - 1 == at) save(loader);
                }
                seen.add("end of " + epoch);
                if (seen.size() - 1 == at) save(loader);
            }
        }

        private void save(DataLoader<String> loader) {
            loaderState = loader.stateDict();
            randomState = LoaderPosition.state(Torch.defaultGenerator());
            next = seen.size();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void resumedLoader_goesOnAsIfNotInterrupted(Kind kind) {
        long before = Handles.settled();
        Run whole = new Run();
        Torch.manualSeed(1);
        whole.train(kind.loader.apply(new Generator().manualSeed(7)), -1);
        assertTrue(whole.seen.size() > 3 * EPOCHS, whole.seen.toString());
        for (int at = 0; at < whole.seen.size(); at++) {
            try (var _ = Torch.scope()) {
                Run first = new Run();
                Torch.manualSeed(1);
                first.train(kind.loader.apply(new Generator().manualSeed(7)), at);
                assertEquals(whole.seen, first.seen); // saving changes nothing
                Run second = new Run();
                Torch.manualSeed(5);
                var loader = kind.loader.apply(new Generator().manualSeed(5));
                loader.loadStateDict(first.loaderState);
                LoaderPosition.restore(Torch.defaultGenerator(), first.randomState);
                second.train(loader, -1);
                assertEquals(
                        whole.seen.subList(first.next, whole.seen.size()),
                        second.seen,
                        "after " + at);
            }
        }
        assertEquals(before, Handles.settled());
    }

    @Test
    void resumedLoader_canBeSavedBeforeItIsRead() {
        try (var _ = Torch.scope()) {
            var loader = loader(2, o -> o.shuffle(true));
            loader.iterator().next();
            Map<String, Object> state = loader.stateDict();
            var second = loader(2, o -> o.shuffle(true));
            second.loadStateDict(state);
            assertEquals(state.toString(), second.stateDict().toString());
            assertEquals(0, second.epoch());
            loader.close();
        }
    }

    @Test
    void loaderInUse_goesBack() {
        try (var _ = Torch.scope();
                var loader = loader(2, o -> o.shuffle(true).persistentWorkers(true))) {
            Iterator<String> it = loader.iterator();
            it.next();
            Map<String, Object> state = loader.stateDict();
            byte[] random = LoaderPosition.state(Torch.defaultGenerator());
            List<String> rest = new ArrayList<>();
            it.forEachRemaining(rest::add);
            for (int i = 0; i < 3; i++) {
                loader.loadStateDict(state);
                LoaderPosition.restore(Torch.defaultGenerator(), random);
                List<String> again = new ArrayList<>();
                loader.forEach(again::add);
                assertEquals(rest, again);
            }
        }
    }

    @Test
    void samplesThatWereSeen_areNotReadAgain() {
        List<Long> read = new ArrayList<>();
        Dataset<Long> dataset =
                new Dataset<>() {
                    @Override
                    public Long get(long index) {
                        read.add(index);
                        return index;
                    }

                    @Override
                    public long size() {
                        return 10;
                    }
                };
        try (var _ = Torch.scope()) {
            var loader = new DataLoader<Object>(dataset, 3);
            Iterator<Object> it = loader.iterator();
            it.next();
            it.next();
            var second = new DataLoader<Object>(dataset, 3);
            second.loadStateDict(loader.stateDict());
            read.clear();
            second.forEach(batch -> {});
            assertEquals(List.of(6L, 7L, 8L, 9L), read);
        }
    }

    @Test
    void epochLeftByBreak_goesOnUnlessItWasClosed() {
        try (var _ = Torch.scope()) {
            for (boolean closed : new boolean[] {false, true}) {
                var loader = loader(0, o -> o);
                for (String batch : loader) break;
                if (closed) loader.close();
                var second = loader(0, o -> o);
                second.loadStateDict(loader.stateDict());
                assertEquals(closed ? 1 : 0, second.epoch());
                assertEquals(closed ? 5 : 4, count(second));
            }
        }
    }

    private static int count(DataLoader<?> loader) {
        int count = 0;
        for (Object batch : loader) count++;
        return count;
    }

    @Test
    void badStates_areRefused() {
        try (var _ = Torch.scope()) {
            var loader = loader(0, o -> o.shuffle(true).generator(new Generator()));
            loader.iterator().next();
            Map<String, Object> state = loader.stateDict();
            for (String name : state.keySet()) {
                var broken = new LinkedHashMap<>(state);
                broken.put(name, "x");
                assertThrows(
                        IllegalArgumentException.class, () -> loader.loadStateDict(broken), name);
            }
            var plain = loader(0, o -> o);
            assertThrows(IllegalArgumentException.class, () -> plain.loadStateDict(state));
            assertThrows(IllegalArgumentException.class, () -> plain.loadStateDict(Map.of()));
            assertThrows(NullPointerException.class, () -> plain.loadStateDict(null));
            var unordered = loader(2, o -> o.inOrder(false));
            assertThrows(UnsupportedOperationException.class, unordered::stateDict);
        }
    }
}
