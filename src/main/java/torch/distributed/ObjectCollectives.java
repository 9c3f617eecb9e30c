package torch.distributed;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Tensor;
import torch.Torch;

/**
 * What the processes of a group do together with plain data; called as {@code Dist.allGatherObject(x)}. Data is what
 * {@link Torch#save} writes: numbers, strings, lists, maps, tensors; reading it runs no code. Python pickles here, so that the two
 * do not mix in one group.
 *
 * <p>All throw {@link DistException} and {@link IllegalArgumentException} as {@link Collectives} do, and the latter for what cannot be saved.
 */
public abstract class ObjectCollectives extends Collectives {
    ObjectCollectives() {}

    private static Tensor bytes(@Nullable Object object) {
        var out = new ByteArrayOutputStream();
        Torch.save(object, out);
        return Torch.tensor(out.toByteArray(), Torch.dtype(DType.INT8));
    }

    /** The object, which belongs to no scope. */
    private static @Nullable Object object(Tensor bytes) {
        return Torch.load(new ByteArrayInputStream(bytes.toByteArray()));
    }

    private static Tensor empty(long length) {
        return Torch.empty(Torch.shape(length), Torch.dtype(DType.INT8));
    }

    /** The objects of all processes, by rank. Mirrors {@code all_gather_object}. */
    public static List<@Nullable Object> allGatherObject(@Nullable Object obj) {
        return allGatherObject(obj, null);
    }

    /** The objects of all members, by their rank in the group; none in a process that is not one. */
    public static List<@Nullable Object> allGatherObject(
            @Nullable Object obj, @Nullable ProcessGroup group) {
        ProcessGroup members = Dist.groupOr(group);
        if (!members.isMember()) return List.of();
        try (Tensor own = bytes(obj)) {
            List<Tensor> all = room(own, members);
            try (Tensor padded = padded(own, all)) {
                allGather(all, padded, o -> o.group(members));
            }
            return objects(all);
        }
    }

    /** The objects of all processes in the process {@code dst}; null elsewhere. Mirrors {@code gather_object}. */
    public static @Nullable List<@Nullable Object> gatherObject(@Nullable Object obj, int dst) {
        return gatherObject(obj, dst, null);
    }

    /** The objects of all members in the process {@code dst}, a rank of the default group; null elsewhere. */
    public static @Nullable List<@Nullable Object> gatherObject(
            @Nullable Object obj, int dst, @Nullable ProcessGroup group) {
        ProcessGroup members = Dist.groupOr(group);
        if (!members.isMember()) return null;
        boolean here = Dist.getRank() == dst;
        try (Tensor own = bytes(obj)) {
            List<Tensor> all = room(own, members);
            try (Tensor padded = padded(own, all)) {
                gather(padded, here ? all : null, dst, o -> o.group(members));
            }
            if (here) return objects(all);
            all.forEach(Tensor::close);
            return null;
        }
    }

    /**
     * Replaces the objects of a list by those of the process {@code src}. All lists have the same length.
     * Mirrors {@code broadcast_object_list}.
     */
    public static void broadcastObjectList(List<@Nullable Object> objectList, int src) {
        broadcastObjectList(objectList, src, null);
    }

    /** Replaces the objects of a list by those of the process {@code src}, among the members of a group. */
    public static void broadcastObjectList(
            List<@Nullable Object> objectList, int src, @Nullable ProcessGroup group) {
        ProcessGroup members = Dist.groupOr(group);
        if (!members.isMember()) return;
        boolean here = Dist.getRank() == src;
        try (Tensor own = here ? bytes(objectList) : empty(0);
                Tensor length = Torch.tensor(new long[] {own.numel()})) {
            broadcast(length, src, o -> o.group(members));
            try (Tensor sent = here ? own.clone() : empty(length.itemLong())) {
                broadcast(sent, src, o -> o.group(members));
                if (!here) fill(objectList, object(sent));
            }
        }
    }

    /** The object at this process's rank in the list of the process {@code src}. Mirrors {@code scatter_object_list}. */
    public static @Nullable Object scatterObject(
            @Nullable List<? extends @Nullable Object> objectList, int src) {
        List<@Nullable Object> all = new ArrayList<>();
        if (Dist.getRank() == src) {
            if (objectList == null || objectList.size() != Dist.getWorldSize()) {
                throw new IllegalArgumentException(
                        "Expected argument scatter_object_input_list to be a list of size "
                                + Dist.getWorldSize());
            }
            all.addAll(objectList);
        } else {
            all.addAll(Collections.nCopies(Dist.getWorldSize(), null));
        }
        broadcastObjectList(all, src);
        return all.get(Dist.getRank());
    }

    /** Sends the objects of a list. Mirrors {@code send_object_list}. */
    public static void sendObjectList(List<? extends @Nullable Object> objectList, int dst) {
        try (Tensor own = bytes(objectList);
                Tensor length = Torch.tensor(new long[] {own.numel()})) {
            send(length, dst);
            send(own, dst);
        }
    }

    /** Replaces the objects of a list by those that {@code src} sends. Mirrors {@code recv_object_list}. */
    public static void recvObjectList(List<@Nullable Object> objectList, int src) {
        try (Tensor length = Torch.tensor(new long[] {0})) {
            recv(length, src);
            try (Tensor received = empty(length.itemLong())) {
                recv(received, src);
                fill(objectList, object(received));
            }
        }
    }

    private static void fill(List<@Nullable Object> objectList, @Nullable Object received) {
        List<?> objects = (List<?>) Objects.requireNonNull(received);
        if (objects.size() != objectList.size()) {
            throw new IllegalArgumentException(
                    "the list has %d places, and %d objects came"
                            .formatted(objectList.size(), objects.size()));
        }
        for (int i = 0; i < objects.size(); i++) objectList.set(i, objects.get(i));
    }

    /** For each member as many bytes as the longest needs, with its own length behind them. */
    private static List<Tensor> room(Tensor own, ProcessGroup members) {
        try (Tensor longest = Torch.tensor(new long[] {own.numel()})) {
            allReduce(longest, o -> o.op(ReduceOp.MAX).group(members));
            long length = longest.itemLong() + Long.BYTES;
            return Stream.generate(() -> empty(length)).limit(members.size()).toList();
        }
    }

    private static Tensor padded(Tensor own, List<Tensor> room) {
        byte[] bytes = own.toByteArray();
        ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(room.getFirst().numel()));
        all.put(bytes).putLong(all.capacity() - Long.BYTES, bytes.length);
        return Torch.tensor(all.array(), Torch.dtype(DType.INT8));
    }

    private static List<@Nullable Object> objects(List<Tensor> all) {
        List<@Nullable Object> objects = new ArrayList<>();
        for (Tensor each : all) {
            try (each) {
                byte[] bytes = each.toByteArray();
                long length = ByteBuffer.wrap(bytes).getLong(bytes.length - Long.BYTES);
                objects.add(Torch.load(new ByteArrayInputStream(bytes, 0, (int) length)));
            }
        }
        return objects;
    }
}
