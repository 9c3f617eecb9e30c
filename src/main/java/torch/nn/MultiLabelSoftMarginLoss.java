package torch.nn;

import java.util.function.Consumer;
import torch.Tensor;

/**
 * Binary cross entropy of the logits of several classes at once, averaged over the classes: {@code -w (y log σ(x) +
 * (1 - y) log σ(-x))}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (N, C)} with {@code C} classes
 *   <li>Target: the same as the input, 0 or 1
 *   <li>Output: a scalar; {@code (N)} without a reduction
 * </ul>
 *
 * {@snippet :
 * var loss = new MultiLabelSoftMarginLoss().call(Torch.randn(2, 3), Torch.rand(2, 3).round());
 * }
 *
 * <p>Mirrors {@code torch.nn.MultiLabelSoftMarginLoss}.
 */
public class MultiLabelSoftMarginLoss extends WeightedLoss {
    /** The mean loss. */
    public MultiLabelSoftMarginLoss() {
        this(o -> {});
    }

    /** A loss with keyword arguments. */
    public MultiLabelSoftMarginLoss(Consumer<? super Options> options) {
        this(Keywords.set(new Options(), options));
    }

    private MultiLabelSoftMarginLoss(Options o) {
        super(o);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        return F.multilabelSoftMarginLoss(input, target, weight, reduction);
    }

    /** The keyword arguments of {@link MultiLabelSoftMarginLoss}. */
    public static final class Options extends WeightedLossOptions<Options> {
        Options() {}
    }
}
