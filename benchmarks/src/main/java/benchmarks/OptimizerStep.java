package benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import torch.Tensor;
import torch.Torch;
import torch.optim.Adagrad;
import torch.optim.Adam;
import torch.optim.Optimizer;
import torch.optim.SGD;

/**
 * What does an optimizer's step cost, on one thread, for the ten parameters of the autoencoder in {@link VaeStep} and
 * for twenty of 16 elements each, where it is all dispatch? As it comes, with the formula for all parameters at once,
 * with one parameter after the other, and with one kernel.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class OptimizerStep {
    /** Parameters with gradients, and an optimizer of each kind. */
    @State(Scope.Thread)
    public static class Steps {
        @Param({"vae", "small"})
        public String model;

        @Param({"Adam", "SGD", "Adagrad"})
        public String optimizer;

        Optimizer byDefault;
        Optimizer foreach;
        Optimizer loop;
        Optimizer fused;

        @Setup
        public void setup() {
            Torch.setNumThreads(1);
            byDefault = make(null, false);
            foreach = make(true, false);
            loop = make(false, false);
            fused = make(null, true);
        }

        private Optimizer make(Boolean foreach, boolean fused) {
            List<Tensor> params = params();
            return switch (optimizer) {
                case "Adam" ->
                        new Adam(
                                params,
                                o -> {
                                    if (foreach != null) o.foreach(foreach);
                                    if (fused) o.fused(true);
                                });
                case "SGD" ->
                        new SGD(
                                params,
                                o -> {
                                    o.lr(1e-3).momentum(0.9);
                                    if (foreach != null) o.foreach(foreach);
                                    if (fused) o.fused(true);
                                });
                default ->
                        new Adagrad(
                                params,
                                o -> {
                                    if (foreach != null) o.foreach(foreach);
                                    if (fused) o.fused(true);
                                });
            };
        }

        private List<Tensor> params() {
            List<Tensor> params = new ArrayList<>();
            if (model.equals("small")) {
                for (int i = 0; i < 20; i++) {
                    params.add(Torch.rand(4, 4));
                }
            } else {
                long[][] layers = {{784, 400}, {400, 20}, {400, 20}, {20, 400}, {400, 784}};
                for (long[] layer : layers) {
                    params.add(Torch.rand(layer[1], layer[0]));
                    params.add(Torch.rand(layer[1]));
                }
            }
            for (Tensor param : params) {
                param.requiresGrad_().setGrad(Torch.rand(param.shape()));
            }
            return params;
        }
    }

    /** One kernel for all parameters. */
    @Benchmark
    public void fused(Steps s) {
        s.fused.step();
    }

    /** As it comes: the formula for one parameter, each operation called once for all. */
    @Benchmark
    public void byDefault(Steps s) {
        s.byDefault.step();
    }

    /** The formula for all parameters. */
    @Benchmark
    public void foreach(Steps s) {
        s.foreach.step();
    }

    /** One parameter after the other. */
    @Benchmark
    public void loop(Steps s) {
        s.loop.step();
    }
}
