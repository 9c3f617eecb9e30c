package benchmarks;

import java.lang.invoke.MethodHandle;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import torch.Tensor;
import torch.Torch;
import torch.nn.F;

/** What does a layer's forward pass cost: a tiny one, all dispatch, and one of 40 million multiplications? */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LinearForward {
    private static final int TIMES = 10;

    /** Batch, input features, output features. */
    @State(Scope.Thread)
    public static class Sizes {
        @Param({"1x16x16", "128x784x400"})
        public String size;

        long batch;
        long in;
        long out;

        @Setup
        public void setup() {
            String[] parts = size.split("x");
            batch = Long.parseLong(parts[0]);
            in = Long.parseLong(parts[1]);
            out = Long.parseLong(parts[2]);
        }
    }

    /** The loop in C++. */
    @State(Scope.Thread)
    public static class CppState {
        final MethodHandle loop = Cpp.loop("linear_forward", 4);
    }

    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void cpp(CppState s, Sizes sizes) throws Throwable {
        s.loop.invokeExact(sizes.batch, sizes.in, sizes.out, (long) TIMES);
    }

    /** JTorch's tensors. */
    @State(Scope.Thread)
    public static class JTorchState {
        Tensor x;
        Tensor weight;
        Tensor bias;

        @Setup
        public void setup(Sizes sizes) {
            Torch.setNumThreads(1);
            x = Torch.rand(sizes.batch, sizes.in);
            weight = Torch.rand(sizes.out, sizes.in);
            bias = Torch.rand(sizes.out);
        }
    }

    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void jtorch(JTorchState s) {
        for (int i = 0; i < TIMES; i++) {
            F.linear(s.x, s.weight, s.bias).close();
        }
    }

    /** The presets' tensors. */
    @State(Scope.Thread)
    public static class JavaCppState {
        org.bytedeco.pytorch.Tensor x;
        org.bytedeco.pytorch.Tensor weight;
        org.bytedeco.pytorch.Tensor bias;

        @Setup
        public void setup(Sizes sizes) {
            org.bytedeco.pytorch.global.torch.set_num_threads(1);
            x = org.bytedeco.pytorch.global.torch.rand(sizes.batch, sizes.in);
            weight = org.bytedeco.pytorch.global.torch.rand(sizes.out, sizes.in);
            bias = org.bytedeco.pytorch.global.torch.rand(sizes.out);
        }

        void run() {
            for (int i = 0; i < TIMES; i++) {
                org.bytedeco.pytorch.global.torch.linear(x, weight, bias).close();
            }
        }
    }

    /** The presets as they come. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void javacppDefault(JavaCppState s) {
        s.run();
    }

    /** The presets without memory checks and collector. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    @Fork(
            jvmArgsAppend = {
                JavaCpp.NO_MEMORY_CHECK,
                JavaCpp.NO_PHYSICAL_CHECK,
                JavaCpp.NO_COLLECTOR
            })
    public void javacppTuned(JavaCppState s) {
        s.run();
    }
}
