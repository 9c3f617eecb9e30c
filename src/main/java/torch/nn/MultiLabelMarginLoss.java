package torch.nn;

import torch.Tensor;

/**
 * The hinge loss of several classes at once: {@code Σ max(0, 1 - (x_y - x_i)) / C} over the classes {@code y} of the
 * target and the classes {@code i} not in it.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (C)} or {@code (N, C)}
 *   <li>Target: the same as the input, class indices of type int64; they end at the first -1
 *   <li>Output: a scalar; {@code (N)} without a reduction
 * </ul>
 *
 * {@snippet :
 * var loss = new MultiLabelMarginLoss().call(Torch.randn(1, 4), Torch.tensor(new long[][] {{3, 0, -1, 1}}));
 * }
 *
 * <p>Mirrors {@code torch.nn.MultiLabelMarginLoss}.
 */
public class MultiLabelMarginLoss extends Loss {
    /** The mean loss. */
    public MultiLabelMarginLoss() {
        this(Reduction.MEAN);
    }

    /** A loss reduced in this way. */
    public MultiLabelMarginLoss(Reduction reduction) {
        super(reduction);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        return F.multilabelMarginLoss(input, target, reduction);
    }
}
