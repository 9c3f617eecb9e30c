package torch.distributed;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Device;
import torch.Tensor;
import torch.Torch;

/**
 * What the processes of a group do together with plain data; called as {@code Dist.allGatherObject(list, x)}. Data is what
 * {@link Torch#save} writes: numbers, strings, lists, maps, tensors; reading it runs no code. On the wire it is what
 * Python sends with {@code weights_only=True}.
 *
 * <p>All throw {@link DistException} and {@link IllegalArgumentException} as {@link Collectives} do, and the latter for
 * what cannot be saved.
 */
public abstract class ObjectCollectives extends Collectives {
    ObjectCollectives() {}

    // ---- All to all

    /**
     * The objects of all processes, by rank, put in the places of a list. Mirrors {@code all_gather_object}.
     *
     * @throws IndexOutOfBoundsException if the list has fewer places than there are processes
     */
    public static void allGatherObject(List<@Nullable Object> objectList, @Nullable Object obj) {
        allGatherObject(objectList, obj, o -> {});
    }

    /** As {@link #allGatherObject(List, Object)} with keyword arguments. */
    public static void allGatherObject(
            List<@Nullable Object> objectList,
            @Nullable Object obj,
            Consumer<? super CollectiveOptions> options) {
        CollectiveOptions o = CollectiveOptions.of(options);
        ProcessGroup group = Dist.groupOr(o.group);
        if (!takesPart(group, "all_gather_object")) return;
        Device device = device(o, group);
        byte[] own = bytes(obj);
        long[] sizes = sizes(own.length, group, device);
        int longest = (int) Arrays.stream(sizes).max().orElse(0);
        List<Tensor> all = room(sizes.length, longest, device);
        try (Tensor padded = tensor(Arrays.copyOf(own, longest), device)) {
            allGather(all, padded, c -> c.group(group));
            fill(objectList, all, sizes);
        } finally {
            all.forEach(Tensor::close);
        }
    }

    /** The objects of all processes, by rank, in a list of its own. */
    public static List<@Nullable Object> allGatherObject(@Nullable Object obj) {
        List<@Nullable Object> all = nulls(Dist.getWorldSize());
        allGatherObject(all, obj);
        return all;
    }

    private static List<@Nullable Object> nulls(int count) {
        List<@Nullable Object> nulls = new ArrayList<>();
        for (int i = 0; i < count; i++) nulls.add(null);
        return nulls;
    }

    // ---- All to one

    /** The objects of all processes in a list of its own in the process {@code dst}; null elsewhere. */
    public static @Nullable List<@Nullable Object> gatherObject(@Nullable Object obj, int dst) {
        List<@Nullable Object> all = Dist.getRank() == dst ? nulls(Dist.getWorldSize()) : null;
        gatherObject(obj, all, dst);
        return all;
    }

    /** The objects of all processes in the process {@code dst}, the only one that gives a list. Mirrors {@code gather_object}. */
    public static void gatherObject(
            @Nullable Object obj, @Nullable List<@Nullable Object> objectGatherList, int dst) {
        gatherObject(obj, objectGatherList, dst, o -> {});
    }

    /** As {@link #gatherObject(Object, List, int)} with keyword arguments. */
    public static void gatherObject(
            @Nullable Object obj,
            @Nullable List<@Nullable Object> objectGatherList,
            @Nullable Integer dst,
            Consumer<? super CollectiveOptions> options) {
        CollectiveOptions o = CollectiveOptions.of(options);
        ProcessGroup group = Dist.groupOr(o.group);
        int root =
                Checks.groupRank(
                        group, dst == null && o.groupDst == null ? (Integer) 0 : dst, o.groupDst);
        if (!takesPart(group, "gather_object")) return;
        boolean here = group.rank() == root;
        boolean given = objectGatherList != null && !objectGatherList.isEmpty();
        if (here != given) {
            throw new IllegalArgumentException(
                    here
                            ? "Argument ``gather_list`` must be specified on destination rank."
                            : "Argument ``gather_list`` must NOT be specified on non-destination ranks.");
        }
        Device device = device(o, group);
        byte[] own = bytes(obj);
        long[] sizes = sizes(own.length, group, device);
        int longest = (int) Arrays.stream(sizes).max().orElse(0);
        List<Tensor> all = here ? room(sizes.length, longest, device) : List.of();
        try (Tensor padded = tensor(Arrays.copyOf(own, longest), device)) {
            gather(padded, all, c -> c.group(group).groupDst(root));
            if (objectGatherList != null) fill(objectGatherList, all, sizes);
        } finally {
            all.forEach(Tensor::close);
        }
    }

    // ---- One to all

    /**
     * Replaces the objects of a list by those of the process {@code src}. All lists have the same length.
     * Mirrors {@code broadcast_object_list}.
     */
    public static void broadcastObjectList(List<@Nullable Object> objectList, int src) {
        broadcastObjectList(objectList, src, o -> {});
    }

    /** As {@link #broadcastObjectList(List, int)} with keyword arguments. */
    public static void broadcastObjectList(
            List<@Nullable Object> objectList,
            @Nullable Integer src,
            Consumer<? super CollectiveOptions> options) {
        CollectiveOptions o = CollectiveOptions.of(options);
        ProcessGroup group = Dist.groupOr(o.group);
        int root =
                Checks.groupRank(
                        group, src == null && o.groupSrc == null ? (Integer) 0 : src, o.groupSrc);
        if (!takesPart(group, "broadcast_object_list")) return;
        if (objectList.isEmpty())
            throw new IllegalArgumentException("not enough values to unpack (expected 2, got 0)");
        Device device = device(o, group);
        Consumer<CollectiveOptions> same = c -> c.group(group).groupSrc(root);
        if (group.rank() == root) {
            List<byte[]> parts = objectList.stream().map(ObjectCollectives::bytes).toList();
            try (Tensor sizes = sizes(parts, device);
                    Tensor bytes = tensor(joined(parts), device)) {
                broadcast(sizes, same);
                broadcast(bytes, same);
            }
        } else {
            try (Tensor sizes = longs(new long[objectList.size()], device)) {
                broadcast(sizes, same);
                long[] each = sizes.toLongArray();
                try (Tensor bytes = tensor(new byte[total(each)], device)) {
                    broadcast(bytes, same);
                    fill(objectList, bytes, each);
                }
            }
        }
    }

    /**
     * Puts the object at this process's rank in the list of the process {@code src} first in another list. Mirrors
     * {@code scatter_object_list}.
     *
     * @param scatterObjectOutputList where the object is put: at its first place
     * @param scatterObjectInputList the objects, one for each process, in the process {@code src}; null elsewhere
     */
    public static void scatterObjectList(
            List<@Nullable Object> scatterObjectOutputList,
            @Nullable List<? extends @Nullable Object> scatterObjectInputList,
            int src) {
        scatterObjectList(scatterObjectOutputList, scatterObjectInputList, src, o -> {});
    }

    /** As {@link #scatterObjectList(List, List, int)} with keyword arguments. */
    public static void scatterObjectList(
            List<@Nullable Object> scatterObjectOutputList,
            @Nullable List<? extends @Nullable Object> scatterObjectInputList,
            @Nullable Integer src,
            Consumer<? super CollectiveOptions> options) {
        CollectiveOptions o = CollectiveOptions.of(options);
        ProcessGroup group = Dist.groupOr(o.group);
        int root =
                Checks.groupRank(
                        group, src == null && o.groupSrc == null ? (Integer) 0 : src, o.groupSrc);
        if (!takesPart(group, "scatter_object_list")) return;
        if (scatterObjectOutputList.isEmpty()) {
            throw new IllegalArgumentException(
                    "Expected argument scatter_object_output_list to be a list of size at least 1.");
        }
        boolean here = group.rank() == root;
        if (here && scatterObjectInputList == null) {
            throw new IllegalArgumentException(
                    "source rank must provide non-None scatter_object_input_list");
        }
        Device device = device(o, group);
        Consumer<CollectiveOptions> same = c -> c.group(group).groupSrc(root);
        List<byte[]> parts = new ArrayList<>();
        if (here && scatterObjectInputList != null)
            for (Object each : scatterObjectInputList) parts.add(bytes(each));
        int most = parts.stream().mapToInt(p -> p.length).max().orElse(0);
        List<Tensor> inputs = new ArrayList<>();
        List<Tensor> lengths = new ArrayList<>();
        try (Tensor longest = longs(new long[] {most}, device);
                Tensor length = longs(new long[1], device)) {
            broadcast(longest, same);
            int size = (int) longest.itemLong();
            for (byte[] part : parts) {
                inputs.add(tensor(Arrays.copyOf(part, size), device));
                lengths.add(longs(new long[] {part.length}, device));
            }
            try (Tensor output = tensor(new byte[size], device)) {
                scatter(output, here ? inputs : null, same);
                scatter(length, here ? lengths : null, same);
                scatterObjectOutputList.set(
                        0, object(output.toByteArray(), 0, (int) length.itemLong()));
            }
        } finally {
            inputs.forEach(Tensor::close);
            lengths.forEach(Tensor::close);
        }
    }

    // ---- One to one

    /** Sends the objects of a list. Mirrors {@code send_object_list}. */
    public static void sendObjectList(List<? extends @Nullable Object> objectList, int dst) {
        sendObjectList(objectList, dst, o -> {});
    }

    /** As {@link #sendObjectList(List, int)} with keyword arguments. */
    public static void sendObjectList(
            List<? extends @Nullable Object> objectList,
            @Nullable Integer dst,
            Consumer<? super CollectiveOptions> options) {
        CollectiveOptions o = CollectiveOptions.of(options);
        ProcessGroup group = Dist.groupOr(o.group);
        int to = Checks.groupRank(group, dst, o.groupDst);
        Checks.notSelf(group, to, "destination");
        if (!takesPart(group, "send_object_list")) return;
        if (objectList.isEmpty())
            throw new IllegalArgumentException("not enough values to unpack (expected 2, got 0)");
        Device device = device(o, group);
        List<byte[]> parts = new ArrayList<>();
        for (Object each : objectList) parts.add(bytes(each));
        try (Tensor sizes = sizes(parts, device);
                Tensor bytes = tensor(joined(parts), device)) {
            send(sizes, c -> c.group(group).groupDst(to));
            send(bytes, c -> c.group(group).groupDst(to));
        }
    }

    /** Replaces the objects of a list by as many that {@code src} sends; the sender. Mirrors {@code recv_object_list}. */
    public static int recvObjectList(List<@Nullable Object> objectList, int src) {
        return recvObjectList(objectList, src, o -> {});
    }

    /** As {@link #recvObjectList(List, int)} with keyword arguments. */
    public static int recvObjectList(
            List<@Nullable Object> objectList,
            @Nullable Integer src,
            Consumer<? super CollectiveOptions> options) {
        CollectiveOptions o = CollectiveOptions.of(options);
        ProcessGroup group = Dist.groupOr(o.group);
        int from = Checks.groupRank(group, src, o.groupSrc);
        Checks.notSelf(group, from, "source");
        if (!takesPart(group, "recv_object_list")) return -1;
        Device device = device(o, group);
        try (Tensor sizes = longs(new long[objectList.size()], device)) {
            recv(sizes, c -> c.group(group).groupSrc(from));
            long[] each = sizes.toLongArray();
            try (Tensor bytes = tensor(new byte[total(each)], device)) {
                int sender = recv(bytes, c -> c.group(group).groupSrc(from));
                fill(objectList, bytes, each);
                return sender;
            }
        }
    }

    // ---- Objects as bytes

    private static Device device(CollectiveOptions o, ProcessGroup group) {
        return o.device == null ? group.objectDevice() : o.device;
    }

    private static byte[] bytes(@Nullable Object object) {
        var out = new ByteArrayOutputStream();
        Torch.save(object, out);
        return out.toByteArray();
    }

    /** The object, which belongs to no scope. */
    private static @Nullable Object object(byte[] bytes, int from, int length) {
        return Torch.load(new ByteArrayInputStream(bytes, from, length));
    }

    private static Tensor tensor(byte[] bytes, Device device) {
        Tensor tensor = Torch.tensor(bytes, Torch.dtype(DType.INT8));
        return moved(tensor, device);
    }

    private static Tensor longs(long[] values, Device device) {
        return moved(Torch.tensor(values), device);
    }

    private static Tensor moved(Tensor tensor, Device device) {
        if (device.type().equals("cpu")) return tensor;
        try (tensor) {
            return tensor.to(device);
        }
    }

    private static Tensor sizes(List<byte[]> parts, Device device) {
        return longs(parts.stream().mapToLong(part -> part.length).toArray(), device);
    }

    private static byte[] joined(List<byte[]> parts) {
        var out = new ByteArrayOutputStream();
        parts.forEach(out::writeBytes);
        return out.toByteArray();
    }

    private static int total(long[] sizes) {
        return Math.toIntExact(Arrays.stream(sizes).sum());
    }

    /** The length of each member's object. */
    private static long[] sizes(int own, ProcessGroup group, Device device) {
        List<Tensor> all = new ArrayList<>();
        try (Tensor length = longs(new long[] {own}, device)) {
            for (int i = 0; i < group.size(); i++) all.add(longs(new long[1], device));
            allGather(all, length, c -> c.group(group));
            return all.stream().mapToLong(Tensor::itemLong).toArray();
        } finally {
            all.forEach(Tensor::close);
        }
    }

    private static List<Tensor> room(int count, int length, Device device) {
        List<Tensor> room = new ArrayList<>();
        for (int i = 0; i < count; i++) room.add(tensor(new byte[length], device));
        return room;
    }

    private static void fill(List<@Nullable Object> list, List<Tensor> all, long[] sizes) {
        for (int i = 0; i < sizes.length; i++)
            list.set(i, object(all.get(i).toByteArray(), 0, (int) sizes[i]));
    }

    private static void fill(List<@Nullable Object> list, Tensor joined, long[] sizes) {
        byte[] bytes = joined.toByteArray();
        int from = 0;
        for (int i = 0; i < sizes.length; i++) {
            list.set(i, object(bytes, from, (int) sizes[i]));
            from += (int) sizes[i];
        }
    }
}
