package torch.nn;

import java.util.function.Consumer;
import torch.Tensor;

/**
 * Binary cross entropy of probabilities: {@code -w (y log x + (1 - y) log(1 - x))}, with each logarithm at least -100.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, probabilities between 0 and 1
 *   <li>Target: the same as the input, between 0 and 1
 *   <li>Output: a scalar; the same as the input without a reduction
 * </ul>
 *
 * {@snippet :
 * var loss = new BCELoss().call(Torch.sigmoid(Torch.randn(3)), Torch.rand(3));
 * }
 *
 * <p>Mirrors {@code torch.nn.BCELoss}.
 */
public class BCELoss extends WeightedLoss {
    /** The mean loss. */
    public BCELoss() {
        this(o -> {});
    }

    /** A loss with keyword arguments. */
    public BCELoss(Consumer<? super Options> options) {
        this(Keywords.set(new Options(), options));
    }

    private BCELoss(Options o) {
        super(o);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        return F.binaryCrossEntropy(input, target, weight, reduction);
    }

    /** The keyword arguments of {@link BCELoss}. */
    public static final class Options extends WeightedLossOptions<Options> {
        Options() {}
    }
}
