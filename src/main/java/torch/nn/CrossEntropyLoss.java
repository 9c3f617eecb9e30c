package torch.nn;

import java.util.function.Consumer;
import torch.Tensor;

/**
 * Cross entropy of logits and a class, {@code -w_y log softmax(x)_y}, or of logits and the probabilities of all
 * classes.
 *
 * <p><b>Shape</b>, with {@code C} classes
 * <ul>
 *   <li>Input: {@code (C)}, {@code (N, C)} or {@code (N, C, d_1, …, d_K)}
 *   <li>Target: class indices of type int64, {@code ()}, {@code (N)} or {@code (N, d_1, …, d_K)}; or probabilities,
 *       the same as the input
 *   <li>Output: a scalar; without a reduction the shape of the class indices
 * </ul>
 *
 * {@snippet :
 * var loss = new CrossEntropyLoss().call(Torch.randn(3, 5), Torch.randint(5, Torch.shape(3)));
 * }
 *
 * <p>Mirrors {@code torch.nn.CrossEntropyLoss}.
 */
public class CrossEntropyLoss extends WeightedLoss {
    /** Class index that counts for nothing. */
    public final long ignoreIndex;

    /** How far the target is moved towards the even distribution, from 0 to 1. */
    public final double labelSmoothing;

    /** The mean loss. */
    public CrossEntropyLoss() {
        this(o -> {});
    }

    /** A loss with keyword arguments. */
    public CrossEntropyLoss(Consumer<? super Options> options) {
        this(Keywords.set(new Options(), options));
    }

    private CrossEntropyLoss(Options o) {
        super(o);
        ignoreIndex = o.ignoreIndex;
        labelSmoothing = o.labelSmoothing;
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        return F.crossEntropy(input, target, weight, ignoreIndex, reduction, labelSmoothing);
    }

    /** The keyword arguments of {@link CrossEntropyLoss}. */
    public static final class Options extends WeightedLossOptions<Options> {
        long ignoreIndex = -100;
        double labelSmoothing;

        Options() {}

        /** Class index that counts for nothing. Default: -100 */
        public Options ignoreIndex(long ignoreIndex) {
            this.ignoreIndex = ignoreIndex;
            return this;
        }

        /** How far the target is moved towards the even distribution, from 0 to 1. Default: 0 */
        public Options labelSmoothing(double labelSmoothing) {
            this.labelSmoothing = labelSmoothing;
            return this;
        }
    }
}
