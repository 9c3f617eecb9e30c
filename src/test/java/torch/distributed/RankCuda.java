package torch.distributed;

import static torch.Torch.arange;
import static torch.Torch.full;
import static torch.Torch.shape;
import static torch.Torch.zeros;
import static torch.distributed.RankNames.refuses;
import static torch.distributed.RankProgram.check;
import static torch.distributed.RankProgram.places;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import torch.Device;
import torch.Tensor;
import torch.Torch;
import torch.nn.BatchNorm1d;
import torch.nn.Linear;
import torch.nn.SyncBatchNorm;

/** One process on one CUDA device, with NCCL; see {@link DistCudaTest}. */
final class RankCuda {
    private RankCuda() {}

    public static void main(String[] arguments) {
        int device = Integer.parseInt(System.getenv("LOCAL_RANK"));
        Device cuda = new Device("cuda", device);
        Duration timeout = Duration.ofSeconds(60);
        switch (arguments[0]) {
            case "bound" -> {
                Dist.initProcessGroup(o -> o.deviceId(device).timeout(timeout));
                expect("nccl", Dist.getBackend());
                expect("cuda:nccl", Dist.getBackendConfig());
                collectives(cuda);
                split(cuda);
                training(cuda);
            }
            case "norm" -> {
                Dist.initProcessGroup(o -> o.deviceId(device).timeout(timeout));
                norm(cuda);
            }
            case "both" -> {
                Dist.initProcessGroup(o -> o.backend("cpu:gloo,cuda:nccl").timeout(timeout));
                expect("cpu:gloo,cuda:nccl", Dist.getBackendConfig());
                both(cuda);
            }
            case "default" -> {
                Dist.initProcessGroup(o -> o.timeout(timeout));
                expect("undefined", Dist.getBackend());
                expect("cuda:nccl", Dist.getBackendConfig());
                sum(cuda);
                refused();
            }
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        Dist.destroyProcessGroup();
        System.out.println("ended well");
    }

    private static void expect(Object expected, Object actual) {
        if (!expected.equals(actual))
            throw new AssertionError("expected " + expected + ", got " + actual);
    }

    private static Tensor on(Device device, double value) {
        return full(shape(2), value).to(device);
    }

    private static void sum(Device cuda) {
        int world = Dist.getWorldSize();
        Tensor x = on(cuda, Dist.getRank() + 1);
        Dist.allReduce(x);
        double sum = world * (world + 1) / 2.0;
        check("allReduce", x.to(Device.CPU), sum, sum);
    }

    private static void collectives(Device cuda) {
        int rank = Dist.getRank();
        int world = Dist.getWorldSize();
        sum(cuda);
        Tensor x = on(cuda, rank);
        Dist.broadcast(x, world - 1);
        check("broadcast", x.to(Device.CPU), world - 1, world - 1);
        List<Tensor> all = IntStream.range(0, world).mapToObj(_ -> on(cuda, -1)).toList();
        Dist.allGather(all, on(cuda, rank));
        for (int i = 0; i < world; i++) check("allGather", all.get(i).to(Device.CPU), i, i);
        Tensor one = zeros(2 * world).to(cuda);
        Dist.allGatherSingle(one, on(cuda, rank));
        check("allGatherSingle", one.to(Device.CPU).narrow(0, 2 * world - 1, 1), world - 1);
        Tensor part = zeros(1).to(cuda);
        Dist.reduceScatterSingle(part, arange(world).toFloat().to(cuda));
        check("reduceScatterSingle", part.to(Device.CPU), rank * world);
        Tensor swapped = zeros(world).to(cuda);
        Dist.allToAllSingle(swapped, full(shape(world), (double) rank).to(cuda));
        check(
                "allToAllSingle",
                swapped.to(Device.CPU),
                IntStream.range(0, world).mapToDouble(i -> i).toArray());
        if (world > 1 && rank < 2) {
            Tensor theirs = zeros(2).to(cuda);
            Dist.batchIsendIrecv(
                            List.of(
                                    new P2POp(P2POp.Kind.ISEND, on(cuda, rank), 1 - rank),
                                    new P2POp(P2POp.Kind.IRECV, theirs, 1 - rank)))
                    .forEach(Work::await);
            check("batchIsendIrecv", theirs.to(Device.CPU), 1 - rank, 1 - rank);
        }
        Work work = Dist.allReduce(x, o -> o.asyncOp(true));
        work.await();
        Dist.barrier();
        Dist.barrier(o -> o.deviceIds(cuda.index()));
        List<Object> objects = places(world);
        Dist.allGatherObject(objects, "of " + rank);
        expect("of " + (world - 1), objects.get(world - 1));
        Backend backend = Dist.getBackendImpl();
        expect("nccl", backend.name());
        if (!backend.supportsCoalescing()) throw new AssertionError(backend);
        refuses(
                "monitored_barrier requires a group with a CPU-capable backend (e.g. GLOO).",
                () -> Dist.monitoredBarrier(Duration.ofSeconds(1)));
    }

    private static void split(Device cuda) {
        int world = Dist.getWorldSize();
        if (!Dist.getBackendImpl().supportsSplitting()) return;
        int[] everyone = IntStream.range(0, world).toArray();
        ProcessGroup group = Dist.splitGroup(List.of(everyone));
        expect(world, group.size());
        Tensor x = on(cuda, 1);
        Dist.allReduce(x, o -> o.group(group));
        check("split", x.to(Device.CPU), world, world);
        ProcessGroup again = Dist.newGroup();
        Tensor y = on(cuda, 1);
        Dist.allReduce(y, o -> o.group(again));
        check("new group", y.to(Device.CPU), world, world);
        expect(
                "split_gpu",
                Dist.splitGroup(null, List.of(everyone), o -> o.groupDesc("split_gpu"))
                        .groupDesc());
    }

    /** Each type of device has a backend of its own. */
    private static void both(Device cuda) {
        int world = Dist.getWorldSize();
        sum(cuda);
        sum(Device.CPU);
        expect("gloo", Dist.getBackendImpl(null, Device.CPU).name());
        expect("nccl", Dist.getBackendImpl(null, cuda).name());
        refuses(
                "Process group has multiple backend implementations; pass the device argument to select one.",
                Dist::getBackendImpl);
        Dist.monitoredBarrier(Duration.ofSeconds(30));
        List<Object> objects = places(world);
        Dist.allGatherObject(objects, Dist.getRank() + 0L);
        expect(world - 1L, objects.get(world - 1));
    }

    private static void refused() {
        refuses(
                "No device associated with the default pg, not safe to split any process groups",
                () -> Dist.splitGroup(List.of(new int[] {0})));
        Tensor onCpu = zeros(1);
        try {
            Dist.allReduce(onCpu);
            throw new AssertionError("a tensor on the CPU was sent by NCCL");
        } catch (DistException e) {
            System.out.println("cpu: " + e.getMessage());
        }
    }

    /** Each process has its own half of a batch; together they normalize over all of it. */
    private static void norm(Device cuda) {
        int world = Dist.getWorldSize();
        int rank = Dist.getRank();
        var alone = new BatchNorm1d(3);
        var together = new SyncBatchNorm(3);
        together.to(cuda);
        Torch.manualSeed(4);
        Tensor batch = Torch.randn(4L * world, 3);
        Tensor weights = Torch.randn(4L * world, 3);
        Tensor whole = batch.clone().requiresGrad_(true);
        Tensor expected = alone.call(whole);
        expected.mul(weights).sum().backward();
        Tensor part = batch.narrow(0, 4L * rank, 4).to(cuda).requiresGrad_(true);
        Tensor actual = together.call(part);
        actual.mul(weights.narrow(0, 4L * rank, 4).to(cuda)).sum().backward();
        near(expected.narrow(0, 4L * rank, 4), actual);
        near(whole.grad().narrow(0, 4L * rank, 4), part.grad());
        near(alone.runningMean, together.runningMean);
        near(alone.runningVar, together.runningVar);
    }

    private static void near(Tensor expected, Tensor actual) {
        if (!actual.to(Device.CPU).allclose(expected, 1e-4, 1e-5))
            throw new AssertionError("expected " + expected + ", got " + actual);
    }

    private static void training(Device cuda) {
        Torch.manualSeed(Dist.getRank());
        var net = new Linear(4, 2);
        net.to(cuda);
        try (var ddp = new DistributedDataParallel<>(net, o -> o.deviceIds(cuda.index()))) {
            // Inputs go to the device by themselves.
            Tensor loss = ddp.call(full(shape(3, 4), Dist.getRank() + 1.0)).sum();
            loss.backward();
            expect(cuda, net.weight.grad().device());
            System.out.println("grad " + net.weight.grad().to(Device.CPU).sum().itemDouble());
        }
    }
}
