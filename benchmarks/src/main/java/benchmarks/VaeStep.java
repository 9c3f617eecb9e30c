package benchmarks;

import java.lang.invoke.MethodHandle;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import torch.Tensor;
import torch.Torch;
import torch.nn.F;
import torch.nn.Linear;
import torch.nn.Module;
import torch.nn.Reduction;
import torch.optim.Adam;

/**
 * What does a training step cost? A variational autoencoder 784-400-20-400-784: forward, loss,
 * backward, Adam, on one thread.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class VaeStep {
    /** The size of the batch. */
    @State(Scope.Thread)
    public static class Batch {
        @Param({"1", "128"})
        public long batch;
    }

    /** The step in C++: the same operators, with Adam's fused one. */
    @State(Scope.Thread)
    public static class CppState {
        final MethodHandle loop = Cpp.loop("vae_step", 2);
    }

    @Benchmark
    public void cpp(CppState s, Batch batch) throws Throwable {
        s.loop.invokeExact(batch.batch, 1L);
    }

    /** The model in JTorch. */
    public static final class Vae extends Module {
        final Linear hidden = new Linear(784, 400);
        final Linear mu = new Linear(400, 20);
        final Linear logvar = new Linear(400, 20);
        final Linear hidden2 = new Linear(20, 400);
        final Linear pixels = new Linear(400, 784);

        Tensor loss(Tensor x) {
            Tensor h = F.relu(hidden.call(x));
            Tensor mean = mu.call(h);
            Tensor log = logvar.call(h);
            Tensor deviation = log.mul(0.5).exp();
            Tensor z = mean.add(Torch.randnLike(deviation).mul(deviation));
            Tensor y = Torch.sigmoid(pixels.call(F.relu(hidden2.call(z))));
            Tensor reconstruction = F.binaryCrossEntropy(y, x, Reduction.SUM);
            Tensor divergence = mean.pow(2).add(log.exp()).sub(log).sub(1).sum().div(2);
            return reconstruction.add(divergence);
        }
    }

    /** A JTorch model in training. */
    @State(Scope.Thread)
    public static class JTorchState {
        Vae vae;
        Adam adam;
        Adam fused;
        Tensor x;

        @Setup
        public void setup(Batch batch) {
            Torch.setNumThreads(1);
            vae = new Vae();
            adam = new Adam(vae.parameters());
            fused = new Adam(vae.parameters(), o -> o.fused(true));
            x = Torch.rand(batch.batch, 784);
        }

        void step(Adam optimizer) {
            optimizer.zeroGrad();
            vae.loss(x).backward();
            optimizer.step();
        }
    }

    /** The fused Adam, and a scope per step. */
    @Benchmark
    public void jtorchFused(JTorchState s) {
        try (var _ = Torch.scope()) {
            s.step(s.fused);
        }
    }

    /** Adam as it comes, and a scope per step. */
    @Benchmark
    public void jtorchDefault(JTorchState s) {
        try (var _ = Torch.scope()) {
            s.step(s.adam);
        }
    }

    /** The fused Adam, everything left to the collector. */
    @Benchmark
    public void jtorchFusedCollector(JTorchState s) {
        s.step(s.fused);
    }

    /** The C++ frontend's layers and Adam through the presets. */
    @State(Scope.Thread)
    public static class JavaCppState {
        LinearImpl hidden;
        LinearImpl mu;
        LinearImpl logvar;
        LinearImpl hidden2;
        LinearImpl pixels;
        org.bytedeco.pytorch.Adam adam;
        org.bytedeco.pytorch.Tensor x;

        @Setup
        public void setup(Batch batch) {
            org.bytedeco.pytorch.global.torch.set_num_threads(1);
            hidden = new LinearImpl(784, 400);
            mu = new LinearImpl(400, 20);
            logvar = new LinearImpl(400, 20);
            hidden2 = new LinearImpl(20, 400);
            pixels = new LinearImpl(400, 784);
            var parameters = new TensorVector();
            for (LinearImpl layer : new LinearImpl[] {hidden, mu, logvar, hidden2, pixels}) {
                parameters.push_back(layer.weight());
                parameters.push_back(layer.bias());
            }
            adam = new org.bytedeco.pytorch.Adam(parameters, new AdamOptions(1e-3));
            x = org.bytedeco.pytorch.global.torch.rand(batch.batch, 784);
        }

        void step() {
            try (var _ = new PointerScope()) {
                adam.zero_grad();
                loss().backward();
                adam.step();
            }
        }

        private org.bytedeco.pytorch.Tensor loss() {
            var h = org.bytedeco.pytorch.global.torch.relu(hidden.forward(x));
            var mean = mu.forward(h);
            var log = logvar.forward(h);
            var deviation = log.mul(new Scalar(0.5)).exp();
            var noise = org.bytedeco.pytorch.global.torch.randn_like(deviation);
            var z = mean.add(noise.mul(deviation));
            var h2 = org.bytedeco.pytorch.global.torch.relu(hidden2.forward(z));
            var y = org.bytedeco.pytorch.global.torch.sigmoid(pixels.forward(h2));
            long sum = 2;
            var reconstruction =
                    org.bytedeco.pytorch.global.torch.binary_cross_entropy(
                            y, x, new TensorOptional(), sum);
            var divergence =
                    mean.pow(new Scalar(2))
                            .add(log.exp())
                            .sub(log)
                            .sub(new Scalar(1))
                            .sum()
                            .div(new Scalar(2));
            return reconstruction.add(divergence);
        }
    }

    /** The presets as they come. */
    @Benchmark
    public void javacppDefault(JavaCppState s) {
        s.step();
    }

    /** The presets without memory checks and collector. */
    @Benchmark
    @Fork(
            jvmArgsAppend = {
                JavaCpp.NO_MEMORY_CHECK,
                JavaCpp.NO_PHYSICAL_CHECK,
                JavaCpp.NO_COLLECTOR
            })
    public void javacppTuned(JavaCppState s) {
        s.step();
    }
}
