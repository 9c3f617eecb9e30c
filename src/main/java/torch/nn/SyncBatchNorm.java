package torch.nn;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.distributed.Dist;
import torch.distributed.ProcessGroup;

/**
 * Normalizes each channel over the batches of all processes: {@code y = (x - E[x]) / √(Var[x] + eps) γ + β}. In a
 * program of one process, in evaluation mode and before {@link Dist#initProcessGroup} that is batch normalization over
 * any number of dimensions. Several processes need CUDA.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, *)} with {@code C = numFeatures}
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var m = new SyncBatchNorm(100);
 * m.call(Torch.randn(20, 100, 35, 45, 10)).shape(); // torch.Size([20, 100, 35, 45, 10])
 * }
 *
 * <p>Mirrors {@code torch.nn.SyncBatchNorm}.
 */
public class SyncBatchNorm extends BatchNormNd {
    /** The processes over which to normalize; null for all. */
    public final @Nullable ProcessGroup processGroup;

    /** A layer with eps 1e-5 and momentum 0.1. */
    public SyncBatchNorm(long numFeatures) {
        this(numFeatures, o -> {});
    }

    /** A layer with these settings. */
    public SyncBatchNorm(long numFeatures, double eps, double momentum) {
        this(numFeatures, o -> o.eps(eps).momentum(momentum));
    }

    /** A layer with keyword arguments. */
    public SyncBatchNorm(long numFeatures, Consumer<? super Options> options) {
        this(numFeatures, Keywords.set(new Options(), options));
    }

    private SyncBatchNorm(long numFeatures, Options options) {
        super(numFeatures, options);
        processGroup = options.processGroup;
    }

    /** @throws IllegalArgumentException if several processes train and the input is on the CPU */
    @Override
    Tensor normalized(Tensor input, boolean useBatchStats, double averageFactor) {
        if (isTraining() && Dist.isInitialized()) {
            if (!input.isCuda()) {
                throw new IllegalArgumentException(
                        "SyncBatchNorm expected input tensor to be on GPU or XPU or privateuseone");
            }
            int worldSize = Dist.getWorldSize(processGroup);
            if (worldSize > 1) {
                return new SyncBatchNormFunction(
                                runningMean,
                                runningVar,
                                eps,
                                averageFactor,
                                processGroup,
                                worldSize)
                        .apply(input, weight, bias);
            }
        }
        return super.normalized(input, useBatchStats, averageFactor);
    }

    /**
     * Puts a {@code SyncBatchNorm} in the place of every batch normalization in {@code module}, with its parameters and
     * statistics.
     *
     * @return {@code module}, or what takes its place
     * @throws IllegalArgumentException where a field of a module inside is of a type that holds no {@code
     *     SyncBatchNorm}: declare it as a {@link UnaryModule}
     */
    public static Module convertSyncBatchnorm(Module module) {
        return convertSyncBatchnorm(module, null);
    }

    /** The same over a process group; see {@link Options#processGroup}. */
    public static Module convertSyncBatchnorm(Module module, @Nullable ProcessGroup processGroup) {
        Module converted =
                module instanceof BatchNormNd norm ? synchronous(norm, processGroup) : module;
        module.namedChildren()
                .forEach(
                        (name, child) -> {
                            Module replacement = convertSyncBatchnorm(child, processGroup);
                            if (replacement != child) {
                                converted.members().replace(name, replacement);
                            }
                        });
        return converted;
    }

    private static SyncBatchNorm synchronous(
            BatchNormNd norm, @Nullable ProcessGroup processGroup) {
        var converted =
                new SyncBatchNorm(
                        norm.numFeatures,
                        o ->
                                o.eps(norm.eps)
                                        .momentum(norm.momentum)
                                        .affine(norm.affine)
                                        .trackRunningStats(norm.trackRunningStats)
                                        .bias(norm.bias != null)
                                        .processGroup(processGroup));
        converted.weight = norm.weight;
        converted.bias = norm.bias;
        norm.members().buffers().forEach(converted.members()::replace);
        converted.train(norm.isTraining());
        return converted;
    }

    @Override
    void checkInputDim(Tensor input) {
        if (input.dim() < 2) {
            throw new IllegalArgumentException(
                    "expected at least 2D input (got " + input.dim() + "D input)");
        }
        if (input.size(1) == 0) {
            throw new IllegalArgumentException(
                    "SyncBatchNorm number of input channels should be non-zero");
        }
    }

    /** The keyword arguments of {@link SyncBatchNorm}. */
    public static final class Options extends NormOptions<Options> {
        private @Nullable ProcessGroup processGroup;

        Options() {
            super(true, true);
        }

        /** The processes over which to normalize. Default: null, all */
        public Options processGroup(@Nullable ProcessGroup processGroup) {
            this.processGroup = processGroup;
            return this;
        }
    }
}
