package torch.distributed;

import static torch.Torch.arange;
import static torch.Torch.full;
import static torch.Torch.ones;
import static torch.Torch.shape;
import static torch.Torch.zeros;
import static torch.distributed.RankProgram.check;
import static torch.distributed.RankProgram.places;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Tensor;
import torch.Torch;
import torch.utils.data.DistributedSampler;
import torch.utils.data.TensorDataset;

/** The further names of torch.distributed, as several processes use them; see {@link RankProgram}. */
final class RankNames {
    private RankNames() {}

    static void all(int rank, int world) {
        collectives(rank, world);
        roots(rank, world);
        complex(rank, world);
        sampler(rank, world);
        groups(rank, world);
        refused(rank);
        mesh(rank, world);
        objects(rank, world);
        memory(rank, world);
    }

    private static void expect(Object expected, @Nullable Object actual) {
        if (!expected.equals(actual))
            throw new AssertionError("expected " + expected + ", got " + actual);
    }

    /** What is refused before anything is sent, so that the others need not take part. */
    static void refuses(String message, Runnable what) {
        try {
            what.run();
        } catch (RuntimeException e) {
            if (message.equals(e.getMessage())) return;
            throw new AssertionError("expected: " + message + "\ngot: " + e, e);
        }
        throw new AssertionError("not refused: " + message);
    }

    private static void collectives(int rank, int world) {
        double sum = world * (world - 1) / 2.0;
        Tensor gathered = zeros(2 * world);
        Dist.allGatherSingle(gathered, full(shape(2), (double) rank));
        check("allGatherSingle", gathered.view(world, 2).select(1, 1), ranks(world));
        Tensor part = zeros(2);
        Dist.reduceScatterSingle(part, arange(2 * world).toFloat());
        check("reduceScatterSingle", part, 2.0 * rank * world, (2.0 * rank + 1) * world);
        List<Tensor> several = List.of(full(shape(1), (double) rank), full(shape(2, 1), 1.0));
        Dist.allReduceCoalesced(several);
        check("allReduceCoalesced", several.get(0), sum);
        check("allReduceCoalesced", several.get(1), world, world);
        List<List<Tensor>> lists =
                IntStream.range(0, world).mapToObj(_ -> List.of(zeros(1), zeros(2))).toList();
        Work work =
                Dist.allGatherCoalesced(
                        lists,
                        List.of(full(shape(1), (double) rank), full(shape(2), rank + 10.0)),
                        o -> o.asyncOp(true));
        work.await();
        if (!work.isCompleted() || !work.isSuccess()) throw new AssertionError();
        for (int i = 0; i < world; i++) {
            check("allGatherCoalesced", lists.get(i).get(0), i);
            check("allGatherCoalesced", lists.get(i).get(1), i + 10, i + 10);
        }
        // rank r sends r + 1 elements to each, and so receives i + 1 of rank i
        long[] mine = LongFill.of(world, rank + 1);
        long[] theirs = IntStream.rangeClosed(1, world).asLongStream().toArray();
        Tensor received = zeros(Arrays.stream(theirs).sum());
        Dist.allToAllSingle(
                received, full(shape((rank + 1L) * world), (double) rank), theirs, mine, o -> {});
        check("uneven allToAllSingle", received.narrow(0, 0, 3), 0, 1, 1);
        Tensor bits = full(shape(1), 7L, Torch.dtype(DType.INT64));
        Dist.allReduce(bits, ReduceOp.BAND);
        check("band", bits, 7);
        Dist.allReduce(bits, ReduceOp.BXOR);
        check("bxor", bits, world % 2 == 0 ? 0 : 7);
        Dist.barrier(o -> o.timeout(Duration.ofSeconds(20)));
        try (var named = Dist.recordComm("mine")) {
            Dist.barrier();
        }
    }

    /** Long arrays of one number. */
    private static final class LongFill {
        static long[] of(int length, long value) {
            long[] array = new long[length];
            Arrays.fill(array, value);
            return array;
        }
    }

    private static double[] ranks(int world) {
        return IntStream.range(0, world).mapToDouble(i -> i).toArray();
    }

    private static void roots(int rank, int world) {
        Tensor x = full(shape(1), (double) rank);
        Dist.broadcast(x, o -> o.groupSrc(1));
        check("broadcast of groupSrc", x, 1);
        Tensor y = full(shape(1), 1.0);
        Dist.reduce(y, o -> o.groupDst(0));
        if (rank == 0) check("reduce to groupDst", y, world);
        Tensor all = rank == 0 ? zeros(world, 2) : null;
        Dist.gatherSingle(full(shape(2), (double) rank), all, 0);
        if (all != null) check("gatherSingle", all.select(1, 0), ranks(world));
        if (rank == 0) {
            refuses(
                    "gather_tensor must be specified on the destination rank",
                    () -> Dist.gatherSingle(x, null, 0));
            refuses(
                    "Argument ``gather_list`` must be specified on destination rank.",
                    () -> Dist.gather(x, null, o -> {}));
            refuses(
                    "Argument ``scatter_list`` must be specified on source rank.",
                    () -> Dist.scatter(x, null, 0));
        } else {
            refuses(
                    "Argument ``gather_list`` must NOT be specified on non-destination ranks.",
                    () -> Dist.gather(x, List.of(x), 0));
        }
        if (rank == 0) Dist.send(full(shape(1), 4.0), o -> o.groupDst(1));
        if (rank == 1) expect(0, Dist.recv(x, o -> o.groupSrc(0)));
        if (rank == 1) check("send to groupDst", x, 4);
    }

    /** The sampler's share is this process's. */
    private static void sampler(int rank, int world) {
        var numbers = new TensorDataset(arange(2L * world));
        var sampler = new DistributedSampler(numbers, o -> o.shuffle(false));
        List<Long> own = new ArrayList<>();
        sampler.iterator().forEachRemaining(own::add);
        expect(List.of((long) rank, (long) rank + world), own);
    }

    private static void complex(int rank, int world) {
        Tensor z = Torch.complex(full(shape(2), (double) rank), ones(2));
        Dist.allReduce(z);
        check("complex", Torch.viewAsReal(z).select(0, 1), world * (world - 1) / 2.0, world);
        refuses(
                "all_reduce does not support RedOpType.MAX on complex tensors",
                () -> Dist.allReduce(z, ReduceOp.MAX));
        Dist.broadcast(z, 0);
        if (Dist.supportsComplex(ReduceOp.MAX) || !Dist.supportsComplex(ReduceOp.AVG))
            throw new AssertionError();
    }

    private static void groups(int rank, int world) {
        expect("gloo", Dist.getBackend());
        expect("cpu:gloo,cuda:gloo", Dist.getBackendConfig());
        Backend impl = Dist.getBackendImpl();
        expect("gloo", impl.name());
        expect(world, impl.size());
        expect(rank, impl.rank());
        if (!impl.supportsSplitting() || impl.supportsCoalescing() || impl.supportsShrinking())
            throw new AssertionError(impl);
        int before = Dist.getPgCount();
        Groups.Subgroups halves = Dist.newSubgroups(world / 2);
        expect(2, halves.subgroups().size());
        expect(before + 2, Dist.getPgCount());
        ProcessGroup own = halves.current();
        expect(rank % (world / 2), own.rank());
        expect(rank, Dist.getGlobalRank(own, own.rank()));
        Tensor x = full(shape(1), 1.0);
        Dist.allReduce(x, o -> o.group(own));
        check("subgroup", x, world / 2.0);
        ProcessGroup other = halves.subgroups().get(rank < world / 2 ? 1 : 0);
        refuses("Invalid process group specified", () -> Dist.getBackend(other));
        expect(-1, Dist.getRank(other));
        expect(-1, Dist.getWorldSize(other));
        expect(world / 2, Dist.getProcessGroupRanks(other).length);
        Dist.destroyProcessGroup(other);
        Dist.destroyProcessGroup(own);
        refuses("Invalid process group specified", () -> Dist.destroyProcessGroup(own));
        refuses(
                "Process group "
                        + own
                        + " is not initialized in the world group map. Please initialize the group first.",
                () -> Dist.getBackend(own));
        refuses(
                "Group "
                        + own
                        + " is not registered, please create group with torch.distributed.new_group API",
                () -> Dist.allReduce(x, o -> o.group(own)));
        // ranks in the order given, without the others taking part
        ProcessGroup turned =
                Dist.newGroup(
                        new int[] {1, 0},
                        o -> o.sortRanks(false).useLocalSynchronization(true).groupDesc("turned"));
        if (rank < 2) {
            expect(1 - rank, turned.rank());
            expect(40, turned.name().length());
            expect("turned", turned.groupDesc());
            Tensor y = full(shape(1), (double) rank);
            Dist.broadcast(y, o -> o.group(turned).groupSrc(0));
            check("turned", y, 1);
        }
        Dist.setTimeout(Duration.ofSeconds(40));
        expect(Duration.ofSeconds(40), Dist.getBackendImpl().timeout());
    }

    private static void refused(int rank) {
        Tensor x = ones(2);
        String type =
                "Invalid function argument. Expected parameter `tensor` of type torch.Tensor\n             but got null instead.";
        refuses(type, () -> Dist.allReduce(null));
        refuses(
                "Invalid usage of tensors with different dtypesFound torch.float32 and  torch.float64",
                () -> Dist.allGather(List.of(x, x.toDouble()), x));
        refuses("Must specify global_rank or group_rank", () -> Dist.broadcast(x, o -> {}));
        refuses(
                "Can't specify both group_rank and global_rank",
                () -> Dist.broadcast(x, 0, o -> o.groupSrc(0)));
        refuses(
                "Invalid destination rank: destination rank should not be the same as the rank of the current process.",
                () -> Dist.send(x, rank));
        refuses(
                "Invalid destination rank: 9 is not in a group of size " + Dist.getWorldSize(),
                () -> Dist.isend(x, 9));
        refuses("The arg 'group_size' (0) must be positive", () -> Dist.newSubgroups(0));
        refuses(
                "The arg 'ranks_per_subgroup_list' cannot be empty",
                () -> Dist.newSubgroupsByEnumeration(List.of()));
        refuses("split_ranks cannot be None or empty", () -> Dist.splitGroup(List.of()));
        refuses(
                "No device associated with the default pg, not safe to split any process groups",
                () -> Dist.splitGroup(List.of(new int[] {0}, new int[] {1})));
        refuses(
                "ranks_to_exclude cannot be empty. To shrink a group, you must specify at least one rank to exclude. Example: [failed_rank_id]",
                () -> Dist.shrinkGroup(List.of()));
        refuses(
                "Process group backend for '0' does not support shrinking operations.",
                () -> Dist.shrinkGroup(List.of(1)));
        refuses("list index out of range", () -> Dist.batchIsendIrecv(List.of()));
        if (rank == 0) {
            expect(
                    "P2POp(isend pg=0, group_src=0, group_dst=1,  torch.Size([2]), torch.float32)",
                    new P2POp(P2POp.Kind.ISEND, x, 1).toString());
            expect(
                    "P2POp(irecv pg=0, group_src=1, group_dst=0,  torch.Size([2]), torch.float32)",
                    new P2POp(P2POp.Kind.IRECV, x, null, null, 3, 1).toString());
        }
        refuses(
                "all_reduce: Cannot use ReduceOp.BAND with non-integral dtype",
                () -> Dist.allReduce(x, ReduceOp.BAND));
    }

    private static void mesh(int rank, int world) {
        DeviceMesh line = Dist.initDeviceMesh("cpu", world);
        expect("DeviceMesh((" + world + ",), 'cpu', stride=(1,))", line.toString());
        expect("0", line.getGroup().name());
        expect(rank, line.getLocalRank());
        DeviceMesh mesh =
                Dist.initDeviceMesh(
                        "cpu", new long[] {2, world / 2}, o -> o.meshDimNames("dp", "tp"));
        expect(rank / (world / 2), mesh.getLocalRank("dp"));
        expect(rank % (world / 2), mesh.getLocalRank(1));
        expect(List.of(2L, world / 2L), Arrays.stream(mesh.shape()).boxed().toList());
        expect(rank / (world / 2), mesh.getCoordinate()[0]);
        Tensor x = full(shape(1), (double) rank);
        Dist.allReduce(x, o -> o.group(mesh.getGroup("dp")));
        check("along dp", x, 2 * (rank % (world / 2)) + world / 2.0);
        expect("mesh_dp", world == 2 ? "mesh_dp" : mesh.getGroup("dp").groupDesc());
        DeviceMesh column = mesh.get("dp");
        check("column", column.mesh(), rank % (world / 2), rank % (world / 2) + world / 2.0);
        expect(mesh.getGroup("dp"), column.getGroup());
        if (mesh.get("dp", "tp") != mesh || column.equals(line)) throw new AssertionError();
        expect(
                world == 2
                        ? "DeviceMesh((dp=2, tp=1), 'cpu', stride=(1, ()))"
                        : "DeviceMesh((dp=2, tp=2), 'cpu', stride=(2, 1))",
                mesh.toString());
        refuses(
                "Invalid mesh_dim_names ('x',) specified. Valid mesh_dim_names are ['dp', 'tp'].",
                () -> mesh.get("x"));
        if (world == 4)
            refuses(
                    "Invalid mesh_dim_names ('tp', 'dp') specified. Mesh dim indices should be in ascending order.",
                    () -> mesh.get("tp", "dp"));
        refuses("Cannot slice a DeviceMesh without mesh_dim_names!", () -> line.get("dp"));
        refuses(
                "Each mesh_dim_name must be unique. Found repeated mesh_dim_name in mesh_dim_names ('a', 'a')",
                () ->
                        Dist.initDeviceMesh(
                                "cpu", new long[] {1, world}, o -> o.meshDimNames("a", "a")));
        refuses(
                "Mesh should not be bigger than default world size %d, but found %d ranks!"
                        .formatted(world, 4 * world),
                () -> Dist.initDeviceMesh("cpu", 4, world));
        DeviceMesh same = DeviceMesh.fromGroup(line.getGroup(), "cpu", "a");
        expect("DeviceMesh((a=" + world + "), 'cpu', stride=(1,))", same.toString());
    }

    /** What the calls make for themselves is closed when they return. */
    private static void memory(int rank, int world) {
        Tensor x = ones(2);
        Tensor z = Torch.complex(x, x);
        Tensor one = zeros(2 * world);
        Tensor root = rank == 0 ? zeros(2 * world) : null;
        List<Tensor> all = IntStream.range(0, world).mapToObj(_ -> zeros(2)).toList();
        long before = Torch.memory().liveHandles();
        for (int i = 0; i < 3; i++) {
            Dist.allReduce(x);
            Dist.allReduce(z);
            Dist.allGather(all, x);
            Dist.allGatherSingle(one, x);
            Dist.gatherSingle(x, root, 0);
            Dist.broadcast(z, 0);
            List<@Nullable Object> list = places(world);
            Dist.allGatherObject(list, "text");
            Dist.gatherObject("text", rank == 0 ? list : null, 0);
            Dist.broadcastObjectList(list, 0);
            Dist.scatterObjectList(list, rank == 0 ? Collections.nCopies(world, 1L) : null, 0);
            try {
                Dist.allReduce(x, ReduceOp.BAND);
                throw new AssertionError();
            } catch (DistException e) {
                // refused natively
            }
        }
        expect(before, Torch.memory().liveHandles());
    }

    private static void objects(int rank, int world) {
        refuses(
                "Expected argument scatter_object_output_list to be a list of size at least 1.",
                () -> Dist.scatterObjectList(places(0), null, 0));
        if (rank == 0)
            refuses(
                    "source rank must provide non-None scatter_object_input_list",
                    () -> Dist.scatterObjectList(places(1), null, 0));
        if (rank == 1)
            refuses(
                    "Argument ``gather_list`` must NOT be specified on non-destination ranks.",
                    () -> Dist.gatherObject(1, places(world), 0));
    }

    /** With {@code TORCH_DISTRIBUTED_DEBUG=DETAIL}: what one rank does and the others do not. */
    static void detail(int rank) {
        expect(DebugLevel.DETAIL, Dist.getDebugLevel());
        Tensor x = ones(2);
        Dist.allReduce(x);
        report("shape", () -> Dist.allReduce(ones(2 + rank)));
        report("dtype", () -> Dist.allReduce(rank == 0 ? ones(2) : ones(2).toDouble()));
        report(
                "other",
                () -> {
                    if (rank == 0) Dist.allReduce(x);
                    else Dist.broadcast(x, 0);
                });
        report("same", () -> Dist.allReduce(x));
        Dist.setTimeout(Duration.ofSeconds(2));
    }

    static void report(String what, Runnable call) {
        try {
            call.run();
            System.out.println(what + ": worked");
        } catch (DistException e) {
            System.out.println(what + ": " + e.getMessage().replace('\n', ' '));
        }
    }
}
