package torch.backends;

import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Tensor;
import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.Results;
import torch.internal.Scratch;

/** cuDNN: {@code torch.backends.cudnn}. */
public final class CudnnBackend {
    private static final String MODULE = "cudnn";
    private static final String ENABLED = "cudnn.enabled";
    private static final String BENCHMARK = "cudnn.benchmark";
    private static final String DETERMINISTIC = "cudnn.deterministic";
    private static final String[] KERNELS = {"auto", "cudnn", "native"};
    private static final Set<DType> DTYPES = Set.of(DType.FLOAT16, DType.FLOAT32, DType.FLOAT64);
    private static final Fp32Precision CONV = new Fp32Precision("cuda", "conv");
    private static final Fp32Precision RNN = new Fp32Precision("cuda", "rnn");

    CudnnBackend() {}

    /** Whether this libtorch brought cuDNN with it. */
    public boolean isAvailable() {
        return version() != null;
    }

    /** cuDNN's version, as 91300; null where there is none. */
    public @Nullable Long version() {
        long version = Downcalls.call(Function.CUDNN_VERSION) - 1;
        return version == 0 ? null : version;
    }

    /** Whether cuDNN takes a tensor: on CUDA, of one of its types, while it is enabled. */
    public boolean isAcceptable(Tensor tensor) {
        return enabled()
                && tensor.device().type().equals("cuda")
                && DTYPES.contains(tensor.dtype())
                && isAvailable();
    }

    // ---- Flags

    /** Whether it is used. */
    public boolean enabled() {
        return Settings.get(ENABLED);
    }

    /** Whether it is used. */
    public void setEnabled(boolean enabled) {
        Settings.checkMutable(".cudnn");
        Settings.set(ENABLED, enabled);
    }

    /** Whether it tries its convolutions and takes the fastest. */
    public boolean benchmark() {
        return Settings.get(BENCHMARK);
    }

    /** Whether it tries its convolutions and takes the fastest. */
    public void setBenchmark(boolean benchmark) {
        Settings.checkMutable(".cudnn");
        Settings.set(BENCHMARK, benchmark);
    }

    /** How many convolutions it tries, 0 for all; null where there is no cuDNN. */
    public @Nullable Integer benchmarkLimit() {
        return isAvailable() ? limit() : null;
    }

    /** How many convolutions it tries, 0 for all. */
    public void setBenchmarkLimit(int limit) {
        Settings.checkMutable(".cudnn");
        Downcalls.call(Function.SET_CUDNN_BENCHMARK_LIMIT, limit);
    }

    private static int limit() {
        return (int) new Results(Downcalls.call(Function.CUDNN_BENCHMARK_LIMIT)).next();
    }

    /** Whether it only takes algorithms that give the same bits every time. */
    public boolean deterministic() {
        return Settings.get(DETERMINISTIC);
    }

    /** Whether it only takes algorithms that give the same bits every time. */
    public void setDeterministic(boolean deterministic) {
        Settings.checkMutable(".cudnn");
        Settings.set(DETERMINISTIC, deterministic);
    }

    /**
     * Whether it may use TensorFloat-32.
     *
     * @throws torch.TorchException if convolutions and recurrent layers were told different things
     */
    public boolean allowTf32() {
        return Downcalls.call(Function.CUDNN_ALLOW_TF32) == 2;
    }

    /** Whether it may use TensorFloat-32. */
    public void setAllowTf32(boolean allow) {
        Settings.checkMutable(".cudnn");
        Downcalls.call(Function.SET_CUDNN_ALLOW_TF32, allow ? 1 : 0);
    }

    /** {@code none}, {@code ieee} or {@code tf32}, of all that CUDA computes. */
    public String fp32Precision() {
        return Settings.precision("cuda", "all");
    }

    /**
     * Sets how exactly CUDA computes with floats where a kind of operation has no setting of its own.
     *
     * @throws torch.TorchException if there is no such precision
     */
    public void setFp32Precision(String precision) {
        Settings.checkMutable(".cudnn");
        Settings.setPrecision("cuda", "all", precision);
    }

    /** Convolutions. */
    public Fp32Precision conv() {
        return CONV;
    }

    /** Recurrent layers. */
    public Fp32Precision rnn() {
        return RNN;
    }

    /**
     * Which convolution by depth is taken: {@code auto}, {@code cudnn} or {@code native}.
     *
     * @throws UnsupportedOperationException if this libtorch does not let one choose
     */
    public String depthwiseKernel() {
        return KERNELS[(int) Downcalls.call(Function.CUDNN_DEPTHWISE_KERNEL) - 1];
    }

    /**
     * Sets which convolution by depth is taken.
     *
     * @throws torch.TorchException if there is no such kernel
     * @throws UnsupportedOperationException if this libtorch does not let one choose
     */
    public void setDepthwiseKernel(String kernel) {
        Settings.checkMutable(".cudnn");
        setKernel(kernel);
    }

    private static void setKernel(String kernel) {
        Scratch scratch = Scratch.begin();
        long text = scratch.text(kernel, "depthwise_kernel");
        Downcalls.call(Function.SET_CUDNN_DEPTHWISE_KERNEL, text, scratch.length());
    }

    /** Flags that hold until the result is closed; those not named get their defaults. Mirrors {@code flags(…)}. */
    public BackendFlags flags(Consumer<? super Options> options) {
        var o = new Options();
        options.accept(o);
        var before = new Options();
        before.enabled = enabled();
        before.benchmark = benchmark();
        before.benchmarkLimit = limit();
        before.deterministic = deterministic();
        before.allowTf32 = allowTf32();
        before.fp32Precision = fp32Precision();
        set(o);
        return new BackendFlags(() -> set(before));
    }

    private static void set(Options o) {
        Settings.set(ENABLED, o.enabled);
        Settings.set(BENCHMARK, o.benchmark);
        Downcalls.call(Function.SET_CUDNN_BENCHMARK_LIMIT, o.benchmarkLimit);
        Settings.set(DETERMINISTIC, o.deterministic);
        Downcalls.call(Function.SET_CUDNN_ALLOW_TF32, o.allowTf32 ? 1 : 0);
        if (o.fp32Precision != null) Settings.setPrecision("cuda", "all", o.fp32Precision);
    }

    /** The keyword arguments of {@link #flags}. */
    public static final class Options {
        private boolean enabled;
        private boolean benchmark;
        private int benchmarkLimit = 10;
        private boolean deterministic;
        private boolean allowTf32 = true;
        private @Nullable String fp32Precision = "none";

        private Options() {}

        /** Whether cuDNN is used. Default: false */
        public Options enabled(boolean enabled) {
            this.enabled = enabled;
            return this;
        }

        /** Whether it tries its convolutions and takes the fastest. Default: false */
        public Options benchmark(boolean benchmark) {
            this.benchmark = benchmark;
            return this;
        }

        /** How many convolutions it tries. Default: 10 */
        public Options benchmarkLimit(int benchmarkLimit) {
            this.benchmarkLimit = benchmarkLimit;
            return this;
        }

        /** Whether it only takes algorithms that give the same bits every time. Default: false */
        public Options deterministic(boolean deterministic) {
            this.deterministic = deterministic;
            return this;
        }

        /** Whether it may use TensorFloat-32. Default: true */
        public Options allowTf32(boolean allowTf32) {
            this.allowTf32 = allowTf32;
            return this;
        }

        /** How exactly floats are computed with; null leaves that. Default: {@code none} */
        public Options fp32Precision(@Nullable String fp32Precision) {
            this.fp32Precision = fp32Precision;
            return this;
        }
    }
}
