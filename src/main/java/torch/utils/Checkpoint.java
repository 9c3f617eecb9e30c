package torch.utils;

import java.util.List;
import java.util.Objects;
import java.util.function.BinaryOperator;
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
     * Applies a function of one tensor. Mirrors {@code torch.utils.checkpoint.checkpoint(function, x)}.
     *
     * {@snippet :
     * Tensor y = Checkpoint.checkpoint(block::forward, x);
     * }
     *
     * @param function runs now without being recorded, and again in the backward, with the same random numbers; what it
     *     creates the second time is closed after it
     * @throws torch.TorchException from the backward, if it is not a plain {@code backward()}
     */
    public static Tensor checkpoint(UnaryOperator<Tensor> function, Tensor input) {
        return checkpoint(function, input, true);
    }

    /**
     * As {@link #checkpoint(UnaryOperator, Tensor)}. Mirrors
     * {@code torch.utils.checkpoint.checkpoint(function, x, preserve_rng_state=…)}.
     *
     * @param preserveRngState whether the second run has the random numbers of the first
     */
    public static Tensor checkpoint(
            UnaryOperator<Tensor> function, Tensor input, boolean preserveRngState) {
        required(function);
        return checkpointAll(in -> List.of(function.apply(in.get(0))), preserveRngState, input)
                .getFirst();
    }

    /**
     * Applies a function of two tensors; see {@link #checkpoint(UnaryOperator, Tensor)}. Mirrors
     * {@code torch.utils.checkpoint.checkpoint(function, x, y)}.
     */
    public static Tensor checkpoint(BinaryOperator<Tensor> function, Tensor first, Tensor second) {
        required(function);
        return checkpointAll(in -> List.of(function.apply(in.get(0), in.get(1))), first, second)
                .getFirst();
    }

    /**
     * Applies a function of several tensors that has several results; see {@link #checkpoint(UnaryOperator, Tensor)}.
     * Mirrors {@code torch.utils.checkpoint.checkpoint(function, *args)}.
     *
     * @param inputs the function's arguments; an absent one is null
     */
    public static List<Tensor> checkpointAll(
            Function<List<Tensor>, List<Tensor>> function, @Nullable Tensor... inputs) {
        return checkpointAll(function, true, inputs);
    }

    /** As {@link #checkpointAll(Function, Tensor...)}, with {@code preserve_rng_state}. */
    public static List<Tensor> checkpointAll(
            Function<List<Tensor>, List<Tensor>> function,
            boolean preserveRngState,
            @Nullable Tensor... inputs) {
        required(function);
        return new CheckpointFunction(function, preserveRngState).applyAll(inputs);
    }

    private static void required(Object function) {
        Objects.requireNonNull(
                function, "checkpoint: argument 'function' must be a function, not null");
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
            value = checkpoint(in -> run(segment, in), value, preserveRngState);
        }
        return run(functions.subList(start, functions.size()), value);
    }

    private static Tensor run(List<? extends UnaryOperator<Tensor>> functions, Tensor input) {
        Tensor value = input;
        for (UnaryOperator<Tensor> function : functions) value = function.apply(value);
        return value;
    }
}
