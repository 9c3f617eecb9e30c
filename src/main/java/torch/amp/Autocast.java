package torch.amp;

import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Torch;
import torch.TorchException;
import torch.cuda.Cuda;
import torch.internal.OwnerThread;
import torch.internal.Warnings;

/**
 * Runs the operations of this thread on one type of device in the type that suits each, until it is closed.
 *
 * <p>Matrix products and convolutions cast their arguments to {@code dtype}, what needs the range or precision of float
 * casts them to that, and the others take what they get. Parameters are cast once while an autocast is open; the casts
 * are dropped when the outermost one closes. Backward operations run in the types of the forward ones, outside of it.
 *
 * {@snippet :
 * Tensor loss;
 * try (var cast = new Autocast("cpu", DType.BFLOAT16)) {
 *     loss = F.crossEntropy(model.call(input), target);
 *     try (var exact = new Autocast("cpu", o -> o.enabled(false))) {
 *         // float again
 *     }
 * }
 * loss.backward();
 * }
 *
 * <p>Mirrors {@code torch.autocast}.
 */
public final class Autocast implements AutoCloseable {
    private final Thread owner = Thread.currentThread();
    private final String deviceType;
    private final boolean enabledBefore;
    private final DType dtypeBefore;
    private final boolean cacheBefore;
    private boolean closed;

    /** In the type that is set for the type of device: bfloat16 on the CPU, half precision on CUDA. */
    public Autocast(String deviceType) {
        this(deviceType, o -> {});
    }

    /** In a type. */
    public Autocast(String deviceType, DType dtype) {
        this(deviceType, o -> o.dtype(dtype));
    }

    /** In a type, or not. */
    public Autocast(String deviceType, DType dtype, boolean enabled) {
        this(deviceType, o -> o.dtype(dtype).enabled(enabled));
    }

    /**
     * With keyword arguments. As in PyTorch, CUDA that is missing and a type that autocast does not know are warned of,
     * and nothing is cast.
     *
     * @param deviceType as {@code cpu} or {@code cuda}
     * @throws TorchException if the type of device has no autocast
     */
    public Autocast(String deviceType, Consumer<? super Options> options) {
        var o = new Options();
        options.accept(o);
        DType dtype = o.dtype == null ? Torch.getAutocastDtype(deviceType) : o.dtype;
        if (!Torch.isAutocastAvailable(deviceType)) {
            throw new TorchException(
                    "User specified an unsupported autocast device_type '" + deviceType + "'");
        }
        boolean enabled = o.enabled && isPossible(deviceType, dtype);
        this.deviceType = deviceType;
        cacheBefore = Torch.isAutocastCacheEnabled();
        enabledBefore = Torch.isAutocastEnabled(deviceType);
        dtypeBefore = Torch.getAutocastDtype(deviceType);
        Torch.setAutocastEnabled(deviceType, enabled);
        Torch.setAutocastDtype(deviceType, dtype);
        Torch.autocastIncrementNesting();
        if (o.cacheEnabled != null) Torch.setAutocastCacheEnabled(o.cacheEnabled);
    }

    private static boolean isPossible(String deviceType, DType dtype) {
        if (deviceType.equals("cuda")) {
            if (!Cuda.isAvailable()) {
                Warnings.warnOnce(
                        "torch.amp",
                        "CUDA is not available or torch_xla is imported. Disabling autocast.");
                return false;
            }
            if (dtype == DType.BFLOAT16 && !Cuda.isBf16Supported()) {
                throw new TorchException(
                        "Current CUDA Device does not support bfloat16. Please switch dtype to float16.");
            }
            return true;
        }
        if (dtype != DType.BFLOAT16 && dtype != DType.FLOAT16) {
            String name = deviceType.toUpperCase(Locale.ROOT);
            Warnings.warnOnce(
                    "torch.amp",
                    ("In %s autocast, but the target dtype is not supported. Disabling autocast.\n%s Autocast only"
                                    + " supports dtypes of torch.bfloat16, torch.float16 currently.")
                            .formatted(name, name));
            return false;
        }
        return true;
    }

    /**
     * Sets back what was before; a second call does nothing.
     *
     * @throws IllegalStateException on another thread than the one that opened it
     */
    @Override
    public void close() {
        if (closed) return;
        OwnerThread.check(owner, "this autocast");
        closed = true;
        if (Torch.autocastDecrementNesting() == 0) Torch.clearAutocastCache();
        Torch.setAutocastEnabled(deviceType, enabledBefore);
        Torch.setAutocastDtype(deviceType, dtypeBefore);
        Torch.setAutocastCacheEnabled(cacheBefore);
    }

    /** The keyword arguments of {@link Autocast}. */
    public static final class Options {
        private @Nullable DType dtype;
        private boolean enabled = true;
        private @Nullable Boolean cacheEnabled;

        private Options() {}

        /** What is cast to. Default: null, {@link Torch#getAutocastDtype} */
        public Options dtype(@Nullable DType dtype) {
            this.dtype = dtype;
            return this;
        }

        /** Whether anything is cast. Default: true */
        public Options enabled(boolean enabled) {
            this.enabled = enabled;
            return this;
        }

        /** Whether casts of parameters are kept. Default: null, {@link Torch#isAutocastCacheEnabled} */
        public Options cacheEnabled(@Nullable Boolean cacheEnabled) {
            this.cacheEnabled = cacheEnabled;
            return this;
        }
    }
}
