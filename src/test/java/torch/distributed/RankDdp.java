package torch.distributed;

import static torch.Torch.full;
import static torch.Torch.noGrad;
import static torch.Torch.ones;
import static torch.Torch.shape;
import static torch.distributed.RankNames.refuses;
import static torch.distributed.RankProgram.check;

import torch.Tensor;
import torch.nn.Linear;
import torch.nn.Sequential;
import torch.nn.SyncBatchNorm;
import torch.nn.UnaryModule;
import torch.optim.SGD;

/** What {@link DistributedDataParallel} is asked for besides training; see {@link RankProgram}. */
final class RankDdp {
    private RankDdp() {}

    static void all(int rank, int world) {
        join(rank, world);
        joinBuckets(rank, world);
        earlyEnd(rank);
        hooks(rank, world);
        options(rank, world);
        buffers(rank);
        refused(rank);
    }

    /** One weight, whose gradient is the sum of the inputs. */
    private static Linear one() {
        var linear = new Linear(1, 1, o -> o.bias(false));
        noGrad(() -> linear.weight.zero_());
        return linear;
    }

    private static void step(DistributedDataParallel<Linear> ddp, SGD optimizer, double x) {
        optimizer.zeroGrad();
        ddp.call(full(shape(1, 1), x)).sum().backward();
        optimizer.step();
    }

    /** Rank 0 has two batches, all others have four. */
    private static void join(int rank, int world) {
        for (boolean initial : new boolean[] {true, false}) {
            Linear net = one();
            try (var ddp =
                    new DistributedDataParallel<>(net, o -> o.findUnusedParameters(!initial))) {
                var optimizer = new SGD(net.parameters(), o -> o.lr(1));
                ddp.join(
                        o -> o.divideByInitialWorldSize(initial),
                        () -> {
                            for (int i = 0; i < (rank == 0 ? 2 : 4); i++)
                                step(ddp, optimizer, rank == 0 ? 1 : 3);
                        });
                int others = world - 1;
                double both = 2.0 * (1 + 3 * others) / world;
                double alone = 2.0 * 3 * others / (initial ? world : others);
                double got = net.weight.itemDouble();
                if (Math.abs(got + both + alone) > 1e-5)
                    throw new AssertionError("join gave " + got + ", not " + -(both + alone));
            }
        }
    }

    /** The same with gradients in several buckets: all processes end with the same parameters. */
    private static void joinBuckets(int rank, int world) {
        var net = new Sequential(new Linear(64, 64), new Linear(64, 64), new Linear(64, 1));
        try (var ddp = new DistributedDataParallel<>(net, o -> o.bucketCapMb(0.001))) {
            var optimizer = new SGD(net.parameters(), o -> o.lr(0.01));
            ddp.join(
                    () -> {
                        for (int i = 0; i < 2 + 2 * rank; i++) {
                            optimizer.zeroGrad();
                            ddp.call(full(shape(2, 64), rank + 1.0)).sum().backward();
                            optimizer.step();
                        }
                    });
        }
        Tensor own = net.get(1).namedParameters().get("weight").detach();
        Tensor most = own.clone();
        Dist.allReduce(most, ReduceOp.MAX);
        if (!most.equal(own)) throw new AssertionError("processes joined with other weights");
    }

    private static void earlyEnd(int rank) {
        Linear net = one();
        try (var ddp = new DistributedDataParallel<>(net)) {
            var optimizer = new SGD(net.parameters(), o -> o.lr(1));
            refuses(
                    rank == 0
                            ? "Rank 0 exhausted all inputs."
                            : "Detected at least one rank that exhausted inputs. Throwing across all ranks.",
                    () ->
                            ddp.join(
                                    o -> o.throwOnEarlyTermination(true),
                                    () -> {
                                        for (int i = 0; i < (rank == 0 ? 1 : 3); i++)
                                            step(ddp, optimizer, 1);
                                    }));
        }
    }

    private static void hooks(int rank, int world) {
        double fine = 1 + 1.0 / 4096; // half precision has no such number
        for (var hook : DistributedDataParallel.CommHook.values()) {
            Linear net = one();
            try (var ddp = new DistributedDataParallel<>(net)) {
                ddp.registerCommHook(hook);
                ddp.call(full(shape(1, 1), fine)).sum().backward();
                check(
                        hook.name(),
                        net.weight.grad(),
                        hook == DistributedDataParallel.CommHook.ALLREDUCE ? fine : 1);
                try {
                    ddp.registerCommHook(hook);
                    throw new AssertionError("two hooks were taken");
                } catch (DistException e) {
                    if (!e.getMessage().contains("register_builtin_comm_hook")
                            && !e.getMessage().contains("comm_hook")) throw e;
                }
            }
        }
    }

    private static void options(int rank, int world) {
        var net = new Sequential(new Linear(4, 8), new Linear(8, 2));
        try (var ddp =
                new DistributedDataParallel<>(
                        net,
                        o ->
                                o.gradientAsBucketView(true)
                                        .bucketCapMbList(0.0001, 0.001)
                                        .batchedGradCopy(true)
                                        .paramsAndBuffersToIgnore("0.bias"))) {
            for (int step = 0; step < 3; step++) {
                net.zeroGrad();
                ddp.call(full(shape(1, 4), rank + 1.0)).sum().backward();
                check("mean", net.get(1).namedParameters().get("bias").grad(), 1, 1);
            }
        }
        // a process's own parameter keeps its own gradient
        Tensor bias = net.get(0).namedParameters().get("bias");
        Tensor weight = net.get(1).namedParameters().get("weight");
        if (!bias.grad().allclose(noGrad(() -> weight.sum(0)))) throw new AssertionError();
    }

    private static final class Counter extends UnaryModule {
        final Linear linear = new Linear(1, 1);
        final Tensor count = registerBuffer("count", full(shape(1), 5.0));

        @Override
        public Tensor forward(Tensor x) {
            return linear.call(x).mul(count);
        }
    }

    private static void buffers(int rank) {
        var net = new Counter();
        net.count.fill_(rank + 7);
        try (var ddp = new DistributedDataParallel<>(net)) {
            check("buffers at construction", net.count, 7);
            net.count.fill_(rank + 3);
            ddp.eval().call(ones(1, 1)).sum().backward();
            check("buffers before forward", net.count, 3);
        }
        net.count.fill_(rank + 7);
        try (var ddp = new DistributedDataParallel<>(net, o -> o.broadcastBuffers(false))) {
            check("no buffers", net.count, rank + 7);
        }
        try (var ddp = new DistributedDataParallel<>(net, o -> o.forwardSyncBuffers(false))) {
            check("buffers once", net.count, 7);
            net.count.fill_(rank);
            ddp.call(ones(1, 1));
            check("not before forward", net.count, rank);
        }
    }

    private static void refused(int rank) {
        refuses(
                "DistributedDataParallel is not needed when a module doesn't have any parameter that requires a gradient.",
                () -> new DistributedDataParallel<>(new Sequential()));
        refuses(
                "device_ids can only be None or contain a single element.",
                () -> new DistributedDataParallel<>(one(), o -> o.deviceIds(0, 1)));
        refuses(
                "DistributedDataParallel device_ids and output_device arguments only work with single-device/multiple-device GPU modules or CPU modules, but got device_ids [0], output_device None, and module parameters [cpu].",
                () -> new DistributedDataParallel<>(one(), o -> o.deviceIds(0)));
        refuses(
                "SyncBatchNorm layers only work with GPU modules",
                () -> new DistributedDataParallel<>(new SyncBatchNorm(2)));
        // alone it is refused while training only
        var norm = new SyncBatchNorm(2);
        refuses(
                "SyncBatchNorm expected input tensor to be on GPU or XPU or privateuseone",
                () -> norm.call(ones(3, 2)));
        norm.eval();
        norm.call(ones(3, 2));
        // as many parameters of other shapes, other numbers of them
        refuses(
                "DDP expects same model across all ranks, but [%d]: params[0] in this process with sizes torch.Size([%d, 2]) appears not to match sizes of the same param in process %d."
                        .formatted(rank, rank + 1, rank == 0 ? 1 : 0),
                () -> new DistributedDataParallel<>(new Linear(2, rank + 1)));
        refuses(
                "DDP expects same model across all ranks, but Rank %d has %d params, while rank %d has inconsistent %d params."
                        .formatted(rank, rank == 0 ? 1 : 2, rank == 0 ? 1 : 0, rank == 0 ? 2 : 1),
                () -> new DistributedDataParallel<>(rank == 0 ? one() : new Linear(1, 1)));
    }
}
