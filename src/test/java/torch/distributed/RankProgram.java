package torch.distributed;

import static torch.Torch.arange;
import static torch.Torch.full;
import static torch.Torch.manualSeed;
import static torch.Torch.randn;
import static torch.Torch.shape;
import static torch.Torch.tensor;
import static torch.Torch.zeros;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.nn.BatchNorm1d;
import torch.nn.F;
import torch.nn.Linear;
import torch.nn.UnaryModule;
import torch.optim.SGD;

/** What one process of several does in {@link DistTest}: a scenario by its name. What it prints is looked at there. */
final class RankProgram {
    private RankProgram() {}

    public static void main(String[] arguments) throws InterruptedException {
        Duration timeout = Duration.ofSeconds(Long.parseLong(arguments[1]));
        Dist.initProcessGroup(o -> o.backend("gloo").timeout(timeout));
        int rank = Dist.getRank();
        int world = Dist.getWorldSize();
        switch (arguments[0]) {
            case "well" -> {
                collectives(rank, world);
                messages(rank);
                objects(rank, world);
                groups(rank, world);
                training(rank, world);
                unused(rank);
                mismatch(rank);
            }
            case "names" -> RankNames.all(rank, world);
            case "ddp" -> {
                RankDdp.all(rank, world);
                RankZero.all(rank, world);
            }
            case "detail" -> RankNames.detail(rank);
            case "killed" -> killed(rank);
            case "gone" -> RankFaults.gone(rank, world);
            case "hung" -> RankFaults.hung(rank, world);

            default -> throw new IllegalArgumentException(arguments[0]);
        }
        Dist.destroyProcessGroup();
        System.out.println("ended well");
    }

    static void check(String what, Tensor actual, double... expected) {
        if (!Arrays.equals(actual.toDouble().flatten().toDoubleArray(), expected)) {
            throw new AssertionError(
                    what + " gave " + actual + ", not " + Arrays.toString(expected));
        }
    }

    private static double[] ranks(int world, java.util.function.IntToDoubleFunction of) {
        return IntStream.range(0, world).mapToDouble(of).toArray();
    }

    private static List<Tensor> fresh(int count) {
        return IntStream.range(0, count).mapToObj(_ -> zeros(1)).toList();
    }

    private static void collectives(int rank, int world) {
        double sum = world * (world + 1) / 2.0;
        Tensor x = full(shape(2), rank + 1.0);
        Dist.allReduce(x);
        check("allReduce", x, sum, sum);
        Tensor most = tensor(new long[] {rank, -rank});
        Dist.allReduce(most, ReduceOp.MAX);
        check("max", most, world - 1, 0);
        Tensor least = tensor(new long[] {rank, -rank});
        Dist.allReduce(least, ReduceOp.MIN);
        check("min", least, 0, 1 - world);
        Tensor product = full(shape(1), 2.0);
        Dist.allReduce(product, ReduceOp.PRODUCT);
        check("product", product, Math.pow(2, world));
        Tensor bits = tensor(new long[] {1L << rank});
        Dist.allReduce(bits, ReduceOp.BOR);
        check("or", bits, (1L << world) - 1);

        Tensor later = full(shape(1), (double) rank);
        Work work = Dist.allReduce(later, o -> o.asyncOp(true));
        work.await();
        check("async", later, sum - world);
        if (!work.isCompleted()) throw new AssertionError("awaited and not completed");

        Tensor broadcast = full(shape(2), (double) rank);
        Dist.broadcast(broadcast, world - 1);
        check("broadcast", broadcast, world - 1, world - 1);
        Tensor reduced = full(shape(1), rank + 1.0);
        Dist.reduce(reduced, 0);
        if (rank == 0) check("reduce", reduced, sum);

        List<Tensor> all = fresh(world);
        Dist.allGather(all, full(shape(1), (double) rank));
        for (int i = 0; i < world; i++) check("allGather", all.get(i), i);
        Tensor one = zeros(world);
        Dist.allGatherIntoTensor(one, full(shape(1), (double) rank));
        check("allGatherIntoTensor", one, ranks(world, i -> i));
        Tensor scattered = zeros(1);
        Dist.reduceScatter(
                scattered,
                IntStream.range(0, world).mapToObj(i -> full(shape(1), (double) i)).toList());
        check("reduceScatter", scattered, rank * world);
        Tensor part = zeros(1);
        Dist.reduceScatterTensor(part, arange(world).toFloat());
        check("reduceScatterTensor", part, rank * world);
        List<Tensor> received = fresh(world);
        Dist.allToAll(
                received,
                IntStream.range(0, world).mapToObj(i -> full(shape(1), 10.0 * rank + i)).toList());
        for (int i = 0; i < world; i++) check("allToAll", received.get(i), 10 * i + rank);
        Tensor single = zeros(world);
        Dist.allToAllSingle(single, arange(world).toFloat().add(10 * rank));
        check("allToAllSingle", single, ranks(world, i -> 10 * i + rank));

        List<Tensor> gathered = rank == 0 ? fresh(world) : null;
        Dist.gather(full(shape(1), (double) rank), gathered, 0);
        if (gathered != null) for (int i = 0; i < world; i++) check("gather", gathered.get(i), i);
        Tensor mine = zeros(1);
        Dist.scatter(
                mine,
                rank == 0
                        ? IntStream.range(0, world)
                                .mapToObj(i -> full(shape(1), (double) i))
                                .toList()
                        : null,
                0);
        check("scatter", mine, rank);
        Dist.barrier();
        Dist.monitoredBarrier(Duration.ofSeconds(10));
    }

    private static void messages(int rank) {
        Tensor x = full(shape(2), rank + 5.0);
        if (rank == 0) {
            Dist.send(x, 1);
            Dist.send(x, 1, o -> o.tag(3));
            Dist.isend(x, 1).await();
        } else if (rank == 1) {
            Tensor y = zeros(2);
            if (Dist.recv(y, 0) != 0) throw new AssertionError();
            check("recv", y, 5, 5);
            y.zero_();
            if (Dist.recv(y, null, o -> o.tag(3)) != 0) throw new AssertionError();
            check("recv of any", y, 5, 5);
            y.zero_();
            Dist.irecv(y, 0).await();
            check("irecv", y, 5, 5);
        }
        if (rank < 2) {
            Tensor theirs = zeros(2);
            var both =
                    List.of(
                            new P2POp(P2POp.Kind.ISEND, x, 1 - rank),
                            new P2POp(P2POp.Kind.IRECV, theirs, 1 - rank));
            Dist.batchIsendIrecv(both).forEach(Work::await);
            check("batchIsendIrecv", theirs, 6 - rank, 6 - rank);
        }
    }

    private static void objects(int rank, int world) {
        Map<String, Object> own = Map.of("rank", (long) rank, "text", "ä".repeat(rank * 100));
        List<@Nullable Object> all = places(world);
        Dist.allGatherObject(all, own);
        for (int i = 0; i < world; i++) {
            if (!Map.of("rank", (long) i, "text", "ä".repeat(i * 100)).equals(all.get(i)))
                throw new AssertionError(all);
        }
        List<@Nullable Object> gathered = rank == 1 ? places(world) : null;
        Dist.gatherObject("of " + rank, gathered, 1);
        if (gathered != null && !"of 0".equals(gathered.get(0))) throw new AssertionError(gathered);
        List<@Nullable Object> list = places(2);
        if (rank == 0) list.set(0, "a");
        if (rank == 0) list.set(1, 2L);
        Dist.broadcastObjectList(list, 0);
        if (!list.equals(List.of("a", 2L))) throw new AssertionError(list);
        List<@Nullable Object> mine = places(1);
        Dist.scatterObjectList(
                mine, rank == 1 ? LongStream.range(0, world).boxed().toList() : null, 1);
        if (!Long.valueOf(rank).equals(mine.get(0))) throw new AssertionError(mine);
        if (rank == 0) Dist.sendObjectList(List.of("message", List.of(1L)), 1);
        if (rank == 1) {
            List<@Nullable Object> received = places(2);
            if (Dist.recvObjectList(received, 0) != 0) throw new AssertionError();
            if (!received.equals(List.of("message", List.of(1L))))
                throw new AssertionError(received);
        }
        try {
            Dist.allGatherObject(places(world), new Object());
            throw new AssertionError("an object without a form was sent");
        } catch (RuntimeException e) {
            System.out.println("unsent " + e.getMessage());
        }
    }

    static List<@Nullable Object> places(int count) {
        return new ArrayList<>(Collections.nCopies(count, null));
    }

    private static void groups(int rank, int world) {
        ProcessGroup odd =
                Dist.newGroup(IntStream.range(0, world).filter(i -> i % 2 == 1).toArray());
        ProcessGroup all = Dist.newGroup();
        Tensor x = full(shape(1), (double) rank);
        Work work = Dist.allReduce(x, o -> o.group(odd));
        if (rank % 2 == 1) {
            check("group", x, IntStream.range(0, world).filter(i -> i % 2 == 1).sum());
            if (odd.rank() != rank / 2 || Dist.getGlobalRank(odd, odd.rank()) != rank)
                throw new AssertionError();
        } else {
            check("not a member", x, rank);
            if (work != null || odd.rank() != -1 || odd.isMember()) throw new AssertionError();
        }
        Tensor y = full(shape(1), 1.0);
        Dist.allReduce(y, o -> o.group(all));
        check("all", y, world);
        System.gc(); // nothing of the groups may go with their Java objects
        Dist.barrier();
    }

    static final class Net extends UnaryModule {
        final Linear hidden = new Linear(6, 16);
        final BatchNorm1d norm = new BatchNorm1d(16);
        final Linear output = new Linear(16, 2);

        @Override
        public Tensor forward(Tensor x) { // (N, 6)
            return output.call(norm.call(hidden.call(x)).relu()); // (N, 2)
        }
    }

    /** The losses of 20 steps on batches of which each process has its part. */
    static String training(
            int rank, int world, Net net, java.util.function.UnaryOperator<Tensor> model) {
        net.norm.eval(); // it would normalise each part by itself
        var optimizer = new SGD(net.parameters(), o -> o.lr(0.1).momentum(0.9));
        manualSeed(7);
        var text = new StringBuilder();
        for (int step = 0; step < 20; step++) {
            Tensor x = randn(8, 6), y = randn(8, 2);
            optimizer.zeroGrad();
            Tensor loss =
                    F.mseLoss(
                            model.apply(x.chunk(world, 0).get(rank)), y.chunk(world, 0).get(rank));
            loss.backward();
            optimizer.step();
            Tensor mean = loss.detach().clone();
            if (world > 1) Dist.allReduce(mean);
            text.append("%.4f ".formatted(mean.itemDouble() / world));
            if (step == 10) System.gc();
        }
        return text + "%.4f".formatted(net.output.weight.sum().itemDouble());
    }

    private static void training(int rank, int world) {
        manualSeed(rank); // the others get the parameters of rank 0
        var net = new Net();
        try (var ddp = new DistributedDataParallel<>(net)) {
            if (!ddp.stateDict().keySet().equals(net.stateDict().keySet()))
                throw new AssertionError();
            System.out.println("losses " + training(rank, world, net, ddp::call));
            // without the others gradients stay what they are here
            net.zeroGrad();
            Tensor x = full(shape(2, 6), rank + 1.0);
            try (var off = ddp.noSync()) {
                ddp.call(x).sum().backward();
            }
            Tensor own = net.output.bias.grad().clone();
            check("noSync", own, 2, 2);
            ddp.call(x).sum().backward();
            check("after noSync", net.output.bias.grad(), 4, 4);
        }
        net.zeroGrad();
        net.call(full(shape(2, 6), (double) rank)).sum().backward();
        check("closed", net.output.bias.grad(), 2, 2);
    }

    /** A step that uses one layer of two: without the option the next step is refused, with it works. */
    private static void unused(int rank) {
        manualSeed(0);
        var net = new Net();
        try (var strict = new DistributedDataParallel<>(net)) {
            strict.call(m -> m.hidden.call(full(shape(2, 6), 1.0))).sum().backward();
            try {
                strict.call(m -> m.hidden.call(full(shape(2, 6), 1.0)));
                throw new AssertionError("unused parameters were not noticed");
            } catch (DistException e) {
                System.out.println("refused " + e.getMessage());
            }
        }
        net.zeroGrad();
        try (var tolerant = new DistributedDataParallel<>(net, o -> o.findUnusedParameters(true))) {
            for (int step = 0; step < 3; step++) {
                net.zeroGrad();
                tolerant.call(m -> List.of(m.hidden.call(full(shape(2, 6), rank + 1.0))))
                        .getFirst()
                        .sum()
                        .backward();
                check("used", net.hidden.bias.grad().get(0), 2);
            }
        }
    }

    private static void killed(int rank) {
        Tensor x = full(shape(2), 1.0);
        Dist.allReduce(x);
        if (rank == 1) Runtime.getRuntime().halt(9);
        try {
            Dist.allReduce(x);
            Dist.allReduce(x);
            throw new AssertionError("nobody was there and it worked");
        } catch (DistException e) {
            System.out.println("noticed " + e.getMessage());
        }
    }

    private static void mismatch(int rank) {
        try {
            new DistributedDataParallel<>(new Linear(2, rank + 1));
            throw new AssertionError("different models were not noticed");
        } catch (DistException e) {
            System.out.println("mismatch " + e.getMessage());
        }
    }
}
