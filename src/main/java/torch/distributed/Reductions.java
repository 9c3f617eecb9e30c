package torch.distributed;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.bytedeco.pytorch.AllreduceCoalescedOptions;
import org.bytedeco.pytorch.AllreduceOptions;
import org.bytedeco.pytorch.BroadcastOptions;
import org.bytedeco.pytorch.ReduceOptions;
import org.bytedeco.pytorch.ReduceScatterOptions;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.internal.Warnings;

/** The collectives that join tensors, and the one that hands one out. */
abstract class Reductions {
    Reductions() {}

    /** Whether this process takes part; said once where it does not. */
    static boolean takesPart(ProcessGroup group, String name) {
        if (group.isMember()) return true;
        Warnings.warnOnce(
                "torch.distributed",
                "Running %s on global rank %d which does not belong to the given group."
                        .formatted(name, Dist.getRank()));
        return false;
    }

    /** Starts a collective, if this process takes part in it. */
    static @Nullable Work start(
            String name,
            CollectiveOptions o,
            List<? extends Tensor> tensors,
            Function<ProcessGroup, org.bytedeco.pytorch.Work> call) {
        ProcessGroup group = Dist.groupOr(o.group);
        if (!takesPart(group, name)) return null;
        Fingerprint.compare(group, name, tensors);
        Work work = new Work(C10d.call(name, () -> call.apply(group)), name);
        if (!o.asyncOp) work.await();
        return work;
    }

    /** Adds a tensor over all processes, in place and in each of them. */
    public static @Nullable Work allReduce(Tensor tensor) {
        return allReduce(tensor, o -> {});
    }

    /** Joins a tensor over all processes, in place and in each of them. */
    public static @Nullable Work allReduce(Tensor tensor, ReduceOp op) {
        return allReduce(tensor, o -> o.op(op));
    }

    /**
     * As {@link #allReduce(Tensor, ReduceOp)} with keyword arguments.
     *
     * @throws IllegalArgumentException if a complex tensor cannot be joined that way
     */
    public static @Nullable Work allReduce(
            Tensor tensor, Consumer<? super CollectiveOptions> options) {
        CollectiveOptions o = CollectiveOptions.of(options);
        List<Tensor> one = List.of(Checks.tensor(tensor, "tensor"));
        Checks.complex("all_reduce", o.op, one);
        return start(
                "all_reduce",
                o,
                one,
                group -> {
                    try (var tensors = C10d.real(one);
                            var arguments = new AllreduceOptions()) {
                        arguments.reduceOp(o.op.natively()).asyncOp(o.asyncOp);
                        return group.natively().allreduce(tensors, arguments);
                    }
                });
    }

    /** Adds several tensors of one type over all processes, in place and in each of them. Deprecated in PyTorch. */
    public static @Nullable Work allReduceCoalesced(List<? extends Tensor> tensors) {
        return allReduceCoalesced(tensors, o -> {});
    }

    /** As {@link #allReduceCoalesced(List)} with keyword arguments. */
    public static @Nullable Work allReduceCoalesced(
            List<? extends Tensor> tensors, Consumer<? super CollectiveOptions> options) {
        CollectiveOptions o = CollectiveOptions.of(options);
        Checks.tensors(tensors, "tensor");
        Checks.sameDtype(tensors);
        Checks.complex("all_reduce", o.op, tensors);
        return start(
                "all_reduce_coalesced",
                o,
                tensors,
                group -> {
                    try (var all = C10d.real(tensors);
                            var arguments = new AllreduceOptions()) {
                        arguments.reduceOp(o.op.natively()).asyncOp(o.asyncOp);
                        // The presets cannot make these; in C++ they add nothing to the others.
                        return group.natively()
                                .allreduce_coalesced(all, new AllreduceCoalescedOptions(arguments));
                    }
                });
    }

    /** Hands the tensor of the process {@code src} to all; the others' are overwritten. */
    public static @Nullable Work broadcast(Tensor tensor, int src) {
        return broadcast(tensor, src, o -> {});
    }

    /** As {@link #broadcast(Tensor, int)}, of the process that {@link CollectiveOptions#groupSrc} names. */
    public static @Nullable Work broadcast(
            Tensor tensor, Consumer<? super CollectiveOptions> options) {
        return broadcast(tensor, null, options);
    }

    /**
     * As {@link #broadcast(Tensor, int)} with keyword arguments.
     *
     * @param src the source's rank in the default group; null where {@code groupSrc} says it
     */
    public static @Nullable Work broadcast(
            Tensor tensor, @Nullable Integer src, Consumer<? super CollectiveOptions> options) {
        CollectiveOptions o = CollectiveOptions.of(options);
        List<Tensor> one = List.of(Checks.tensor(tensor, "tensor"));
        int root = Checks.groupRank(Dist.groupOr(o.group), src, o.groupSrc);
        return start(
                "broadcast",
                o,
                one,
                group -> {
                    try (var tensors = C10d.real(one);
                            var arguments = new BroadcastOptions()) {
                        arguments.rootRank(root).rootTensor(0).asyncOp(o.asyncOp);
                        return group.natively().broadcast(tensors, arguments);
                    }
                });
    }

    /** Adds a tensor over all processes, in the process {@code dst}; the others' are undefined after it. */
    public static @Nullable Work reduce(Tensor tensor, int dst) {
        return reduce(tensor, dst, o -> {});
    }

    /** As {@link #reduce(Tensor, int)}, in the process that {@link CollectiveOptions#groupDst} names. */
    public static @Nullable Work reduce(
            Tensor tensor, Consumer<? super CollectiveOptions> options) {
        return reduce(tensor, null, options);
    }

    /**
     * As {@link #reduce(Tensor, int)} with keyword arguments.
     *
     * @param dst the destination's rank in the default group; null where {@code groupDst} says it
     */
    public static @Nullable Work reduce(
            Tensor tensor, @Nullable Integer dst, Consumer<? super CollectiveOptions> options) {
        CollectiveOptions o = CollectiveOptions.of(options);
        List<Tensor> one = List.of(Checks.tensor(tensor, "tensor"));
        int root = Checks.groupRank(Dist.groupOr(o.group), dst, o.groupDst);
        return start(
                "reduce",
                o,
                one,
                group -> {
                    try (var tensors = C10d.vector(one);
                            var arguments = new ReduceOptions()) {
                        arguments.reduceOp(o.op.natively()).rootRank(root).asyncOp(o.asyncOp);
                        return group.natively().reduce(tensors, arguments);
                    }
                });
    }

    /** Adds lists over all processes and leaves each process the sum at its rank. */
    public static @Nullable Work reduceScatter(Tensor output, List<? extends Tensor> inputList) {
        return reduceScatter(output, inputList, o -> {});
    }

    /** As {@link #reduceScatter(Tensor, List)} with keyword arguments. */
    public static @Nullable Work reduceScatter(
            Tensor output,
            List<? extends Tensor> inputList,
            Consumer<? super CollectiveOptions> options) {
        CollectiveOptions o = CollectiveOptions.of(options);
        List<Tensor> one = List.of(Checks.tensor(output, "output"));
        Checks.tensors(inputList, "input_list");
        Checks.sameDtype(one, inputList);
        return start(
                "reduce_scatter",
                o,
                inputList,
                group -> {
                    try (var outputs = C10d.vector(one);
                            var inputs = C10d.vector(inputList);
                            var arguments = new ReduceScatterOptions()) {
                        arguments.reduceOp(o.op.natively()).asyncOp(o.asyncOp);
                        return group.natively().reduce_scatter(outputs, inputs, arguments);
                    }
                });
    }

    /** Adds a tensor over all processes and leaves each process its part of the sum. */
    public static @Nullable Work reduceScatterSingle(Tensor output, Tensor input) {
        return reduceScatterSingle(output, input, o -> {});
    }

    /** As {@link #reduceScatterSingle(Tensor, Tensor)} with keyword arguments. */
    public static @Nullable Work reduceScatterSingle(
            Tensor output, Tensor input, Consumer<? super CollectiveOptions> options) {
        CollectiveOptions o = CollectiveOptions.of(options);
        Checks.tensor(output, "output");
        Checks.tensor(input, "input");
        return start(
                "reduce_scatter_single",
                o,
                List.of(input),
                group -> {
                    try (var to = output.javacpp();
                            var from = input.javacpp();
                            var arguments = new ReduceScatterOptions()) {
                        arguments.reduceOp(o.op.natively()).asyncOp(o.asyncOp);
                        return group.natively().reduce_scatter_single(to, from, arguments);
                    }
                });
    }

    /** {@link #reduceScatterSingle(Tensor, Tensor)} by its older name. */
    public static @Nullable Work reduceScatterTensor(Tensor output, Tensor input) {
        return reduceScatterSingle(output, input);
    }

    /** {@link #reduceScatterSingle(Tensor, Tensor, Consumer)} by its older name. */
    public static @Nullable Work reduceScatterTensor(
            Tensor output, Tensor input, Consumer<? super CollectiveOptions> options) {
        return reduceScatterSingle(output, input, options);
    }
}
