package torch.utils.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static torch.Torch.dtype;
import static torch.Torch.shape;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import torch.DType;
import torch.Generator;
import torch.Tensor;
import torch.Torch;

/** The orders of samples and the random numbers that are left, against PyTorch's in orders.txt and workers.txt. */
class OrdersTest {
    private static final long LIMIT = 1 << 30;

    static Stream<Recorded> orders() {
        return Recorded.lines("orders.txt", "");
    }

    private static Map<String, String> options(String description) {
        Map<String, String> options = new HashMap<>();
        for (String word : description.split(" ")) {
            int equals = word.indexOf('=');
            options.put(word.substring(0, equals), word.substring(equals + 1));
        }
        return options;
    }

    static long draw(@Nullable Generator generator) {
        try (Tensor drawn = Torch.randint(LIMIT, shape(), generator, dtype(DType.INT64))) {
            return drawn.itemLong();
        }
    }

    /** Every n-th number for one of n workers, or all of them for each. */
    private static IterableDataset<Object> stream(long size, boolean sharded) {
        return () -> {
            WorkerInfo worker = Data.getWorkerInfo();
            long first = worker == null || !sharded ? 0 : worker.id();
            long step = worker == null || !sharded ? 1 : worker.numWorkers();
            return LongStream.iterate(first, i -> i < size, i -> i + step)
                    .<Object>mapToObj(i -> i)
                    .iterator();
        };
    }

    private static Iterable<?> sampler(String name, long size, @Nullable Generator generator) {
        List<String> words = List.of(name.split(":"));
        boolean replacement = words.contains("replacement");
        return switch (words.get(0)) {
            case "sequential" -> new SequentialSampler(size);
            case "random" ->
                    new RandomSampler(
                            size,
                            o -> {
                                o.replacement(replacement).generator(generator);
                                if (words.size() > 1) o.numSamples(Long.parseLong(words.get(1)));
                            });
            case "subset" -> new SubsetRandomSampler(List.of(1, 4, 2, 8, 5, 7), generator);
            case "weighted" ->
                    new WeightedRandomSampler(
                            List.of(0.1, 0.9, 0.4, 0.7, 3.0, 0.6, 0.2, 1.0, 0.3, 0.5),
                            7,
                            replacement,
                            generator);
            case "distributed" ->
                    new DistributedSampler(
                            new Numbers(size),
                            o ->
                                    o.numReplicas(Integer.parseInt(words.get(1)))
                                            .rank(Integer.parseInt(words.get(2)))
                                            .shuffle(!words.contains("unshuffled"))
                                            .seed(3)
                                            .dropLast(words.contains("drop")));
            case "list" -> List.of(3, 1, 4, 1, 5);
            case "batches" ->
                    new BatchSampler(
                            new RandomSampler(size, o -> o.generator(generator)),
                            4,
                            words.contains("drop"));
            default -> throw new IllegalArgumentException(name);
        };
    }

    @SuppressWarnings("unchecked")
    private static DataLoaderOptions<Object, Object> apply(
            DataLoaderOptions<Object, Object> o,
            Map<String, String> options,
            @Nullable Iterable<?> sampler,
            @Nullable Generator generator) {
        options.forEach(
                (name, value) -> {
                    boolean flag = value.equals("True");
                    switch (name) {
                        case "batch_size" ->
                                o.batchSize(value.equals("None") ? null : Integer.valueOf(value));
                        case "shuffle" -> o.shuffle(flag);
                        case "drop_last" -> o.dropLast(flag);
                        case "num_workers" -> o.numWorkers(Integer.parseInt(value));
                        case "prefetch_factor" -> o.prefetchFactor(Integer.valueOf(value));
                        case "persistent_workers" -> o.persistentWorkers(flag);
                        case "in_order" -> o.inOrder(flag);
                        case "sampler" -> o.sampler(sampler);
                        case "batch_sampler" ->
                                o.batchSampler(
                                        (Iterable<? extends List<? extends Number>>) sampler);
                        default -> {}
                    }
                });
        o.generator(generator);
        return "None".equals(options.get("batch_size")) ? o : o.collateFn(samples -> samples);
    }

    @ParameterizedTest
    @MethodSource("orders")
    void loader_matchesPyTorchsOrder(Recorded line) {
        var options = options(line.part(0));
        Torch.manualSeed(Long.parseLong(options.getOrDefault("seed", "0")));
        long size = Long.parseLong(options.getOrDefault("n", "10"));
        Generator generator =
                options.containsKey("generator")
                        ? new Generator().manualSeed(Long.parseLong(options.get("generator")))
                        : null;
        String name = options.getOrDefault("sampler", options.get("batch_sampler"));
        Iterable<?> sampler = name == null ? null : sampler(name, size, generator);
        String stream = options.get("stream");
        var loader =
                stream == null
                        ? new DataLoader<Object>(
                                new Numbers(size), o -> apply(o, options, sampler, generator))
                        : new DataLoader<Object>(
                                stream(size, stream.equals("sharded")),
                                o -> apply(o, options, sampler, generator));
        int stop = Integer.parseInt(options.getOrDefault("break", "-1"));
        List<List<Object>> epochs = new ArrayList<>();
        for (int epoch = 0;
                epoch < Integer.parseInt(options.getOrDefault("epochs", "2"));
                epoch++) {
            if (sampler instanceof DistributedSampler distributed) distributed.setEpoch(epoch);
            List<Object> batches = new ArrayList<>();
            for (Object batch : loader) {
                if (batches.size() == stop) break;
                batches.add(batch);
            }
            epochs.add(batches);
        }
        assertEquals(line.part(1), epochs.toString());
        assertEquals(line.part(2), "" + draw(null), "the default generator's next number");
        assertEquals(
                line.part(3),
                "" + (generator == null ? 0 : draw(generator)),
                "the given generator's next number");
        loader.close();
    }

    @ParameterizedTest
    @MethodSource("drawn")
    void worker_matchesPyTorchsRandomNumbers(Recorded line) {
        String[] words = line.part(0).split(" ");
        Torch.manualSeed(21);
        Dataset<Long> drawn =
                new Dataset<>() {
                    @Override
                    public Long get(long index) {
                        return draw(Torch.threadSafeGenerator());
                    }

                    @Override
                    public long size() {
                        return 6;
                    }
                };
        try (var loader =
                new DataLoader<List<Long>>(
                        drawn,
                        o ->
                                o.batchSize(2)
                                        .numWorkers(Integer.parseInt(words[1]))
                                        .persistentWorkers(words[2].equals("True"))
                                        .collateFn(samples -> samples))) {
            List<List<List<Long>>> epochs = new ArrayList<>();
            for (int epoch = 0; epoch < 2; epoch++) {
                List<List<Long>> batches = new ArrayList<>();
                for (var batch : loader) batches.add(batch);
                epochs.add(batches);
            }
            assertEquals(line.part(1), epochs.toString());
        }
    }

    static Stream<Recorded> drawn() {
        return Recorded.lines("workers.txt", "drawn");
    }

    @Test
    void workerInfo_matchesPyTorchsSeeds() {
        Torch.manualSeed(22);
        Dataset<List<Long>> seeds =
                new Dataset<>() {
                    @Override
                    public List<Long> get(long index) {
                        WorkerInfo worker = Data.getWorkerInfo();
                        return List.of(
                                (long) worker.id(), (long) worker.numWorkers(), worker.seed());
                    }

                    @Override
                    public long size() {
                        return 4;
                    }
                };
        var loader = new DataLoader<>(seeds, o -> o.batchSize(null).numWorkers(2));
        List<List<Long>> samples = new ArrayList<>();
        for (int epoch = 0; epoch < 2; epoch++) {
            for (var sample : loader) samples.add(sample);
        }
        assertEquals(
                Recorded.lines("workers.txt", "seeds").findFirst().orElseThrow().part(1),
                samples.toString());
        assertEquals(null, Data.getWorkerInfo());
    }

    @ParameterizedTest
    @MethodSource("splits")
    void randomSplit_matchesPyTorch(Recorded line) {
        String[] words = line.part(0).split(" ", 3);
        Torch.manualSeed(1);
        Generator generator =
                words[1].equals("None")
                        ? null
                        : new Generator().manualSeed(Long.parseLong(words[1]));
        String[] numbers = words[2].replaceAll("[\\[\\]]", "").split(", ");
        var dataset = new Numbers(words[2].matches("\\[1(.0)?]") ? 1 : 10);
        var parts =
                words[2].contains(".")
                        ? Data.randomSplit(
                                dataset,
                                Stream.of(numbers).mapToDouble(Double::parseDouble).toArray(),
                                generator)
                        : Data.randomSplit(
                                dataset,
                                Stream.of(numbers).mapToLong(Long::parseLong).toArray(),
                                generator);
        assertEquals(line.part(1), parts.stream().map(Subset::indices).toList().toString());
    }

    static Stream<Recorded> splits() {
        return Recorded.lines("workers.txt", "split");
    }
}
