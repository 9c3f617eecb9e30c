package torch.nn;

import torch.Tensor;

/**
 * The squared error {@code (x - y)²}.
 *
 * <p><b>Shape</b>
 * <ul>
 *   <li>Input: {@code (*)}, any number of dimensions
 *   <li>Target: the same as the input
 *   <li>Output: a scalar; the same as the input without a reduction
 * </ul>
 *
 * {@snippet :
 * var loss = new MSELoss(Reduction.SUM).call(Torch.randn(3, 5), Torch.randn(3, 5));
 * }
 *
 * <p>Mirrors {@code torch.nn.MSELoss}.
 */
public class MSELoss extends Loss {
    /** The mean loss. */
    public MSELoss() {
        this(Reduction.MEAN);
    }

    /** A loss reduced in this way. */
    public MSELoss(Reduction reduction) {
        super(reduction);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        return F.mseLoss(input, target, reduction);
    }
}
