package torch.distributed;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.bytedeco.pytorch.AllToAllOptions;
import org.bytedeco.pytorch.AllgatherOptions;
import org.bytedeco.pytorch.AllreduceOptions;
import org.bytedeco.pytorch.BarrierOptions;
import org.bytedeco.pytorch.BroadcastOptions;
import org.bytedeco.pytorch.GatherOptions;
import org.bytedeco.pytorch.LongVector;
import org.bytedeco.pytorch.ReduceOptions;
import org.bytedeco.pytorch.ReduceScatterOptions;
import org.bytedeco.pytorch.ScatterOptions;
import org.bytedeco.pytorch.TensorVector;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.internal.Warnings;

/**
 * What the processes of a group do together with tensors; called as {@code Dist.allReduce(x)}. All members call the same
 * functions in the same order. Ranks are those of the default group. Each returns the work, which is done already unless
 * {@code o.asyncOp(true)} was asked for; in a process that is not a member nothing happens and it is null.
 *
 * <p>All throw {@link DistException} where another process is gone, shapes or types differ between processes, or the
 * group's time-out is over, and {@link IllegalArgumentException} for arguments that make no sense.
 */
public abstract class Collectives {
    Collectives() {}

    /** Starts a collective, if this process takes part in it. */
    private static @Nullable Work start(
            String name,
            CollectiveOptions o,
            Function<ProcessGroup, org.bytedeco.pytorch.Work> call) {
        ProcessGroup group = Dist.groupOr(o.group);
        if (!group.isMember()) {
            Warnings.warnOnce(
                    "torch.distributed",
                    "Running %s on global rank %d which does not belong to the given group."
                            .formatted(name, Dist.getRank()));
            return null;
        }
        Work work = new Work(C10d.call(name, () -> call.apply(group)), name);
        if (!o.asyncOp) work.await();
        return work;
    }

    private static Tensor check(@Nullable Tensor tensor, String argument) {
        if (tensor == null) {
            throw new IllegalArgumentException(
                    "Invalid function argument. Expected parameter `"
                            + argument
                            + "` of type torch.Tensor, but it is null.");
        }
        return tensor;
    }

    private static <T extends Tensor> List<T> check(@Nullable List<T> tensors, String argument) {
        if (tensors == null || tensors.stream().anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException(
                    "Invalid function argument. Expected parameter `"
                            + argument
                            + "` of type List[torch.Tensor], but it is or has a null.");
        }
        return tensors;
    }

    private static void sameDtype(List<? extends Tensor> some, Tensor other) {
        for (Tensor tensor : some) {
            if (tensor.dtype() != other.dtype()) {
                throw new IllegalArgumentException(
                        "Invalid usage of tensors with different dtypesFound "
                                + tensor.dtype()
                                + " and  "
                                + other.dtype());
            }
        }
    }

    private static TensorVector vector(Tensor tensor) {
        return C10d.vector(List.of(tensor));
    }

    // ---- All to all

    /** Adds a tensor over all processes, in place and in each of them. */
    public static @Nullable Work allReduce(Tensor tensor) {
        return allReduce(tensor, o -> {});
    }

    /** Joins a tensor over all processes, in place and in each of them. */
    public static @Nullable Work allReduce(Tensor tensor, ReduceOp op) {
        return allReduce(tensor, o -> o.op(op));
    }

    /** As {@link #allReduce(Tensor, ReduceOp)} with keyword arguments. */
    public static @Nullable Work allReduce(
            Tensor tensor, Consumer<? super CollectiveOptions> options) {
        CollectiveOptions o = CollectiveOptions.of(options);
        check(tensor, "tensor");
        return start(
                "all_reduce",
                o,
                group -> {
                    try (var tensors = vector(tensor);
                            var arguments = new AllreduceOptions()) {
                        arguments.reduceOp(o.op.natively()).asyncOp(o.asyncOp);
                        return group.natively().allreduce(tensors, arguments);
                    }
                });
    }

    /** Hands the tensor of the process {@code src} to all; the others' are overwritten. */
    public static @Nullable Work broadcast(Tensor tensor, int src) {
        return broadcast(tensor, src, o -> {});
    }

    /** As {@link #broadcast(Tensor, int)} with keyword arguments. */
    public static @Nullable Work broadcast(
            Tensor tensor, int src, Consumer<? super CollectiveOptions> options) {
        CollectiveOptions o = CollectiveOptions.of(options);
        check(tensor, "tensor");
        return start(
                "broadcast",
                o,
                group -> {
                    try (var tensors = vector(tensor);
                            var arguments = new BroadcastOptions()) {
                        arguments.rootRank(group.groupRank(src)).rootTensor(0).asyncOp(o.asyncOp);
                        return group.natively().broadcast(tensors, arguments);
                    }
                });
    }

    /** Adds a tensor over all processes, in the process {@code dst}; the others' are undefined after it. */
    public static @Nullable Work reduce(Tensor tensor, int dst) {
        return reduce(tensor, dst, o -> {});
    }

    /** As {@link #reduce(Tensor, int)} with keyword arguments. */
    public static @Nullable Work reduce(
            Tensor tensor, int dst, Consumer<? super CollectiveOptions> options) {
        CollectiveOptions o = CollectiveOptions.of(options);
        check(tensor, "tensor");
        return start(
                "reduce",
                o,
                group -> {
                    try (var tensors = vector(tensor);
                            var arguments = new ReduceOptions()) {
                        arguments
                                .reduceOp(o.op.natively())
                                .rootRank(group.groupRank(dst))
                                .asyncOp(o.asyncOp);
                        return group.natively().reduce(tensors, arguments);
                    }
                });
    }

    /** Gathers the tensors of all processes in each of them, one of the list for each rank. */
    public static @Nullable Work allGather(List<? extends Tensor> tensorList, Tensor tensor) {
        return allGather(tensorList, tensor, o -> {});
    }

    /** As {@link #allGather(List, Tensor)} with keyword arguments. */
    public static @Nullable Work allGather(
            List<? extends Tensor> tensorList,
            Tensor tensor,
            Consumer<? super CollectiveOptions> options) {
        CollectiveOptions o = CollectiveOptions.of(options);
        check(tensorList, "tensor_list");
        check(tensor, "tensor");
        sameDtype(tensorList, tensor);
        return start(
                "all_gather",
                o,
                group -> {
                    try (var outputs = C10d.vector(tensorList);
                            var inputs = vector(tensor);
                            var arguments = new AllgatherOptions()) {
                        arguments.asyncOp(o.asyncOp);
                        return group.natively().allgather(outputs, inputs, arguments);
                    }
                });
    }

    /** Gathers the tensors of all processes in one: concatenated, or stacked where it has a dimension more. */
    public static @Nullable Work allGatherIntoTensor(Tensor outputTensor, Tensor inputTensor) {
        return allGatherIntoTensor(outputTensor, inputTensor, o -> {});
    }

    /** As {@link #allGatherIntoTensor(Tensor, Tensor)} with keyword arguments. */
    public static @Nullable Work allGatherIntoTensor(
            Tensor outputTensor, Tensor inputTensor, Consumer<? super CollectiveOptions> options) {
        CollectiveOptions o = CollectiveOptions.of(options);
        check(inputTensor, "input_tensor");
        check(outputTensor, "output_tensor");
        return start(
                "all_gather_into_tensor",
                o,
                group -> {
                    try (var output = outputTensor.javacpp();
                            var input = inputTensor.javacpp();
                            var arguments = new AllgatherOptions()) {
                        arguments.asyncOp(o.asyncOp);
                        return group.natively()._allgather_base(output, input, arguments);
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
        check(output, "output");
        check(inputList, "input_list");
        sameDtype(inputList, output);
        return start(
                "reduce_scatter",
                o,
                group -> {
                    try (var outputs = vector(output);
                            var inputs = C10d.vector(inputList);
                            var arguments = new ReduceScatterOptions()) {
                        arguments.reduceOp(o.op.natively()).asyncOp(o.asyncOp);
                        return group.natively().reduce_scatter(outputs, inputs, arguments);
                    }
                });
    }

    /** Adds a tensor over all processes and leaves each process its part of the sum. */
    public static @Nullable Work reduceScatterTensor(Tensor output, Tensor input) {
        return reduceScatterTensor(output, input, o -> {});
    }

    /** As {@link #reduceScatterTensor(Tensor, Tensor)} with keyword arguments. */
    public static @Nullable Work reduceScatterTensor(
            Tensor output, Tensor input, Consumer<? super CollectiveOptions> options) {
        CollectiveOptions o = CollectiveOptions.of(options);
        check(output, "output");
        check(input, "input");
        return start(
                "reduce_scatter_tensor",
                o,
                group -> {
                    try (var to = output.javacpp();
                            var from = input.javacpp();
                            var arguments = new ReduceScatterOptions()) {
                        arguments.reduceOp(o.op.natively()).asyncOp(o.asyncOp);
                        return group.natively()._reduce_scatter_base(to, from, arguments);
                    }
                });
    }

    /** Sends the tensor at each rank to that rank, and receives one of each. */
    public static @Nullable Work allToAll(
            List<? extends Tensor> outputTensorList, List<? extends Tensor> inputTensorList) {
        return allToAll(outputTensorList, inputTensorList, o -> {});
    }

    /** As {@link #allToAll(List, List)} with keyword arguments. */
    public static @Nullable Work allToAll(
            List<? extends Tensor> outputTensorList,
            List<? extends Tensor> inputTensorList,
            Consumer<? super CollectiveOptions> options) {
        CollectiveOptions o = CollectiveOptions.of(options);
        check(outputTensorList, "output_tensor_list");
        check(inputTensorList, "input_tensor_list");
        if (!inputTensorList.isEmpty()) sameDtype(outputTensorList, inputTensorList.getFirst());
        return start(
                "all_to_all",
                o,
                group -> {
                    try (var outputs = C10d.vector(outputTensorList);
                            var inputs = C10d.vector(inputTensorList);
                            var arguments = new AllToAllOptions()) {
                        arguments.asyncOp(o.asyncOp);
                        return group.natively().alltoall(outputs, inputs, arguments);
                    }
                });
    }

    /** Sends each rank an equal part of a tensor, and receives one of each. */
    public static @Nullable Work allToAllSingle(Tensor output, Tensor input) {
        return allToAllSingle(output, input, new long[0], new long[0], o -> {});
    }

    /**
     * Sends each rank a part of a tensor along its first dimension, and receives one of each.
     *
     * @param outputSplitSizes how much comes from each rank; none for equal parts
     * @param inputSplitSizes how much goes to each rank; none for equal parts
     */
    public static @Nullable Work allToAllSingle(
            Tensor output,
            Tensor input,
            long[] outputSplitSizes,
            long[] inputSplitSizes,
            Consumer<? super CollectiveOptions> options) {
        CollectiveOptions o = CollectiveOptions.of(options);
        check(output, "output");
        check(input, "input");
        return start(
                "all_to_all_single",
                o,
                group -> {
                    try (var to = output.javacpp();
                            var from = input.javacpp();
                            var arguments = new AllToAllOptions();
                            var toSizes = new LongVector(outputSplitSizes);
                            var fromSizes = new LongVector(inputSplitSizes)) {
                        arguments.asyncOp(o.asyncOp);
                        return group.natively()
                                .alltoall_base(to, from, toSizes, fromSizes, arguments);
                    }
                });
    }

    // ---- One to all, all to one

    /** Gathers the tensors of all processes in the process {@code dst}, the only one that gives a list. */
    public static @Nullable Work gather(
            Tensor tensor, @Nullable List<? extends Tensor> gatherList, int dst) {
        return gather(tensor, gatherList, dst, o -> {});
    }

    /** As {@link #gather(Tensor, List, int)} with keyword arguments. */
    public static @Nullable Work gather(
            Tensor tensor,
            @Nullable List<? extends Tensor> gatherList,
            int dst,
            Consumer<? super CollectiveOptions> options) {
        CollectiveOptions o = CollectiveOptions.of(options);
        check(tensor, "tensor");
        List<? extends Tensor> all = atRoot(gatherList, dst, "gather_list", "destination");
        sameDtype(all, tensor);
        return start(
                "gather",
                o,
                group -> {
                    try (var outputs = nested(all);
                            var inputs = vector(tensor);
                            var arguments = new GatherOptions()) {
                        arguments.rootRank(group.groupRank(dst)).asyncOp(o.asyncOp);
                        return group.natively().gather(outputs, inputs, arguments);
                    }
                });
    }

    /** Hands each process the tensor at its rank in the list of the process {@code src}, the only one that gives one. */
    public static @Nullable Work scatter(
            Tensor tensor, @Nullable List<? extends Tensor> scatterList, int src) {
        return scatter(tensor, scatterList, src, o -> {});
    }

    /** As {@link #scatter(Tensor, List, int)} with keyword arguments. */
    public static @Nullable Work scatter(
            Tensor tensor,
            @Nullable List<? extends Tensor> scatterList,
            int src,
            Consumer<? super CollectiveOptions> options) {
        CollectiveOptions o = CollectiveOptions.of(options);
        check(tensor, "tensor");
        List<? extends Tensor> all = atRoot(scatterList, src, "scatter_list", "source");
        sameDtype(all, tensor);
        return start(
                "scatter",
                o,
                group -> {
                    try (var outputs = vector(tensor);
                            var inputs = nested(all);
                            var arguments = new ScatterOptions()) {
                        arguments.rootRank(group.groupRank(src)).asyncOp(o.asyncOp);
                        return group.natively().scatter(outputs, inputs, arguments);
                    }
                });
    }

    /** The list of the root; none elsewhere. */
    private static List<? extends Tensor> atRoot(
            @Nullable List<? extends Tensor> list, int root, String argument, String end) {
        if (Dist.getRank() == root) {
            if (list == null) {
                throw new IllegalArgumentException(
                        "Argument ``" + argument + "`` must be specified on " + end + " rank.");
            }
            return check(list, argument);
        }
        if (list != null && !list.isEmpty()) {
            throw new IllegalArgumentException(
                    "Argument ``"
                            + argument
                            + "`` must NOT be specified on non-"
                            + end
                            + " ranks.");
        }
        return List.of();
    }

    /** A list of one list, or an empty list where there is none. */
    private static TensorVector nested(List<? extends Tensor> tensors) {
        TensorVector vector = C10d.vector(tensors);
        return tensors.isEmpty() ? (TensorVector) vector.limit(0).capacity(0) : vector;
    }

    // ---- One to one

    /** Sends a tensor. */
    public static void send(Tensor tensor, int dst) {
        send(tensor, dst, o -> {});
    }

    /** Sends a tensor, with keyword arguments. */
    public static void send(Tensor tensor, int dst, Consumer<? super CollectiveOptions> options) {
        Work work = isend(tensor, dst, options);
        if (work != null) work.await();
    }

    /** Starts sending a tensor. */
    public static @Nullable Work isend(Tensor tensor, int dst) {
        return isend(tensor, dst, o -> {});
    }

    /** Starts sending a tensor, with keyword arguments. */
    public static @Nullable Work isend(
            Tensor tensor, int dst, Consumer<? super CollectiveOptions> options) {
        CollectiveOptions o = CollectiveOptions.of(options).asyncOp(true);
        check(tensor, "tensor");
        if (Dist.getRank() == dst) {
            throw new IllegalArgumentException(
                    "Invalid destination rank: destination rank should not be the same as the rank of the current process.");
        }
        return start(
                "send",
                o,
                group -> {
                    try (var tensors = vector(tensor)) {
                        return group.natively().send(tensors, group.groupRank(dst), o.tag);
                    }
                });
    }

    /** Receives a tensor of any process; its rank. */
    public static int recv(Tensor tensor) {
        return recv(tensor, null, o -> {});
    }

    /** Receives a tensor of a process; its rank. */
    public static int recv(Tensor tensor, int src) {
        return recv(tensor, src, o -> {});
    }

    /**
     * Receives a tensor.
     *
     * @param src the sender; null for any
     * @return the sender; -1 in a process that is not a member
     */
    public static int recv(
            Tensor tensor, @Nullable Integer src, Consumer<? super CollectiveOptions> options) {
        CollectiveOptions o = CollectiveOptions.of(options);
        Work work = irecv(tensor, src, options);
        if (work == null) return -1;
        work.await();
        return src != null ? src : Dist.groupOr(o.group).globalRank(work.sourceRank());
    }

    /** Starts receiving a tensor of a process. */
    public static @Nullable Work irecv(Tensor tensor, @Nullable Integer src) {
        return irecv(tensor, src, o -> {});
    }

    /** Starts receiving a tensor of a process, or of any for null. */
    public static @Nullable Work irecv(
            Tensor tensor, @Nullable Integer src, Consumer<? super CollectiveOptions> options) {
        CollectiveOptions o = CollectiveOptions.of(options).asyncOp(true);
        check(tensor, "tensor");
        return start(
                "recv",
                o,
                group -> {
                    try (var tensors = vector(tensor)) {
                        return src == null
                                ? group.natively().recvAnysource(tensors, o.tag)
                                : group.natively().recv(tensors, group.groupRank(src), o.tag);
                    }
                });
    }

    // ---- Waiting

    /** Waits until all processes are here. */
    public static @Nullable Work barrier() {
        return barrier(o -> {});
    }

    /** Waits until all processes are here, with keyword arguments. */
    public static @Nullable Work barrier(Consumer<? super CollectiveOptions> options) {
        CollectiveOptions o = CollectiveOptions.of(options);
        return start(
                "barrier",
                o,
                group -> {
                    try (var arguments = new BarrierOptions()) {
                        arguments.asyncOp(o.asyncOp).timeout(C10d.millis(group.timeout()));
                        return group.natively().barrier(arguments);
                    }
                });
    }

    /** As {@link #monitoredBarrier(ProcessGroup, Duration, boolean)} of all processes. */
    public static void monitoredBarrier(Duration timeout) {
        monitoredBarrier(null, timeout, false);
    }

    /**
     * Waits until all processes are here, and says which are not. Gloo only.
     *
     * @param waitAllRanks whether to look at all ranks before it says so, not only up to the first that is missing
     * @throws DistException that names the ranks that did not come within the time-out
     */
    public static void monitoredBarrier(
            @Nullable ProcessGroup group, @Nullable Duration timeout, boolean waitAllRanks) {
        ProcessGroup members = Dist.groupOr(group);
        if (!members.isMember()) return;
        if (!members.backends().values().stream().allMatch("gloo"::equals)) {
            throw new IllegalArgumentException(
                    "monitored_barrier is only implemented for GLOO backend.");
        }
        C10d.run(
                "monitored_barrier",
                () -> {
                    try (var arguments = new BarrierOptions()) {
                        arguments.timeout(
                                C10d.millis(timeout == null ? members.timeout() : timeout));
                        members.natively().monitoredBarrier(arguments, waitAllRanks);
                    }
                });
    }
}
