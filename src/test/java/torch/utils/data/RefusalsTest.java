package torch.utils.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import torch.Torch;
import torch.TorchException;
import torch.golden.HeardWarnings;

/** What is refused and warned of, in PyTorch's words, which errors.txt has. */
class RefusalsTest {
    private static final Numbers NUMBERS = new Numbers(10);

    private static Executable loader(UnaryOperator<DataLoaderOptions<Object, Object>> options) {
        return () -> new DataLoader<>(NUMBERS, options);
    }

    private static Executable stream(UnaryOperator<DataLoaderOptions<Object, Object>> options) {
        return () -> new DataLoader<Object>(() -> List.<Object>of(0, 1, 2).iterator(), options);
    }

    private static Executable call(String name) {
        return switch (name) {
            case "workers" -> loader(o -> o.numWorkers(-1));
            case "timeout" -> loader(o -> o.timeout(-1));
            case "prefetch without workers" -> loader(o -> o.prefetchFactor(2));
            case "negative prefetch" -> loader(o -> o.numWorkers(1).prefetchFactor(-1));
            case "persistent without workers" -> loader(o -> o.persistentWorkers(true));
            case "stream shuffled" -> stream(o -> o.shuffle(true));
            case "stream sampler" -> stream(o -> o.sampler(List.of(1, 2)));
            case "stream batch sampler" -> stream(o -> o.batchSampler(List.of(List.of(1, 2))));
            case "sampler and shuffle" -> loader(o -> o.sampler(List.of(1, 2)).shuffle(true));
            case "batch sampler and batch size" ->
                    loader(o -> o.batchSampler(List.of(List.of(1, 2))).batchSize(2));
            case "batch sampler and shuffle" ->
                    loader(o -> o.batchSampler(List.of(List.of(1, 2))).shuffle(true));
            case "batch sampler and drop last" ->
                    loader(o -> o.batchSampler(List.of(List.of(1, 2))).dropLast(true));
            case "drop last without batches" -> loader(o -> o.batchSize(null).dropLast(true));
            case "batch size" -> loader(o -> o.batchSize(0));
            case "empty shuffled" -> () -> new DataLoader<>(new Numbers(0), 1, true);
            case "timeout without workers" ->
                    () -> new DataLoader<>(NUMBERS, o -> o.timeout(1)).iterator();
            case "prefetch nothing" ->
                    () ->
                            new DataLoader<>(NUMBERS, o -> o.numWorkers(1).prefetchFactor(0))
                                    .iterator();
            case "num samples" -> () -> new RandomSampler(NUMBERS, o -> o.numSamples(0));
            case "weighted num samples" -> () -> new WeightedRandomSampler(List.of(0.5, 0.5), 0);
            case "weighted shape" ->
                    () -> new WeightedRandomSampler(Torch.ones(2, 3), 1, true, null);
            case "rank" -> () -> new DistributedSampler(NUMBERS, 2, 2);
            case "tensor sizes" -> () -> new TensorDataset(Torch.zeros(2), Torch.zeros(3));
            case "tensor index" -> () -> new TensorDataset(Torch.zeros(2)).get(2);
            case "no dataset to concat" -> () -> new ConcatDataset<>(List.of());
            case "concat below" -> () -> new ConcatDataset<>(List.of(NUMBERS)).get(-11);
            case "concat above" -> () -> new ConcatDataset<>(List.of(NUMBERS)).get(10);
            case "no dataset to stack" -> () -> StackDataset.of(Map.of());
            case "stack sizes" -> () -> StackDataset.of(NUMBERS, new Numbers(9));
            case "subset index" -> () -> new Subset<>(NUMBERS, List.of(1, 2)).get(2);
            case "split sum" -> () -> Data.randomSplit(NUMBERS, 3, 3);
            case "split fractions sum" -> () -> Data.randomSplit(NUMBERS, 0.5, 0.6);
            case "split fraction" -> () -> Data.randomSplit(NUMBERS, -0.5, 1.5);
            case "collate none" -> () -> Data.defaultCollate(Collections.nCopies(2, null));
            case "collate nothing" -> () -> Data.defaultCollate(List.of());
            case "collate lengths" -> () -> Data.defaultCollate(List.of(List.of(1, 2), List.of(3)));
            case "collate shapes" ->
                    () -> Data.defaultCollate(List.of(Torch.zeros(2), Torch.zeros(3)));
            case "collate sparse" -> () -> Data.defaultCollate(List.of(Torch.zeros(2).toSparse()));
            default -> throw new IllegalArgumentException(name);
        };
    }

    static Stream<Recorded> errors() {
        return Recorded.lines("errors.txt", "error");
    }

    @ParameterizedTest
    @MethodSource("errors")
    void refusal_matchesPyTorchsSentence(Recorded line) {
        Class<? extends Exception> kind =
                switch (line.part(1)) {
                    case "IndexError" -> IndexOutOfBoundsException.class;
                    case "RuntimeError" -> TorchException.class;
                    default -> IllegalArgumentException.class;
                };
        Exception refused =
                assertThrows(kind, call(line.part(0).substring("error ".length())), line.part(0));
        // What libtorch says begins with the operator's name.
        assertEquals(line.part(2), refused.getMessage().replaceFirst("^(stack|select): ", ""));
    }

    static Stream<Recorded> warnings() {
        return Recorded.lines("errors.txt", "warning");
    }

    private record Liar() implements IterableDataset<Object> {
        @Override
        public Iterator<Object> iterator() {
            return List.<Object>of(0, 1, 2, 3).iterator();
        }

        @Override
        public long size() {
            return 3;
        }

        @Override
        public String toString() {
            return "Liar";
        }
    }

    private static void run(DataLoader<?> loader) {
        for (Object _ : loader) {}
    }

    @ParameterizedTest
    @MethodSource("warnings")
    void warning_matchesPyTorchsSentence(Recorded line) throws Exception {
        List<String> heard = new ArrayList<>();
        try (var ears = new HeardWarnings(Data.LOGGER)) {
            switch (line.part(0).substring("warning ".length())) {
                case "pin memory" -> run(new DataLoader<>(NUMBERS, o -> o.pinMemory(true)));
                case "pin memory device" ->
                        run(
                                new DataLoader<>(
                                        NUMBERS, o -> o.pinMemory(true).pinMemoryDevice("cuda")));
                case "empty part" -> Data.randomSplit(NUMBERS, 1.0, 0.0);
                case "length" -> {
                    var loader = new DataLoader<>(new Liar(), o -> o.batchSize(null));
                    assertEquals(3, loader.size());
                    run(loader);
                }
                default -> throw new IllegalArgumentException(line.part(0));
            }
            heard.addAll(ears.sentences());
        }
        assertEquals(line.parts().subList(1, line.parts().size()), heard);
    }

    @Test
    void manyWorkers_areWarnedOf() throws Exception {
        int processors = Runtime.getRuntime().availableProcessors();
        try (var ears = new HeardWarnings(Data.LOGGER)) {
            new DataLoader<>(NUMBERS, o -> o.numWorkers(processors));
            assertEquals(List.of(), ears.sentences());
            new DataLoader<>(NUMBERS, o -> o.numWorkers(processors + 1));
            assertEquals(1, ears.sentences().size());
        }
    }

    @Test
    void distributedSampler_needsToBeToldWithoutProcessGroup() {
        boolean groups = torch.distributed.Dist.isAvailable();
        var refused = assertThrows(RuntimeException.class, () -> new DistributedSampler(NUMBERS));
        assertEquals(
                groups ? IllegalArgumentException.class : TorchException.class, refused.getClass());
        assertEquals(
                groups
                        ? "Default process group has not been initialized, please make sure to call init_process_group."
                        : "Requires distributed package to be available",
                refused.getMessage());
        assertThrows(
                RuntimeException.class,
                () -> new DistributedSampler(NUMBERS, o -> o.numReplicas(2)));
    }

    @Test
    void sizeOfWhatHasNone_isRefused() {
        assertThrows(
                UnsupportedOperationException.class,
                () -> new DataLoader<Object>(() -> List.<Object>of().iterator()).size());
        Sampler<Long> endless = () -> Stream.generate(() -> 0L).iterator();
        assertThrows(
                UnsupportedOperationException.class,
                () -> new DataLoader<>(NUMBERS, o -> o.sampler(endless)).size());
    }

    /** Overrides what loaders do not call. */
    private static final class Half extends Subset<Object> {
        Half() {
            super(NUMBERS, List.of(1, 2));
        }

        @Override
        public Object get(long index) {
            return 0;
        }
    }

    @Test
    void subsetThatOverridesHalf_isRefused() {
        assertThrows(UnsupportedOperationException.class, Half::new);
    }

    @Test
    void functionOfTheOtherKind_isRefused() {
        assertThrows(
                IllegalArgumentException.class,
                loader(o -> o.batchSize(null).collateFn(samples -> samples)));
        assertThrows(IllegalArgumentException.class, loader(o -> o.convertFn(sample -> sample)));
        assertEquals(
                "0x",
                new DataLoader<>(NUMBERS, o -> o.batchSize(null).convertFn(sample -> sample + "x"))
                        .iterator()
                        .next());
    }

    @Test
    void null_isRefused() {
        assertThrows(NullPointerException.class, () -> new DataLoader<>((Numbers) null));
    }
}
