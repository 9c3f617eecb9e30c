package benchmarks;

import java.lang.invoke.MethodHandle;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import torch.Tensor;
import torch.Torch;

/**
 * What does one small operator cost? A 4 x 4 {@code add}, and the result freed: nearly all of it is
 * dispatch and allocation, so a binding's own cost shows.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AddFree {
    private static final int TIMES = 100;

    /** The loop in C++. */
    @State(Scope.Thread)
    public static class CppState {
        final MethodHandle loop = Cpp.loop("add_free", 1);
    }

    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void cpp(CppState s) throws Throwable {
        s.loop.invokeExact((long) TIMES);
    }

    /** JTorch's tensors. */
    @State(Scope.Thread)
    public static class JTorchState {
        Tensor a;
        Tensor b;

        @Setup
        public void setup() {
            Torch.setNumThreads(1);
            a = Torch.rand(4, 4);
            b = Torch.rand(4, 4);
        }
    }

    /** Each result closed. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void jtorch(JTorchState s) {
        for (int i = 0; i < TIMES; i++) {
            s.a.add(s.b).close();
        }
    }

    /** A hundred results closed by their scope. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void jtorchScope(JTorchState s) {
        try (var _ = Torch.scope()) {
            for (int i = 0; i < TIMES; i++) {
                s.a.add(s.b);
            }
        }
    }

    /** Results left to the collector. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void jtorchCollector(JTorchState s) {
        for (int i = 0; i < TIMES; i++) {
            s.a.add(s.b);
        }
    }

    /** The presets' tensors. */
    @State(Scope.Thread)
    public static class JavaCppState {
        org.bytedeco.pytorch.Tensor a;
        org.bytedeco.pytorch.Tensor b;

        @Setup
        public void setup() {
            org.bytedeco.pytorch.global.torch.set_num_threads(1);
            a = org.bytedeco.pytorch.global.torch.rand(4, 4);
            b = org.bytedeco.pytorch.global.torch.rand(4, 4);
        }

        void run() {
            for (int i = 0; i < TIMES; i++) {
                a.add(b).close();
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
