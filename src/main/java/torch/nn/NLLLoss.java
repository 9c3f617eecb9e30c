package torch.nn;

import java.util.function.Consumer;
import torch.Tensor;

/**
 * The negative logarithm of the likelihood of a class, {@code -w_y x_y}, from logarithms of probabilities. The mean
 * divides by the sum of the factors used.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (C)}, {@code (N, C)} or {@code (N, C, d_1, …, d_K)} with {@code C} classes
 *   <li>Target: class indices of type int64, {@code ()}, {@code (N)} or {@code (N, d_1, …, d_K)}
 *   <li>Output: a scalar; the same as the target without a reduction
 * </ul>
 *
 * {@snippet :
 * var loss = new NLLLoss().call(F.logSoftmax(Torch.randn(3, 5), 1), Torch.randint(5, Torch.shape(3)));
 * }
 *
 * <p>Mirrors {@code torch.nn.NLLLoss}.
 */
public class NLLLoss extends WeightedLoss {
    /** Class index that counts for nothing. */
    public final long ignoreIndex;

    /** The mean loss. */
    public NLLLoss() {
        this(o -> {});
    }

    /** A loss with keyword arguments. */
    public NLLLoss(Consumer<? super Options> options) {
        this(Keywords.set(new Options(), options));
    }

    private NLLLoss(Options o) {
        super(o);
        ignoreIndex = o.ignoreIndex;
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        return F.nllLoss(input, target, weight, ignoreIndex, reduction);
    }

    /** The keyword arguments of {@link NLLLoss}. */
    public static final class Options extends WeightedLossOptions<Options> {
        long ignoreIndex = -100;

        Options() {}

        /** Class index that counts for nothing. Default: -100 */
        public Options ignoreIndex(long ignoreIndex) {
            this.ignoreIndex = ignoreIndex;
            return this;
        }
    }
}
