package torch.utils;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/**
 * Trades time for memory: what a part of a network computes on its way is not kept for the backward, but computed again
 * there. Mirrors {@code torch.utils.checkpoint}, with {@code use_reentrant=True}.
 *
 * <p>As in PyTorch, at least one input must require a gradient for the parameters inside to get theirs, and the backward
 * must be {@code backward()} without inputs, not {@code grad()}.
 */
public final class Checkpoint {
    private Checkpoint() {}

    /**
     * Applies a function of tensors that has one result. Mirrors
     * {@code torch.utils.checkpoint.checkpoint(function, *args)}.
     *
     * {@snippet :
     * Tensor y = Checkpoint.checkpoint(in -> block.forward(in.get(0)), x);
     * }
     *
     * @param function runs now without being recorded, and again in the backward, with the same random numbers; what it
     *     creates the second time is closed after it
     * @param inputs the function's arguments; an absent one is null
     * @throws torch.TorchException from the backward, if it is not a plain {@code backward()}
     */
    public static Tensor checkpoint(
            Function<List<Tensor>, Tensor> function, @Nullable Tensor... inputs) {
        return checkpoint(function, true, inputs);
    }

    /**
     * As {@link #checkpoint(Function, Tensor...)}. Mirrors
     * {@code torch.utils.checkpoint.checkpoint(function, *args, preserve_rng_state)}.
     *
     * @param preserveRngState whether the second run has the random numbers of the first
     */
    public static Tensor checkpoint(
            Function<List<Tensor>, Tensor> function,
            boolean preserveRngState,
            @Nullable Tensor... inputs) {
        Objects.requireNonNull(
                function, "checkpoint: argument 'function' must be a function, not null");
        return new CheckpointFunction(in -> List.of(function.apply(in)), preserveRngState)
                .apply(inputs);
    }

    /** As {@link #checkpoint(Function, Tensor...)}, of a function that has several results. */
    public static List<Tensor> checkpointAll(
            Function<List<Tensor>, List<Tensor>> function, @Nullable Tensor... inputs) {
        return checkpointAll(function, true, inputs);
    }

    /** As {@link #checkpoint(Function, boolean, Tensor...)}, of a function that has several results. */
    public static List<Tensor> checkpointAll(
            Function<List<Tensor>, List<Tensor>> function,
            boolean preserveRngState,
            @Nullable Tensor... inputs) {
        Objects.requireNonNull(
                function, "checkpoint: argument 'function' must be a function, not null");
        return new CheckpointFunction(function, preserveRngState).applyAll(inputs);
    }

    /**
     * Applies functions one after the other, checkpointing them in segments of equal length, all but the last. Mirrors
     * {@code torch.utils.checkpoint.checkpoint_sequential(functions, segments, input)}.
     *
     * @param functions the steps, as of {@code torch.nn.Sequential}: {@code List.of(linear::forward, relu::forward, …)}
     * @param segments in how many parts, at most as many as there are functions
     * @throws IllegalArgumentException if {@code segments} is not positive, or there are fewer functions
     */
    public static Tensor checkpointSequential(
            List<? extends UnaryOperator<Tensor>> functions, int segments, Tensor input) {
        return checkpointSequential(functions, segments, input, true);
    }

    /** As {@link #checkpointSequential(List, int, Tensor)}, with {@code preserve_rng_state}. */
    public static Tensor checkpointSequential(
            List<? extends UnaryOperator<Tensor>> functions,
            int segments,
            Tensor input,
            boolean preserveRngState) {
        if (segments < 1)
            throw new IllegalArgumentException(
                    "checkpoint_sequential: segments must be positive, got " + segments);
        int length = functions.size() / segments;
        if (length == 0)
            throw new IllegalArgumentException(
                    "checkpoint_sequential: "
                            + functions.size()
                            + " functions cannot be divided into "
                            + segments
                            + " segments");
        Tensor value = input;
        int start = 0;
        for (; start < length * (segments - 1); start += length) {
            var segment = functions.subList(start, start + length);
            value = checkpoint(in -> run(segment, in.getFirst()), preserveRngState, value);
        }
        return run(functions.subList(start, functions.size()), value);
    }

    private static Tensor run(List<? extends UnaryOperator<Tensor>> functions, Tensor input) {
        Tensor value = input;
        for (UnaryOperator<Tensor> function : functions) value = function.apply(value);
        return value;
    }
}
