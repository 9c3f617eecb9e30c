package torch.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import torch.Device;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;
import torch.cuda.CUDAGraph;
import torch.cuda.Cuda;
import torch.cuda.CudaDevice;
import torch.cuda.CudaTest;
import torch.nn.Parameter;

/** The ways to take a step on CUDA, all parameters at once, fused or capturable, against one by one. */
@CudaTest
class OptimizersCudaTest {
    private static final Device DEVICE = Device.of(CudaDevice.NAME);
    private static final int STEPS = 6;

    /** Two ways to make an optimizer that have to take the same steps. */
    record Pair(
            String name,
            Function<List<Parameter>, Optimizer> one,
            Function<List<Parameter>, Optimizer> other) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Pair> fused() {
        return Stream.of(
                new Pair(
                        "Adam",
                        p -> new Adam(p, o -> o.lr(0.01).weightDecay(0.1).foreach(false)),
                        p -> new Adam(p, o -> o.lr(0.01).weightDecay(0.1).fused(true))),
                new Pair(
                        "Adam, amsgrad",
                        p -> new Adam(p, o -> o.lr(0.01).amsgrad(true).foreach(false)),
                        p -> new Adam(p, o -> o.lr(0.01).amsgrad(true).fused(true))),
                new Pair(
                        "AdamW",
                        p -> new AdamW(p, o -> o.lr(0.01).foreach(false)),
                        p -> new AdamW(p, o -> o.lr(0.01).fused(true))),
                new Pair(
                        "SGD",
                        p -> new SGD(p, o -> o.lr(0.1).momentum(0.9).nesterov(true).foreach(false)),
                        p -> new SGD(p, o -> o.lr(0.1).momentum(0.9).nesterov(true).fused(true))));
    }

    static Stream<Pair> together() {
        return Stream.of(
                new Pair(
                        "Adam",
                        p -> new Adam(p, o -> o.lr(0.01).foreach(false)),
                        p -> new Adam(p, o -> o.lr(0.01))),
                new Pair(
                        "AdamW",
                        p -> new AdamW(p, o -> o.lr(0.01).foreach(false)),
                        p -> new AdamW(p, o -> o.lr(0.01).foreach(true))),
                new Pair(
                        "SGD",
                        p -> new SGD(p, o -> o.lr(0.1).momentum(0.9).foreach(false)),
                        p -> new SGD(p, o -> o.lr(0.1).momentum(0.9))),
                new Pair(
                        "RMSprop",
                        p -> new RMSprop(p, o -> o.lr(0.01).centered(true).foreach(false)),
                        p -> new RMSprop(p, o -> o.lr(0.01).centered(true))),
                new Pair(
                        "Adagrad",
                        p -> new Adagrad(p, o -> o.lr(0.01).foreach(false)),
                        p -> new Adagrad(p, o -> o.lr(0.01))),
                new Pair(
                        "NAdam",
                        p -> new NAdam(p, o -> o.lr(0.01).foreach(false)),
                        p -> new NAdam(p, o -> o.lr(0.01))),
                new Pair(
                        "RAdam",
                        p -> new RAdam(p, o -> o.lr(0.01).foreach(false)),
                        p -> new RAdam(p, o -> o.lr(0.01))),
                new Pair(
                        "Adadelta",
                        p -> new Adadelta(p, o -> o.foreach(false)),
                        p -> new Adadelta(p)),
                new Pair(
                        "Adamax",
                        p -> new Adamax(p, o -> o.lr(0.01).foreach(false)),
                        p -> new Adamax(p, o -> o.lr(0.01))),
                new Pair(
                        "Rprop",
                        p -> new Rprop(p, o -> o.lr(0.01).foreach(false)),
                        p -> new Rprop(p, o -> o.lr(0.01))),
                new Pair(
                        "ASGD",
                        p -> new ASGD(p, o -> o.lr(0.01).foreach(false)),
                        p -> new ASGD(p, o -> o.lr(0.01))));
    }

    static Stream<Pair> capturable() {
        return Stream.of(
                new Pair(
                        "Adam",
                        p -> new Adam(p, o -> o.lr(0.01)),
                        p -> new Adam(p, o -> o.lr(0.01).capturable(true))),
                new Pair(
                        "AdamW",
                        p -> new AdamW(p, o -> o.lr(0.01)),
                        p -> new AdamW(p, o -> o.lr(0.01).capturable(true))),
                new Pair(
                        "RMSprop",
                        p -> new RMSprop(p, o -> o.lr(0.01)),
                        p -> new RMSprop(p, o -> o.lr(0.01).capturable(true))),
                new Pair(
                        "NAdam",
                        p -> new NAdam(p, o -> o.lr(0.01)),
                        p -> new NAdam(p, o -> o.lr(0.01).capturable(true))),
                new Pair(
                        "Adamax",
                        p -> new Adamax(p, o -> o.lr(0.01)),
                        p -> new Adamax(p, o -> o.lr(0.01).capturable(true))));
    }

    private static List<Parameter> params() {
        Torch.manualSeed(3);
        List<Parameter> params = new ArrayList<>();
        for (long[] shape : new long[][] {{4, 3}, {5}, {2, 3, 2}, {1}}) {
            params.add(new Parameter(Torch.randn(shape).to(DEVICE)));
        }
        return params;
    }

    private static List<Parameter> trained(Function<List<Parameter>, Optimizer> make) {
        List<Parameter> params = params();
        Optimizer optimizer = make.apply(params);
        for (int step = 0; step < STEPS; step++) {
            for (Parameter param : params) param.setGrad(param.detach().mul(0.3).sin());
            optimizer.step();
        }
        return params;
    }

    private static void same(Pair pair) {
        List<Parameter> one = trained(pair.one);
        List<Parameter> other = trained(pair.other);
        List<Parameter> start = params();
        for (int i = 0; i < one.size(); i++) {
            Tensor expected = one.get(i);
            Tensor actual = other.get(i);
            assertTrue(
                    Torch.allclose(expected, actual, 1e-5, 1e-6),
                    () -> pair.name + ": " + actual + " instead of " + expected);
            assertTrue(!Torch.allclose(expected, start.get(i), 1e-5, 1e-6), "nothing was learned");
        }
    }

    @ParameterizedTest
    @MethodSource("fused")
    void fusedSteps_areThoseOneByOne(Pair pair) {
        same(pair);
    }

    @ParameterizedTest
    @MethodSource("together")
    void stepsOfAllAtOnce_areThoseOneByOne(Pair pair) {
        same(pair);
    }

    @ParameterizedTest
    @MethodSource("capturable")
    void capturableSteps_areTheOthers(Pair pair) {
        Assumptions.assumeTrue(CudaDevice.isGpu(), "steps are captured on CUDA");
        same(pair);
    }

    @Test
    void capturableAndFused_countOnTheDevice() {
        Assumptions.assumeTrue(CudaDevice.isGpu(), "steps are captured on CUDA");
        List<Parameter> params = params();
        for (Optimizer optimizer :
                List.of(
                        new Adam(params, o -> o.capturable(true)),
                        new Adam(params, o -> o.fused(true)))) {
            for (Parameter param : params) param.setGrad(Torch.onesLike(param));
            optimizer.step();
            for (Parameter param : params) {
                Tensor step = (Tensor) optimizer.state(param).get("step");
                assertTrue(step.isCuda(), step.toString());
                assertEquals(1, step.itemDouble());
            }
        }
        Optimizer plain = new Adam(params);
        for (Parameter param : params) param.setGrad(Torch.onesLike(param));
        plain.step();
        assertEquals("cpu", ((Tensor) plain.state(params.getFirst()).get("step")).device().type());
    }

    @Test
    void state_loadedFromTheCpu_goesOnOnCuda() {
        List<Parameter> params = params();
        Optimizer optimizer = new Adam(params, o -> o.lr(0.01));
        for (Parameter param : params) param.setGrad(Torch.onesLike(param));
        optimizer.step();
        Map<String, ?> state = optimizer.stateDict();
        List<Parameter> others = params();
        Optimizer other = new Adam(others, o -> o.lr(0.01));
        other.loadStateDict(state);
        for (Parameter param : others) {
            Tensor average = (Tensor) other.state(param).get("exp_avg");
            assertEquals(param.device(), average.device());
        }
    }

    @Test
    void stepThatIsCaptured_mustBeCapturable() {
        Assumptions.assumeTrue(CudaDevice.isGpu(), "steps are captured on CUDA");
        List<Parameter> params = params();
        Optimizer plain = new Adam(params, o -> o.lr(0.01));
        for (Parameter param : params) param.setGrad(Torch.onesLike(param));
        plain.step();
        try (var graph = new CUDAGraph();
                var _ = Cuda.graph(graph)) {
            var refused = assertThrows(TorchException.class, plain::step);
            assertEquals(
                    "Attempting CUDA graph capture of step() for an instance of Adam but param_groups' capturable is"
                            + " False.",
                    refused.getMessage());
        }
    }
}
