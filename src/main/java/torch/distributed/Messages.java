package torch.distributed;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/** Tensors from one process to one other. */
abstract class Messages extends Exchanges {
    Messages() {}

    /** Sends a tensor. */
    public static void send(Tensor tensor, int dst) {
        send(tensor, dst, o -> {});
    }

    /** Sends a tensor to the process that {@link CollectiveOptions#groupDst} names. */
    public static void send(Tensor tensor, Consumer<? super CollectiveOptions> options) {
        send(tensor, null, options);
    }

    /** Sends a tensor, with keyword arguments. */
    public static void send(
            Tensor tensor, @Nullable Integer dst, Consumer<? super CollectiveOptions> options) {
        Work work = isend(tensor, dst, options);
        if (work != null) work.await();
    }

    /** Starts sending a tensor. */
    public static @Nullable Work isend(Tensor tensor, int dst) {
        return isend(tensor, dst, o -> {});
    }

    /** Starts sending a tensor to the process that {@link CollectiveOptions#groupDst} names. */
    public static @Nullable Work isend(Tensor tensor, Consumer<? super CollectiveOptions> options) {
        return isend(tensor, null, options);
    }

    /**
     * Starts sending a tensor, with keyword arguments.
     *
     * @throws IllegalArgumentException if the destination is this process, or none of the group
     */
    public static @Nullable Work isend(
            Tensor tensor, @Nullable Integer dst, Consumer<? super CollectiveOptions> options) {
        CollectiveOptions o = CollectiveOptions.of(options).asyncOp(true);
        List<Tensor> one = List.of(Checks.tensor(tensor, "tensor"));
        ProcessGroup group = Dist.groupOr(o.group);
        int to = Checks.groupRank(group, dst, o.groupDst);
        if (!takesPart(group, "isend")) return null;
        Checks.peer(group, to, "destination");
        return new Work(
                C10d.call(
                        "send",
                        () -> {
                            try (var tensors = C10d.real(one)) {
                                return group.natively().send(tensors, to, o.tag);
                            }
                        }),
                "send");
    }

    /** Receives a tensor of any process; its rank. */
    public static int recv(Tensor tensor) {
        return recv(tensor, null, o -> {});
    }

    /** Receives a tensor of a process; its rank. */
    public static int recv(Tensor tensor, int src) {
        return recv(tensor, src, o -> {});
    }

    /** Receives a tensor of the process that {@link CollectiveOptions#groupSrc} names, or of any; its rank. */
    public static int recv(Tensor tensor, Consumer<? super CollectiveOptions> options) {
        return recv(tensor, null, options);
    }

    /**
     * Receives a tensor.
     *
     * @param src the sender's rank in the default group; null for any, or where {@code groupSrc} says it
     * @return the sender's rank in the default group; -1 in a process that is not a member
     */
    public static int recv(
            Tensor tensor, @Nullable Integer src, Consumer<? super CollectiveOptions> options) {
        CollectiveOptions o = CollectiveOptions.of(options);
        Work work = irecv(tensor, src, options);
        if (work == null) return -1;
        work.await();
        if (src != null) return src;
        return Dist.groupOr(o.group)
                .globalRank(o.groupSrc != null ? o.groupSrc : work.sourceRank());
    }

    /** Starts receiving a tensor of any process. */
    public static @Nullable Work irecv(Tensor tensor) {
        return irecv(tensor, null, o -> {});
    }

    /** Starts receiving a tensor of a process. */
    public static @Nullable Work irecv(Tensor tensor, @Nullable Integer src) {
        return irecv(tensor, src, o -> {});
    }

    /** Starts receiving a tensor of the process that {@link CollectiveOptions#groupSrc} names, or of any. */
    public static @Nullable Work irecv(Tensor tensor, Consumer<? super CollectiveOptions> options) {
        return irecv(tensor, null, options);
    }

    /** Starts receiving a tensor of a process, or of any where neither {@code src} nor {@code groupSrc} is given. */
    public static @Nullable Work irecv(
            Tensor tensor, @Nullable Integer src, Consumer<? super CollectiveOptions> options) {
        CollectiveOptions o = CollectiveOptions.of(options).asyncOp(true);
        List<Tensor> one = List.of(Checks.tensor(tensor, "tensor"));
        ProcessGroup group = Dist.groupOr(o.group);
        if (!takesPart(group, "irecv")) return null;
        boolean any = src == null && o.groupSrc == null;
        int from = any ? -1 : Checks.groupRank(group, src, o.groupSrc);
        if (!any) Checks.peer(group, from, "source");
        return new Work(
                C10d.call(
                        "recv",
                        () -> {
                            try (var tensors = C10d.real(one)) {
                                return any
                                        ? group.natively().recvAnysource(tensors, o.tag)
                                        : group.natively().recv(tensors, from, o.tag);
                            }
                        }),
                "recv");
    }

    /**
     * Starts several messages; the works to await. A backend that can, NCCL, sends them as one.
     *
     * @throws IllegalArgumentException if they belong to different groups
     * @throws IndexOutOfBoundsException if there are none
     */
    public static List<Work> batchIsendIrecv(List<P2POp> p2pOpList) {
        if (p2pOpList.isEmpty()) throw new IndexOutOfBoundsException("list index out of range");
        ProcessGroup group = p2pOpList.getFirst().group();
        if (p2pOpList.stream().anyMatch(op -> op.group() != group))
            throw new IllegalArgumentException("All ops need to use the same group.");
        List<Work> started = new ArrayList<>();
        if (!group.isMember()) return started;
        String type = p2pOpList.getFirst().tensor().device().type();
        DeviceType device = DeviceType.valueOf(type.toUpperCase(java.util.Locale.ROOT));
        boolean together =
                C10d.call(
                        "batch_isend_irecv",
                        () -> group.natively().getBackend(device).supportsCoalescing());
        if (together) C10d.run("batch_isend_irecv", () -> group.natively().startCoalescing(device));
        for (P2POp operation : p2pOpList) {
            Work work = operation.start();
            if (work != null) started.add(work);
        }
        if (!together) return started;
        return List.of(
                new Work(
                        C10d.call(
                                "batch_isend_irecv", () -> group.natively().endCoalescing(device)),
                        "batch_isend_irecv"));
    }
}
