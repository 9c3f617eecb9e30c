package torch.nn;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Tensor;

/**
 * Normalizes each channel over the batches of all processes: {@code y = (x - E[x]) / √(Var[x] + eps) γ + β}. In a
 * program of one process, the only kind there is so far, that is batch normalization over any number of dimensions.
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
        super(numFeatures, Keywords.set(new Options(), options));
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
    public static Module convertSyncBatchnorm(Module module, @Nullable Object processGroup) {
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

    private static SyncBatchNorm synchronous(BatchNormNd norm, @Nullable Object processGroup) {
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
        Options() {
            super(true, true);
        }

        /**
         * The processes over which to normalize; null for all.
         *
         * @throws UnsupportedOperationException where it is not null: there are no process groups yet
         */
        public Options processGroup(@Nullable Object processGroup) {
            if (processGroup != null) {
                throw new UnsupportedOperationException(
                        "SyncBatchNorm over a process group needs torch.distributed, which JTorch does not have yet");
            }
            return this;
        }
    }
}
