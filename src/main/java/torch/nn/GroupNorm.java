package torch.nn;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import torch.Tensor;
import torch.nn.init.Init;

/**
 * Normalizes groups of channels of each input: {@code y = (x - E[x]) / √(Var[x] + eps) γ + β}, with γ and β per
 * channel.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C, *)} with {@code C = numChannels}
 *   <li>Output: the same as the input
 * </ul>
 *
 * {@snippet :
 * var m = new GroupNorm(3, 6); // 6 channels in 3 groups
 * m.call(Torch.randn(20, 6, 10, 10)).shape(); // torch.Size([20, 6, 10, 10])
 * }
 *
 * <p>Mirrors {@code torch.nn.GroupNorm}.
 */
public class GroupNorm extends UnaryModule {
    /** Number of groups into which the channels are split. */
    public final long numGroups;

    /** Number of channels of the input. */
    public final long numChannels;

    /** What is added to the variance, for stability. */
    public final double eps;

    /** Whether the layer learns {@link #weight} and {@link #bias}. */
    public final boolean affine;

    /** The learned factor γ, {@code (numChannels)}, ones at first; null without one. */
    public @Nullable Parameter weight;

    /** The learned shift β, {@code (numChannels)}, zeros at first; null without one. */
    public @Nullable Parameter bias;

    /** A layer with eps 1e-5. */
    public GroupNorm(long numGroups, long numChannels) {
        this(numGroups, numChannels, o -> {});
    }

    /** A layer with this eps. */
    public GroupNorm(long numGroups, long numChannels, double eps) {
        this(numGroups, numChannels, o -> o.eps(eps));
    }

    /**
     * A layer with keyword arguments.
     *
     * @throws IllegalArgumentException where the channels cannot be split into the groups
     */
    @SuppressWarnings("this-escape")
    public GroupNorm(long numGroups, long numChannels, Consumer<? super Options> options) {
        if (numChannels % numGroups != 0) {
            throw new IllegalArgumentException(
                    "num_channels (%d) must be divisible by num_groups (%d)"
                            .formatted(numChannels, numGroups));
        }
        Options o = Keywords.set(new Options(), options);
        this.numGroups = numGroups;
        this.numChannels = numChannels;
        eps = o.eps;
        affine = o.affine;
        weight = affine ? o.parameter(numChannels) : null;
        bias = affine && o.bias ? o.parameter(numChannels) : null;
        resetParameters();
    }

    /** Sets {@link #weight} to ones and {@link #bias} to zeros. */
    public void resetParameters() {
        if (weight != null) {
            Init.ones_(weight);
        }
        if (bias != null) {
            Init.zeros_(bias);
        }
    }

    @Override
    public Tensor forward(Tensor input) {
        return F.groupNorm(input, numGroups, weight, bias, eps);
    }

    @Override
    public String extraRepr() {
        return "%d, %d, eps=%s, affine=%s, bias=%s"
                .formatted(
                        numGroups,
                        numChannels,
                        Repr.of(eps),
                        Repr.of(affine),
                        Repr.of(bias != null));
    }

    /** The keyword arguments of {@link GroupNorm}. */
    public static final class Options extends LayerOptions<Options> {
        private double eps = 1e-5;
        private boolean affine = true;
        private boolean bias = true;

        private Options() {}

        /** What is added to the variance, for stability. Default: 1e-5 */
        public Options eps(double eps) {
            this.eps = eps;
            return this;
        }

        /** Whether the layer learns a factor and a shift for each channel. Default: true */
        public Options affine(boolean affine) {
            this.affine = affine;
            return this;
        }

        /** Whether an affine layer learns a shift besides the factor. Default: true */
        public Options bias(boolean bias) {
            this.bias = bias;
            return this;
        }
    }
}
