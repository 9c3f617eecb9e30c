package torch.distributed;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.pytorch.AllToAllOptions;
import org.bytedeco.pytorch.AllgatherOptions;
import org.bytedeco.pytorch.GatherOptions;
import org.bytedeco.pytorch.LongVector;
import org.bytedeco.pytorch.ScatterOptions;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/** The collectives that gather tensors, and those that hand parts of them out. */
abstract class Exchanges extends Reductions {
    Exchanges() {}

    // ---- All to all

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
        Checks.tensors(tensorList, "tensor_list");
        List<Tensor> one = List.of(Checks.tensor(tensor, "tensor"));
        Checks.sameDtype(tensorList, one);
        return start(
                "all_gather",
                o,
                one,
                group -> {
                    try (var outputs = C10d.real(tensorList);
                            var inputs = C10d.real(one);
                            var arguments = new AllgatherOptions()) {
                        arguments.asyncOp(o.asyncOp);
                        return group.natively().allgather(outputs, inputs, arguments);
                    }
                });
    }

    /** Gathers the tensors of all processes in one: concatenated, or with NCCL stacked where it has a dimension more. */
    public static @Nullable Work allGatherSingle(Tensor outputTensor, Tensor inputTensor) {
        return allGatherSingle(outputTensor, inputTensor, o -> {});
    }

    /** As {@link #allGatherSingle(Tensor, Tensor)} with keyword arguments. */
    public static @Nullable Work allGatherSingle(
            Tensor outputTensor, Tensor inputTensor, Consumer<? super CollectiveOptions> options) {
        CollectiveOptions o = CollectiveOptions.of(options);
        Checks.tensor(inputTensor, "input_tensor");
        Checks.tensor(outputTensor, "output_tensor");
        return start(
                "all_gather_single",
                o,
                List.of(inputTensor),
                group -> {
                    try (var output = C10d.real(outputTensor);
                            var input = C10d.real(inputTensor);
                            var arguments = new AllgatherOptions()) {
                        arguments.asyncOp(o.asyncOp);
                        return group.natively().all_gather_single(output, input, arguments);
                    }
                });
    }

    /** {@link #allGatherSingle(Tensor, Tensor)} by its older name. */
    public static @Nullable Work allGatherIntoTensor(Tensor outputTensor, Tensor inputTensor) {
        return allGatherSingle(outputTensor, inputTensor);
    }

    /** {@link #allGatherSingle(Tensor, Tensor, Consumer)} by its older name. */
    public static @Nullable Work allGatherIntoTensor(
            Tensor outputTensor, Tensor inputTensor, Consumer<? super CollectiveOptions> options) {
        return allGatherSingle(outputTensor, inputTensor, options);
    }

    /** Gathers several tensors of all processes, in a list of them for each rank. Deprecated in PyTorch. */
    public static @Nullable Work allGatherCoalesced(
            List<? extends List<? extends Tensor>> outputTensorLists,
            List<? extends Tensor> inputTensorList) {
        return allGatherCoalesced(outputTensorLists, inputTensorList, o -> {});
    }

    /** As {@link #allGatherCoalesced(List, List)} with keyword arguments. */
    public static @Nullable Work allGatherCoalesced(
            List<? extends List<? extends Tensor>> outputTensorLists,
            List<? extends Tensor> inputTensorList,
            Consumer<? super CollectiveOptions> options) {
        CollectiveOptions o = CollectiveOptions.of(options);
        Checks.tensors(inputTensorList, "input_tensor_list");
        Checks.sameDtype(inputTensorList);
        for (List<? extends Tensor> outputs : outputTensorLists) {
            Checks.tensors(outputs, "output_tensor_lists");
            Checks.sameDtype(outputs);
        }
        ProcessGroup group = Dist.groupOr(o.group);
        if (!takesPart(group, "all_gather_coalesced")) return null;
        if (outputTensorLists.size() != group.size())
            throw new IllegalArgumentException("output lists should be equal to world size");
        for (List<? extends Tensor> outputs : outputTensorLists) {
            if (outputs.size() != inputTensorList.size()) {
                throw new IllegalArgumentException(
                        "invalid output size: (expected length %d, got %d)"
                                .formatted(outputs.size(), inputTensorList.size()));
            }
        }
        // The presets pass one list of tensors at most: each tensor goes by itself.
        List<Work> works = new ArrayList<>();
        for (int i = 0; i < inputTensorList.size(); i++) {
            int at = i;
            List<? extends Tensor> outputs =
                    outputTensorLists.stream().map(list -> list.get(at)).toList();
            Work work =
                    allGather(outputs, inputTensorList.get(i), c -> c.group(group).asyncOp(true));
            if (work != null) works.add(work);
        }
        Work all = Work.all(works, "all_gather_coalesced");
        if (!o.asyncOp) all.await();
        return all;
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
        Checks.tensors(outputTensorList, "output_tensor_list");
        Checks.tensors(inputTensorList, "input_tensor_list");
        Checks.sameDtype(outputTensorList, inputTensorList);
        return start(
                "all_to_all",
                o,
                List.of(),
                group -> {
                    try (var outputs = C10d.real(outputTensorList);
                            var inputs = C10d.real(inputTensorList);
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
        Checks.tensor(output, "output");
        Checks.tensor(input, "input");
        Checks.sameDtype(List.of(output), List.of(input));
        return start(
                "all_to_all_single",
                o,
                List.of(),
                group -> {
                    try (var to = C10d.real(output);
                            var from = C10d.real(input);
                            var arguments = new AllToAllOptions();
                            var toSizes = new LongVector(outputSplitSizes);
                            var fromSizes = new LongVector(inputSplitSizes)) {
                        arguments.asyncOp(o.asyncOp);
                        return group.natively()
                                .all_to_all_single(to, from, toSizes, fromSizes, arguments);
                    }
                });
    }

    // ---- One to all, all to one

    /** Gathers the tensors of all processes in the process {@code dst}, the only one that gives a list. */
    public static @Nullable Work gather(
            Tensor tensor, @Nullable List<? extends Tensor> gatherList, int dst) {
        return gather(tensor, gatherList, dst, o -> {});
    }

    /** As {@link #gather(Tensor, List, int)}, in rank 0 or the process that {@link CollectiveOptions#groupDst} names. */
    public static @Nullable Work gather(
            Tensor tensor,
            @Nullable List<? extends Tensor> gatherList,
            Consumer<? super CollectiveOptions> options) {
        return gather(tensor, gatherList, null, options);
    }

    /** As {@link #gather(Tensor, List, int)} with keyword arguments. */
    public static @Nullable Work gather(
            Tensor tensor,
            @Nullable List<? extends Tensor> gatherList,
            @Nullable Integer dst,
            Consumer<? super CollectiveOptions> options) {
        CollectiveOptions o = CollectiveOptions.of(options);
        List<Tensor> one = List.of(Checks.tensor(tensor, "tensor"));
        if (gatherList != null) Checks.tensors(gatherList, "gather_list");
        Checks.sameDtype(one, gatherList == null ? List.of() : gatherList);
        ProcessGroup members = Dist.groupOr(o.group);
        if (!takesPart(members, "gather")) return null;
        int root = Checks.groupRank(members, orZero(dst, o.groupDst), o.groupDst);
        List<? extends Tensor> all =
                Checks.atRoot(gatherList, members.rank() == root, "gather_list", "destination");
        return start(
                "gather",
                o,
                one,
                group -> {
                    try (var outputs = C10d.nested(all);
                            var inputs = C10d.real(one);
                            var arguments = new GatherOptions()) {
                        arguments.rootRank(root).asyncOp(o.asyncOp);
                        return group.natively().gather(outputs, inputs, arguments);
                    }
                });
    }

    private static @Nullable Integer orZero(@Nullable Integer rank, @Nullable Integer groupRank) {
        return rank == null && groupRank == null ? (Integer) 0 : rank;
    }

    /** Gathers the tensors of all processes in one of the process {@code dst}, the only one that gives it. */
    public static @Nullable Work gatherSingle(
            Tensor tensor, @Nullable Tensor gatherTensor, int dst) {
        return gatherSingle(tensor, gatherTensor, dst, o -> {});
    }

    /** As {@link #gatherSingle(Tensor, Tensor, int)} with keyword arguments. */
    public static @Nullable Work gatherSingle(
            Tensor tensor,
            @Nullable Tensor gatherTensor,
            @Nullable Integer dst,
            Consumer<? super CollectiveOptions> options) {
        CollectiveOptions o = CollectiveOptions.of(options);
        Checks.tensor(tensor, "tensor");
        ProcessGroup group = Dist.groupOr(o.group);
        if (!takesPart(group, "gather_single")) return null;
        int root = Checks.groupRank(group, orZero(dst, o.groupDst), o.groupDst);
        Consumer<CollectiveOptions> same = c -> c.group(group).groupDst(root).asyncOp(o.asyncOp);
        if (group.rank() != root) return gather(tensor, null, same);
        if (gatherTensor == null)
            throw new IllegalArgumentException(
                    "gather_tensor must be specified on the destination rank");
        Checks.sameDtype(List.of(tensor), List.of(gatherTensor));
        if (gatherTensor.numel() != tensor.numel() * group.size() || !gatherTensor.isContiguous()) {
            throw new IllegalArgumentException(
                    "gather_tensor must be contiguous and have %d elements, %d for each process, but its shape is %s"
                            .formatted(
                                    tensor.numel() * group.size(),
                                    tensor.numel(),
                                    gatherTensor.shape()));
        }
        // This libtorch has no such collective yet: each process's part is a view of the whole.
        List<Tensor> parts = new ArrayList<>();
        try (Tensor flat = gatherTensor.view(-1)) {
            for (int rank = 0; rank < group.size(); rank++) {
                try (Tensor part = flat.narrow(0, rank * tensor.numel(), tensor.numel())) {
                    parts.add(part.view(tensor.shape().toArray()));
                }
            }
            return gather(tensor, parts, same);
        } finally {
            parts.forEach(Tensor::close);
        }
    }

    /** {@link #gatherSingle(Tensor, Tensor, int)} by its older name. */
    public static @Nullable Work gatherIntoTensor(
            Tensor tensor, @Nullable Tensor gatherTensor, int dst) {
        return gatherSingle(tensor, gatherTensor, dst);
    }

    /** {@link #gatherSingle(Tensor, Tensor, Integer, Consumer)} by its older name. */
    public static @Nullable Work gatherIntoTensor(
            Tensor tensor,
            @Nullable Tensor gatherTensor,
            @Nullable Integer dst,
            Consumer<? super CollectiveOptions> options) {
        return gatherSingle(tensor, gatherTensor, dst, options);
    }

    /** Hands each process the tensor at its rank in the list of the process {@code src}, the only one that gives one. */
    public static @Nullable Work scatter(
            Tensor tensor, @Nullable List<? extends Tensor> scatterList, int src) {
        return scatter(tensor, scatterList, src, o -> {});
    }

    /** As {@link #scatter(Tensor, List, int)}, of rank 0 or the process that {@link CollectiveOptions#groupSrc} names. */
    public static @Nullable Work scatter(
            Tensor tensor,
            @Nullable List<? extends Tensor> scatterList,
            Consumer<? super CollectiveOptions> options) {
        return scatter(tensor, scatterList, null, options);
    }

    /** As {@link #scatter(Tensor, List, int)} with keyword arguments. */
    public static @Nullable Work scatter(
            Tensor tensor,
            @Nullable List<? extends Tensor> scatterList,
            @Nullable Integer src,
            Consumer<? super CollectiveOptions> options) {
        CollectiveOptions o = CollectiveOptions.of(options);
        List<Tensor> one = List.of(Checks.tensor(tensor, "tensor"));
        if (scatterList != null) Checks.tensors(scatterList, "scatter_list");
        Checks.sameDtype(one, scatterList == null ? List.of() : scatterList);
        ProcessGroup members = Dist.groupOr(o.group);
        if (!takesPart(members, "scatter")) return null;
        int root = Checks.groupRank(members, orZero(src, o.groupSrc), o.groupSrc);
        List<? extends Tensor> all =
                Checks.atRoot(scatterList, members.rank() == root, "scatter_list", "source");
        return start(
                "scatter",
                o,
                one,
                group -> {
                    try (var outputs = C10d.real(one);
                            var inputs = C10d.nested(all);
                            var arguments = new ScatterOptions()) {
                        arguments.rootRank(root).asyncOp(o.asyncOp);
                        return group.natively().scatter(outputs, inputs, arguments);
                    }
                });
    }
}
