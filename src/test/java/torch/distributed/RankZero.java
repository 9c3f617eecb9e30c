package torch.distributed;

import static torch.distributed.RankNames.refuses;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import torch.Tensor;
import torch.Torch;
import torch.distributed.optim.ZeroRedundancyOptimizer;
import torch.nn.Linear;
import torch.nn.Sequential;
import torch.optim.Adam;
import torch.optim.Optimizer;
import torch.optim.ParamGroup;
import torch.optim.lrscheduler.StepLR;

/** {@link ZeroRedundancyOptimizer} beside the optimizer that it spreads; see {@link RankProgram}. */
final class RankZero {
    private static final Function<List<ParamGroup>, Optimizer> ADAM =
            groups -> new Adam(groups, o -> o.lr(0.01).weightDecay(0.1));

    private RankZero() {}

    private static Sequential net() {
        Torch.manualSeed(1);
        return new Sequential(new Linear(8, 16), new Linear(16, 4), new Linear(4, 1));
    }

    private static List<ParamGroup> groups(Sequential net) {
        return List.of(
                Adam.group(net.get(0).parameters(), o -> o.lr(0.1)),
                new ParamGroup(
                        List.of(
                                net.get(1).namedParameters().get("weight"),
                                net.get(1).namedParameters().get("bias"),
                                net.get(2).namedParameters().get("weight"),
                                net.get(2).namedParameters().get("bias"))));
    }

    private static void steps(Sequential net, Optimizer optimizer, int from, int to) {
        for (int step = from; step < to; step++) {
            Torch.manualSeed(step);
            optimizer.zeroGrad();
            net.call(Torch.randn(5, 8)).pow(2).sum().backward();
            optimizer.step();
        }
    }

    private static void same(Sequential expected, Sequential actual) {
        expected.stateDict()
                .forEach(
                        (name, value) -> {
                            if (!value.equal(actual.stateDict().get(name)))
                                throw new AssertionError(name + " differs");
                        });
    }

    static void all(int rank, int world) {
        Sequential plainNet = net();
        Optimizer plain = ADAM.apply(groups(plainNet));
        var plainRate = new StepLR(plain, 2);
        Sequential net = net();
        var zero = new ZeroRedundancyOptimizer(groups(net), ADAM, null);
        var rate = new StepLR(zero, 2);
        for (int i = 0; i < 3; i++) {
            steps(plainNet, plain, i, i + 1);
            plainRate.step();
            steps(net, zero, i, i + 1);
            rate.step();
        }
        same(plainNet, net);
        long kept = ((Map<?, ?>) zero.optim().stateDict().get("state")).size();
        if (kept == 0 || kept >= 6) throw new AssertionError(kept + " states are kept");
        refuses(
                "Optimizer state has not been consolidated on this rank. Please call `consolidate_state_dict(to=%d)` on all ranks beforehand if you meant to save the global state."
                        .formatted(rank),
                zero::stateDict);
        zero.consolidateStateDict(1);
        if (rank == 1) equal(plain.stateDict(), zero.stateDict());
        // one process's checkpoint, read by all
        List<Object> checkpoint = RankProgram.places(1);
        if (rank == 1) checkpoint.set(0, zero.stateDict());
        Dist.broadcastObjectList(checkpoint, 1);
        Sequential again = net();
        again.loadStateDict(net.stateDict());
        var resumed = new ZeroRedundancyOptimizer(groups(again), ADAM, null);
        @SuppressWarnings("unchecked")
        Map<String, Object> state = (Map<String, Object>) checkpoint.get(0);
        resumed.loadStateDict(state);
        steps(plainNet, plain, 3, 5);
        steps(again, resumed, 3, 5);
        same(plainNet, again);
        refuses(
                "ZeroRedundancyOptimizer got an empty parameter list",
                () -> new ZeroRedundancyOptimizer(List.<Tensor>of(), ADAM));
    }

    private static void equal(Object expected, Object actual) {
        switch (expected) {
            case Map<?, ?> map -> {
                if (map.size() != ((Map<?, ?>) actual).size())
                    throw new AssertionError(expected + " and " + actual);
                map.forEach((key, value) -> equal(value, ((Map<?, ?>) actual).get(key)));
            }
            case List<?> list -> {
                for (int i = 0; i < list.size(); i++) equal(list.get(i), ((List<?>) actual).get(i));
            }
            case Tensor tensor -> {
                if (!tensor.equal((Tensor) actual)) throw new AssertionError();
            }
            case null -> {}
            default -> {
                if (!String.valueOf(expected).equals(String.valueOf(actual)))
                    throw new AssertionError(expected + " and " + actual);
            }
        }
    }
}
