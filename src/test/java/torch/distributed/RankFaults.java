package torch.distributed;

import static torch.Torch.ones;
import static torch.Torch.zeros;
import static torch.distributed.RankProgram.places;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import torch.Tensor;
import torch.nn.Linear;

/** What goes wrong between processes; see {@link RankProgram}. */
final class RankFaults {
    private RankFaults() {}

    /** Each kind of call, for a process whose partner is gone or does not answer. */
    private static Map<String, Runnable> calls(int rank, int world) {
        Tensor x = ones(2);
        List<Tensor> all = IntStream.range(0, world).mapToObj(_ -> zeros(2)).toList();
        Map<String, Runnable> calls = new LinkedHashMap<>();
        calls.put("allReduce", () -> Dist.allReduce(x));
        calls.put("allReduceCoalesced", () -> Dist.allReduceCoalesced(List.of(x, x)));
        calls.put("broadcast", () -> Dist.broadcast(x, 1));
        calls.put("reduce", () -> Dist.reduce(x, rank));
        calls.put("reduceScatterSingle", () -> Dist.reduceScatterSingle(x, ones(2 * world)));
        calls.put("reduceScatter", () -> Dist.reduceScatter(x, all));
        calls.put("allGather", () -> Dist.allGather(all, x));
        calls.put("allGatherSingle", () -> Dist.allGatherSingle(zeros(2 * world), x));
        calls.put(
                "allGatherCoalesced",
                () -> Dist.allGatherCoalesced(all.stream().map(List::of).toList(), List.of(x)));
        calls.put("gather", () -> Dist.gather(x, all, rank));
        calls.put("gatherSingle", () -> Dist.gatherSingle(x, zeros(2 * world), rank));
        calls.put("scatter", () -> Dist.scatter(x, null, 1));
        calls.put("allToAll", () -> Dist.allToAll(all, all));
        calls.put("allToAllSingle", () -> Dist.allToAllSingle(zeros(2 * world), ones(2 * world)));
        calls.put("recv", () -> Dist.recv(x, 1));
        calls.put("irecv", () -> Dist.irecv(x, 1).await());
        calls.put(
                "batchIsendIrecv",
                () ->
                        Dist.batchIsendIrecv(List.of(new P2POp(P2POp.Kind.IRECV, x, 1)))
                                .forEach(Work::await));
        calls.put("barrier", Dist::barrier);
        calls.put("monitoredBarrier", () -> Dist.monitoredBarrier(Duration.ofSeconds(2)));
        calls.put("allGatherObject", () -> Dist.allGatherObject(places(world), 1L));
        calls.put("gatherObject", () -> Dist.gatherObject(1L, places(world), rank));
        calls.put("broadcastObjectList", () -> Dist.broadcastObjectList(places(1), 1));
        calls.put("scatterObjectList", () -> Dist.scatterObjectList(places(1), null, 1));
        calls.put("recvObjectList", () -> Dist.recvObjectList(places(1), 1));
        calls.put("DistributedDataParallel", () -> new DistributedDataParallel<>(new Linear(2, 2)));
        return calls;
    }

    private static void allFail(int rank, int world) {
        calls(rank, world)
                .forEach(
                        (name, call) -> {
                            long start = System.nanoTime();
                            try {
                                call.run();
                                throw new AssertionError(name + " worked without the others");
                            } catch (DistException e) {
                                double seconds = (System.nanoTime() - start) / 1e9;
                                if (seconds > 15)
                                    throw new AssertionError(name + " took " + seconds + " s");
                                if (e.getMessage().contains("Exception raised from"))
                                    throw new AssertionError(e);
                                System.out.printf(
                                        "%s: %s%n", name, e.getMessage().replace('\n', ' '));
                            }
                        });
    }

    /** Rank 1 ends while the others go on. */
    static void gone(int rank, int world) {
        Dist.barrier();
        if (rank == 1) Runtime.getRuntime().halt(9);
        allFail(rank, world);
    }

    /** Rank 1 sleeps for longer than the others wait. */
    static void hung(int rank, int world) throws InterruptedException {
        Dist.barrier();
        if (rank == 1) {
            Thread.sleep(15_000);
            Runtime.getRuntime().halt(9);
        }
        RankNames.report("first", () -> Dist.monitoredBarrier(null, Duration.ofSeconds(1), true));
        Dist.setTimeout(Duration.ofSeconds(2));
        allFail(rank, world);
    }
}
