package torch.nn;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import torch.Size;
import torch.Tensor;
import torch.Torch;
import torch.TorchException;

/**
 * A {@link Linear} layer and the {@link CrossEntropyLoss} of what it makes, which can be computed without holding all logits
 * at once; see {@link LinearCrossEntropyOptions}.
 *
 * <p><b>Shape</b>, with {@code C = numClasses}
 * <ul>
 *   <li>Input: {@code (N, H_in)} or, without {@code outFeatures}, {@code (H_in)}, with {@code H_in = inFeatures}
 *   <li>Target: class indices of type int64, {@code (N)}, {@code ()} or {@code (N, d_1, …, d_K)} with {@code outFeatures d};
 *       or probabilities, {@code (N, C)}, {@code (C)} or {@code (N, C, d_1, …, d_K)}
 *   <li>Output: a scalar; without a reduction the shape of the class indices
 * </ul>
 *
 * {@snippet :
 * var loss = new LinearCrossEntropyLoss(20, 5);
 * loss.call(Torch.randn(3, 20), Torch.randint(5, Torch.shape(3)));
 * }
 *
 * <p>Mirrors {@code torch.nn.LinearCrossEntropyLoss}.
 */
public class LinearCrossEntropyLoss extends WeightedLoss {
    /** Number of classes. */
    public final long numClasses;

    /** Further dimensions of the logits. */
    public final Size outFeatures;

    /** Class index that counts for nothing; null for -100, or for none where the target holds probabilities. */
    public final @Nullable Long ignoreIndex;

    /** How far the target is moved towards the even distribution, from 0 to 1. */
    public final double labelSmoothing;

    /** What makes the logits. */
    public final Linear linear;

    /** How chunks are made; null for none. */
    public final @Nullable LinearCrossEntropyOptions options;

    /** The mean loss of logits without a bias. */
    public LinearCrossEntropyLoss(long inFeatures, long numClasses) {
        this(inFeatures, numClasses, o -> {});
    }

    /**
     * A loss with keyword arguments.
     *
     * @throws TorchException where there is not a weight for each class, or the smoothing is not between 0 and 1
     */
    public LinearCrossEntropyLoss(
            long inFeatures, long numClasses, Consumer<? super Options> options) {
        this(inFeatures, numClasses, Keywords.set(new Options(), options));
    }

    private LinearCrossEntropyLoss(long inFeatures, long numClasses, Options o) {
        check(o, numClasses);
        super(o.reduction, o.weight);
        this.numClasses = numClasses;
        outFeatures = o.outFeatures;
        ignoreIndex = o.ignoreIndex;
        labelSmoothing = o.labelSmoothing;
        linear =
                new Linear(
                        inFeatures,
                        numClasses * outFeatures.numel(),
                        l -> l.placedAs(o).bias(o.bias));
        this.options = o.options;
    }

    private static void check(Options o, long numClasses) {
        if (o.weight != null && !o.weight.shape().equals(Torch.shape(numClasses))) {
            throw new TorchException(
                    "expected weight shape to be %s, got %s"
                            .formatted(
                                    Repr.tuple(numClasses),
                                    Repr.tuple(o.weight.shape().toArray())));
        }
        if (o.labelSmoothing < 0 || o.labelSmoothing > 1) {
            throw new TorchException(
                    "expected label_smoothing to be in range [0, 1], got "
                            + Repr.of(o.labelSmoothing));
        }
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        Tensor bias = linear.bias;
        return F.linearCrossEntropy(
                input,
                linear.weight.reshape(shape(linear.inFeatures)),
                target,
                o ->
                        o.linearBias(bias == null ? null : bias.reshape(shape()))
                                .weight(weight)
                                .reduction(reduction)
                                .ignoreIndex(ignoreIndex)
                                .labelSmoothing(labelSmoothing)
                                .options(options));
    }

    /** The dimensions of the logits of a row, and then these. */
    private long[] shape(long... last) {
        return LongStream.concat(
                        LongStream.concat(LongStream.of(numClasses), outFeatures.stream()),
                        Arrays.stream(last))
                .toArray();
    }

    @Override
    public String extraRepr() {
        return ("in_features=%d, num_classes=%d, out_features=%s, bias=%s, reduction=%s, ignore_index=%s, "
                        + "label_smoothing=%s, options=%s")
                .formatted(
                        linear.inFeatures,
                        numClasses,
                        Repr.tuple(outFeatures.toArray()),
                        Repr.of(linear.bias != null),
                        reduction,
                        ignoreIndex == null ? "None" : ignoreIndex,
                        Repr.of(labelSmoothing),
                        options == null ? "None" : options);
    }

    /** The keyword arguments of {@link LinearCrossEntropyLoss}. */
    public static final class Options extends LayerOptions<Options> {
        private Size outFeatures = Torch.shape();
        private boolean bias;
        private Reduction reduction = Reduction.MEAN;
        private @Nullable Tensor weight;
        private @Nullable Long ignoreIndex;
        private double labelSmoothing;
        private @Nullable LinearCrossEntropyOptions options;

        private Options() {}

        /** Further dimensions of the logits. Default: none */
        public Options outFeatures(long... outFeatures) {
            this.outFeatures = Torch.shape(outFeatures);
            return this;
        }

        /** Whether the logits have an additive bias. Default: false */
        public Options bias(boolean bias) {
            this.bias = bias;
            return this;
        }

        /** How the elements are turned into the result. Default: {@link Reduction#MEAN} */
        public Options reduction(Reduction reduction) {
            this.reduction = reduction;
            return this;
        }

        /** Factor of each class. Default: none */
        public Options weight(@Nullable Tensor weight) {
            this.weight = weight;
            return this;
        }

        /** Class index that counts for nothing. Default: -100, none where the target holds probabilities */
        public Options ignoreIndex(@Nullable Long ignoreIndex) {
            this.ignoreIndex = ignoreIndex;
            return this;
        }

        /** How far the target is moved towards the even distribution, from 0 to 1. Default: 0 */
        public Options labelSmoothing(double labelSmoothing) {
            this.labelSmoothing = labelSmoothing;
            return this;
        }

        /** How chunks are made. Default: none are */
        public Options options(@Nullable LinearCrossEntropyOptions options) {
            this.options = options;
            return this;
        }
    }

    /** The keyword arguments of {@link F#linearCrossEntropy}. */
    public static final class FunctionOptions extends WeightedLossOptions<FunctionOptions> {
        @Nullable Tensor linearBias;
        @Nullable Long ignoreIndex;
        double labelSmoothing;
        @Nullable LinearCrossEntropyOptions options;

        FunctionOptions() {}

        /** Bias of the logits, the shape of the weight without its last dimension. Default: none */
        public FunctionOptions linearBias(@Nullable Tensor linearBias) {
            this.linearBias = linearBias;
            return this;
        }

        /** Class index that counts for nothing. Default: -100, none where the target holds probabilities */
        public FunctionOptions ignoreIndex(@Nullable Long ignoreIndex) {
            this.ignoreIndex = ignoreIndex;
            return this;
        }

        /** How far the target is moved towards the even distribution, from 0 to 1. Default: 0 */
        public FunctionOptions labelSmoothing(double labelSmoothing) {
            this.labelSmoothing = labelSmoothing;
            return this;
        }

        /** How chunks are made. Default: none are */
        public FunctionOptions options(@Nullable LinearCrossEntropyOptions options) {
            this.options = options;
            return this;
        }
    }
}
