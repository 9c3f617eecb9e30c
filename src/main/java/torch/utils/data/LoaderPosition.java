package torch.utils.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Generator;
import torch.Tensor;
import torch.Torch;

/**
 * How far an epoch is, and what it takes to be there again: the generators' states at its start, from which the order is
 * drawn again, and those of the workers' generators after the batches that were handed out.
 *
 * <p>States are kept as bytes, so that no loader holds native memory.
 */
final class LoaderPosition {
    /** The states of the default generator, and of those that the loader and its samplers were given, at the start. */
    private final List<byte[]> start;

    final long baseSeed;

    /** Each worker's state; null for one that has not handed out a batch. */
    final byte[] @Nullable [] workers;

    long yielded;
    boolean ended;

    /** The start of an epoch. */
    LoaderPosition(List<byte[]> start, long baseSeed, byte[] @Nullable [] workers) {
        this.start = start;
        this.baseSeed = baseSeed;
        this.workers = workers;
    }

    /** A position that {@link #save} saved; null where there is none. */
    static @Nullable LoaderPosition load(Map<String, ?> state, int generators, int numWorkers) {
        long yielded = count(state, "yielded");
        if (state.get("start") == null) return null;
        List<byte[]> start = bytes(state, "start");
        if (start.size() != generators)
            throw new IllegalArgumentException(
                    "the state is of a loader with %d generators, not %d"
                            .formatted(start.size() - 1, generators - 1));
        List<byte[]> saved = bytes(state, "workers");
        byte[] @Nullable [] workers = new byte[numWorkers][];
        // Other workers than were saved begin with states of their own; the order is the same.
        if (saved.size() == numWorkers)
            for (int i = 0; i < numWorkers; i++)
                workers[i] = saved.get(i).length == 0 ? null : saved.get(i);
        var position = new LoaderPosition(start, number(state, "base_seed"), workers);
        position.yielded = yielded;
        if (!(state.get("ended") instanceof Boolean ended))
            throw new IllegalArgumentException(
                    "state dict: 'ended' must be a flag, not " + state.get("ended"));
        position.ended = ended;
        return position;
    }

    /** Adds this position to the state of a loader. */
    void save(Map<String, Object> state) {
        state.put("yielded", ended ? 0L : yielded);
        state.put("ended", ended);
        state.put("base_seed", baseSeed);
        state.put("start", tensors(start));
        List<byte[]> known = new ArrayList<>();
        for (byte @Nullable [] worker : workers) known.add(worker == null ? new byte[0] : worker);
        state.put("workers", tensors(known));
    }

    /** Puts the generators back to the start. */
    void rewind(List<Generator> generators) {
        restore(generators, start);
    }

    // ---- Generators

    /** The default generator, and those that an order is drawn from otherwise. */
    static List<Generator> generators(
            @Nullable Generator own, @Nullable Object sampler, @Nullable Object batchSampler) {
        List<Generator> all = new ArrayList<>();
        all.add(Torch.defaultGenerator());
        for (Generator generator :
                Arrays.asList(own, generatorOf(sampler), generatorOf(batchSampler))) {
            if (generator != null && !all.contains(generator)) all.add(generator);
        }
        return all;
    }

    private static @Nullable Generator generatorOf(@Nullable Object sampler) {
        return switch (sampler) {
            case RandomSampler random -> random.generator();
            case SubsetRandomSampler random -> random.generator();
            case WeightedRandomSampler random -> random.generator();
            case BatchSampler batches -> generatorOf(batches.sampler());
            case null, default -> null;
        };
    }

    static byte[] state(Generator generator) {
        try (Tensor state = generator.getState()) {
            return state.toByteArray();
        }
    }

    static void restore(Generator generator, byte[] state) {
        try (Tensor tensor = tensor(state)) {
            generator.setState(tensor);
        }
    }

    static List<byte[]> states(List<Generator> generators) {
        return generators.stream().map(LoaderPosition::state).toList();
    }

    static void restore(List<Generator> generators, List<byte[]> states) {
        for (int i = 0; i < states.size(); i++) restore(generators.get(i), states.get(i));
    }

    // ---- Forms

    private static Tensor tensor(byte[] bytes) {
        return Torch.tensor(bytes, Torch.dtype(DType.UINT8));
    }

    static List<Tensor> tensors(List<byte[]> states) {
        return states.stream().map(LoaderPosition::tensor).toList();
    }

    static long count(Map<String, ?> state, String name) {
        long number = number(state, name);
        if (number >= 0) return number;
        throw new IllegalArgumentException(
                "state dict: '%s' must not be negative, but is %d".formatted(name, number));
    }

    private static long number(Map<String, ?> state, String name) {
        if (state.get(name) instanceof Number number) return number.longValue();
        throw new IllegalArgumentException(
                "state dict: '%s' must be a number, not %s".formatted(name, state.get(name)));
    }

    static List<byte[]> bytes(Map<String, ?> state, String name) {
        List<byte[]> all = new ArrayList<>();
        if (state.get(name) instanceof List<?> list) {
            for (Object element : list)
                if (element instanceof Tensor tensor && tensor.dtype() == DType.UINT8)
                    all.add(tensor.toByteArray());
            if (all.size() == list.size()) return all;
        }
        throw new IllegalArgumentException(
                "state dict: '%s' must be a list of byte tensors".formatted(name));
    }
}
